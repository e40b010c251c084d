import type { ResourceType } from '../../scim/schema/attributes.ts';
import { defined } from '../../scim/json.ts';
import { withValueAt } from '../../scim/path.ts';
import type { StoredResource } from '../../scim/represent.ts';
import { openSecrets, seal } from '../../secrets/seal.ts';
import type { SealingKeys } from '../../config/keyRing.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { ScimError } from '../../scim/error.ts';
import { DamagedUser, unlessDamaged } from '../../store/documentRow.ts';
import { rowsOfUsers, type ResourceRows } from '../../store/fsck/resourceRows.ts';
import type { LogEntry } from '../../store/logEntry.ts';
import { appendLogs } from '../../store/logRow.ts';
import { withDeadline, type Partition, type StoredRow } from '../../store/partition.ts';
import { readLogRow } from '../../store/readLog.ts';
import { restoreUser, type Restored } from '../../store/restore.ts';
import { retryWhileUnavailable } from '../../store/backOff.ts';

/** Restores one tenant of a backup under another name. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
  /** Opens its secrets, which are bound to the tenant's name, and seals them for the new name. */
  readonly ring: SealingKeys;
  readonly typeOf: (tenant: Tenant) => ResourceType;
}

/**
 * The tenant under another name, with its settings. It gets no credentials, because a credential must reach one
 * tenant only; provisioning and single sign-on are off, because Entra's own tokens need no stored credential.
 *
 * @param now RFC 3339.
 */
export function renamedTenant(tenant: Tenant, name: string, now: string): Tenant {
  const { identityProvider, holdsGroups } = tenant;
  return {
    name,
    created: now,
    identityProvider: {
      ...identityProvider,
      provisioning: { enabled: false, since: now },
      singleSignOn: { ...identityProvider.singleSignOn, enabled: false },
    },
    secretTokens: [],
    clients: [],
    federatedCredentials: [],
    removing: undefined,
    ...defined({ holdsGroups }),
  };
}

interface ResealedUser {
  readonly user: StoredResource;
  /** Whether a secret was left out because it can't be opened. */
  readonly lostSecret: boolean;
}

/** A user of the renamed tenant, with the same id and resealed secrets. */
export async function resealedUser(
  { from, to, ring }: Renaming,
  type: ResourceType,
  user: StoredResource,
): Promise<ResealedUser> {
  const secrets = await openSecrets(ring, type, from, user);
  let { attributes } = user;
  for (const { path, attribute, value } of secrets) {
    const owner = { tenant: to, userId: user.id, attribute };
    attributes = withValueAt(attributes, path, value === undefined ? undefined : seal(ring, owner, value));
  }
  return { user: { ...user, attributes }, lostSecret: secrets.some(({ value }) => value === undefined) };
}

/** What has become of users and log entries. */
export interface RestoredRows {
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
  readonly logEntries: number;
  /** Row keys of users, groups and log entries that can't be read, and of those one of whose keys another one has. */
  readonly missing: readonly string[];
  /** Row keys of users and groups that are there in another version: they stay as they are. */
  readonly changed: readonly string[];
  /** Row keys of users who are restored under another tenant without a secret that can't be opened. */
  readonly unopened: readonly string[];
}

/** Makes another user of the one that was backed up, where the tenant gets another name. */
export type Convert = (user: StoredResource) => Promise<ResealedUser>;

/** @param known gets the ids of users who are there then, and whether they have the mark of members. */
export async function restoreUsers(
  before: RestoredRows,
  partition: Partition,
  rows: readonly StoredRow[],
  known: Map<string, boolean>,
  convert?: Convert,
): Promise<RestoredRows> {
  const unopened: string[] = [];
  const results = await Promise.all(
    rows.map(async (row) => {
      const user = resourceIn(rowsOfUsers, row);
      if (user === undefined) return 'taken';
      const converted = await convert?.(user);
      if (converted?.lostSecret === true) unopened.push(row.rowKey);
      const result = await restoredOrTaken(() => restoreUser(partition, converted?.user ?? user));
      // Of one that is there in another version the mark is not known.
      if (result !== 'taken') known.set(user.id, user.grouped === true && result !== 'changed');
      return result;
    }),
  );
  const keysOf = (...which: readonly Restored[]) =>
    rows.flatMap(({ rowKey }, index) => {
      const result = results[index];
      return result !== undefined && which.includes(result) ? [rowKey] : [];
    });
  return {
    ...before,
    users: before.users + keysOf('restored', 'there').length,
    missing: [...before.missing, ...keysOf('taken')],
    changed: [...before.changed, ...keysOf('changed')],
    unopened: [...before.unopened, ...unopened.toSorted()],
  };
}

/** Runs the restore of a user or group; `taken` also for one that can't be restored. */
export async function restoredOrTaken(run: () => Promise<Restored>): Promise<Restored> {
  try {
    return await retryWhileUnavailable(run);
  } catch (error) {
    // It is larger than it may be, or the one in its place can't be read.
    const isItsOwn = error instanceof ScimError && error.status < 500;
    if (isItsOwn || error instanceof DamagedUser) return 'taken';
    throw error;
  }
}

export async function restoreLog(
  before: RestoredRows,
  partition: Partition,
  rows: readonly StoredRow[],
): Promise<RestoredRows> {
  const entries = rows.flatMap((row) => entryIn(row) ?? []);
  if (entries.length > 0) await retryWhileUnavailable(() => appendLogs(withDeadline(partition), entries));
  const missing = rows.filter((row) => entryIn(row) === undefined).map(({ rowKey }) => rowKey);
  return {
    ...before,
    logEntries: before.logEntries + entries.length,
    missing: [...before.missing, ...missing],
  };
}

/** Undefined if it can't be read: one damaged user or group must not keep the others from being restored. */
export function resourceIn<Resource extends StoredResource>(
  { read, primaryKey }: ResourceRows<Resource>,
  row: StoredRow,
): Resource | undefined {
  const resource = unlessDamaged(() => read(row));
  if (resource === undefined) return undefined;
  const { id, created, lastModified } = resource;
  const isDated = [created, lastModified].every((time) => !Number.isNaN(Date.parse(time)));
  return primaryKey(id) === row.rowKey && isDated ? resource : undefined;
}

/** Likewise. */
function entryIn(row: StoredRow): LogEntry | undefined {
  try {
    const entry = readLogRow(row);
    return Number.isNaN(entry.at) ? undefined : entry;
  } catch {
    return undefined;
  }
}
