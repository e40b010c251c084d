import { pages, readPage, readRow, type Partition } from '../store/partition.ts';
import { BoundedMap } from '../scim/boundedMap.ts';
import type { Table } from '../store/tables.ts';
import { deleteRow, upsertRow } from '../store/transaction.ts';
import type { Replacing, Uses } from './replacing.ts';

/** How often a use is noted, in milliseconds. */
const precisionMs = 3_600_000;

/** After a note that failed, in milliseconds. */
const writeIntervalMs = 60_000;

const maxCredentials = 10_000;

/** Not worth more of a request's time. */
const writeTimeoutMs = 5_000;

/** Of the partitions that hold uses. */
const prefix = 'used:';

/** Rows of their own, so that noting a use never stands in the way of changing a tenant. */
function partitionOf(table: Table, holder: string, signal: AbortSignal): Partition {
  return { table, tenant: `${prefix}${holder}`, signal };
}

/** When this process last saw the credentials in use. */
export class LastUsed {
  readonly #noted = new BoundedMap<string, number>(maxCredentials);

  /** Whether a use must be noted: nothing is known of the credential, or only what is older than an hour. */
  isDue(holder: string, credential: string, now: number): boolean {
    const key = `${holder} ${credential}`;
    const noted = this.#noted.get(key);
    if (noted !== undefined && now - noted < precisionMs) return false;
    this.#noted.set(key, now);
    return true;
  }

  /** The use could not be noted: one in a minute is due again, and none before, for requests wait for it. */
  failed(holder: string, credential: string, now: number): void {
    this.#noted.set(`${holder} ${credential}`, now - precisionMs + writeIntervalMs);
  }
}

/**
 * Notes that a credential is in use, unless another process has done so within the last hour.
 *
 * @param holder name of the tenant whose credential it is.
 */
export async function noteUse(table: Table, holder: string, credential: string, now: Date): Promise<void> {
  const partition = partitionOf(table, holder, AbortSignal.timeout(writeTimeoutMs));
  const row = await readRow(partition, credential);
  if (row !== undefined && now.getTime() - Date.parse(String(row.at)) < precisionMs) return;
  await upsertRow(partition, credential, { at: now.toISOString() });
}

/** RFC 3339 by credential id: when each was last used, at most two hours ago where it is in use. */
export async function readLastUsed(
  table: Table,
  holder: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const partition = partitionOf(table, holder, signal);
  const filter = `PartitionKey eq '${partition.tenant}'`;
  const found = new Map<string, string>();
  for await (const rows of pages((next) => readPage(partition, { filter }, next)))
    for (const row of rows) found.set(row.rowKey, String(row.at));
  return found;
}

/**
 * What must be known of uses before a credential replaces others.
 *
 * @throws ScimError 503
 */
export async function usesFor(
  table: Table,
  holder: string,
  {
    replacing,
    idempotencyKey,
  }: { readonly replacing: Replacing; readonly idempotencyKey?: string | undefined },
  signal: AbortSignal,
): Promise<Uses> {
  if (replacing !== 'oldest' && idempotencyKey === undefined) return new Map();
  return readLastUsed(table, holder, signal);
}

/**
 * RFC 3339 by tenant, from one name to another: when any of its credentials was last used. A storage call for every
 * thousand credentials, whatever the number of tenants.
 *
 * @param first name of the first tenant, and `last` of the last one: they stand in the query as they are.
 */
export async function readLastSeen(
  table: Table,
  first: string,
  last: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const from = partitionOf(table, first, signal);
  const to = partitionOf(table, last, signal);
  const filter = `PartitionKey ge '${from.tenant}' and PartitionKey le '${to.tenant}'`;
  const found = new Map<string, string>();
  for await (const rows of pages((next) => readPage(from, { filter }, next))) {
    for (const { PartitionKey, at } of rows) {
      const tenant = String(PartitionKey).slice(prefix.length);
      const time = String(at);
      if (time > (found.get(tenant) ?? '')) found.set(tenant, time);
    }
  }
  return found;
}

/** Forgets a tenant's uses. */
export async function deleteLastUsed(table: Table, holder: string, signal: AbortSignal): Promise<void> {
  for (const credential of (await readLastUsed(table, holder, signal)).keys()) {
    await deleteRow(partitionOf(table, holder, signal), credential);
  }
}
