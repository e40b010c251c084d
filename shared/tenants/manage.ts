import { randomUUID } from 'node:crypto';
import { createSecretToken, hashSecretToken } from '../auth/secretToken.ts';
import type { Table } from '../store/tables.ts';
import { isTenantName, type SecretTokenRecord, type Tenant } from './tenant.ts';
import { readTenant, writeTenant } from './tenantStore.ts';

/** A wish that can't be met, in a sentence for the person who had it. */
export class TenantError extends Error {
  override readonly name = 'TenantError';
}

export interface Enabled {
  readonly tenant: Tenant;
  /** The secret token where the tenant is new: it can't be had again. */
  readonly token: string | undefined;
}

/** Tokens that are valid at a time: the one in use, and the one that replaces it. */
const maxTokens = 2;

/**
 * Lets a tenant be provisioned into: makes it if need be. A repeat changes no token.
 *
 * @param externalIdRequired undefined leaves it as it is; a new tenant requires it.
 * @throws TenantError
 */
export async function enableTenant(
  table: Table,
  name: string,
  externalIdRequired: boolean | undefined,
): Promise<Enabled> {
  if (!isTenantName(name)) {
    throw new TenantError(
      `"${name}" can't be a tenant's name: 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.`,
    );
  }
  // Made before the first attempt: by them a repetition recognises its own earlier success.
  const { token, record } = newToken();
  return repeated(async () => {
    const existing = await readTenant(table, name, deadline());
    if (existing === undefined) {
      const created = new Date().toISOString();
      const tenant = {
        name,
        created,
        externalIdRequired: externalIdRequired ?? true,
        secretTokens: [record],
      };
      return (await writeTenant(table, tenant, undefined, deadline())) ? { tenant, token } : undefined;
    }
    const { tenant, etag } = existing;
    const shown = holds(tenant, record) ? token : undefined;
    if (externalIdRequired === undefined || externalIdRequired === tenant.externalIdRequired) {
      return { tenant, token: shown };
    }
    const changed = { ...tenant, externalIdRequired };
    return (await writeTenant(table, changed, etag, deadline()))
      ? { tenant: changed, token: shown }
      : undefined;
  });
}

/**
 * Gives a tenant a new secret token. The one before stays valid, so that the client can be given the new one without
 * a gap; older ones end.
 *
 * @param alone whether every other token ends at once.
 * @throws TenantError where there is no such tenant.
 */
export async function rotateSecretToken(
  table: Table,
  name: string,
  alone: boolean,
): Promise<{ readonly tenant: Tenant; readonly token: string }> {
  const { token, record } = newToken();
  return repeated(async () => {
    const existing = isTenantName(name) ? await readTenant(table, name, deadline()) : undefined;
    if (existing === undefined) throw new TenantError(`There is no tenant "${name}".`);
    if (holds(existing.tenant, record)) return { tenant: existing.tenant, token };
    const kept = alone ? [] : existing.tenant.secretTokens.slice(0, maxTokens - 1);
    const tenant = { ...existing.tenant, secretTokens: [record, ...kept] };
    return (await writeTenant(table, tenant, existing.etag, deadline())) ? { tenant, token } : undefined;
  });
}

/** Whether the write whose answer was lost had succeeded: the SDK repeats it, and meets its own success as a refusal. */
function holds(tenant: Tenant, record: SecretTokenRecord): boolean {
  return tenant.secretTokens.some(({ id }) => id === record.id);
}

function newToken(): { token: string; record: SecretTokenRecord } {
  const token = createSecretToken();
  return {
    token,
    record: { id: randomUUID(), sha256: hashSecretToken(token), created: new Date().toISOString() },
  };
}

/** Two people who change a tenant at once: the second one's change is made again on top of the first one's. */
async function repeated<Result>(attempt: () => Promise<Result | undefined>): Promise<Result> {
  for (let tries = 0; tries < 10; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new TenantError('Somebody else keeps changing this tenant. Try again.');
}

function deadline(): AbortSignal {
  return AbortSignal.timeout(30_000);
}
