import { countRefused, type RefusedCount } from '../shared/store/readLog.ts';
import { requestDeadlineMs } from '../shared/store/limits.ts';
import type { Table } from '../shared/store/tables.ts';
import { deadline } from '../shared/tenants/change.ts';
import { validityOf, type Validity } from '../shared/tenants/credential.ts';
import { credentialsOf } from '../shared/tenants/expiring.ts';
import { readLastSeen } from '../shared/tenants/lastUsed.ts';
import type { ResourceCounts } from '../shared/store/countUsers.ts';
import type { Tenant } from '../shared/tenants/tenant.ts';
import { countTenantResources } from './resourceCounts.ts';

/** Tenants that are read in parallel, with one to three storage calls each. */
const tenantsInParallel = 16;

const hourMs = 3_600_000;

/** The time of last use may be up to two hours old. */
const useDelayMs = 2 * hourMs;

export interface ListedTenant extends ResourceCounts {
  readonly tenant: Tenant;
  readonly credentials: Readonly<Record<Validity, number>>;
  /** RFC 3339; undefined if none of its credentials was used. */
  readonly lastSeen: string | undefined;
  /** Refusals of the last 24 hours. */
  readonly refused: RefusedCount;
}

/** What the tenants' table alone says of a tenant. */
export type KnownTenant = Omit<ListedTenant, 'users' | 'groups' | 'refused'>;

/** @param tenants in the order of their names. @param now milliseconds since 1970. */
export async function knownTenants(
  table: Table,
  tenants: readonly Tenant[],
  now: number,
): Promise<readonly KnownTenant[]> {
  const [first, last] = [tenants.at(0), tenants.at(-1)];
  if (first === undefined || last === undefined) return [];
  const seen = await readLastSeen(table, first.name, last.name, deadline());
  return tenants.map((tenant) => ({
    tenant,
    lastSeen: seen.get(tenant.name),
    credentials: validities(tenant, now),
  }));
}

/** Adds the numbers of users and groups to each tenant, and the number of refusals if a client called in that time. */
export async function listedTenants(
  users: Table,
  tenants: readonly KnownTenant[],
  now: number,
): Promise<readonly ListedTenant[]> {
  const listed: ListedTenant[] = [];
  for (let start = 0; start < tenants.length; start += tenantsInParallel) {
    const some = tenants.slice(start, start + tenantsInParallel).map(async (known) => {
      const [counts, refused] = await Promise.all([
        countTenantResources(users, known.tenant),
        refusedOf(users, known, now),
      ]);
      return { ...known, ...counts, refused };
    });
    listed.push(...(await Promise.all(some)));
  }
  return listed;
}

async function refusedOf(
  table: Table,
  { tenant, lastSeen }: KnownTenant,
  now: number,
): Promise<RefusedCount> {
  const since = now - 24 * hourMs;
  if (lastSeen === undefined || Date.parse(lastSeen) < since - useDelayMs) return { count: 0, more: false };
  const signal = AbortSignal.timeout(requestDeadlineMs);
  return countRefused({ table, tenant: tenant.name, signal }, since);
}

function validities(tenant: Tenant, now: number): ListedTenant['credentials'] {
  const all = credentialsOf(tenant).map((credential) => validityOf(credential, now));
  const number = (validity: Validity) => all.filter((each) => each === validity).length;
  return { valid: number('valid'), expiring: number('expiring'), expired: number('expired') };
}
