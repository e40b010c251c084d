import { pages, readPage, readRow, type Partition } from '../store/partition.ts';
import { BoundedMap } from '../scim/bounds.ts';
import type { Table } from '../store/tables.ts';
import { deleteRow, upsertRow } from '../store/writeRows.ts';
import type { Replacing, Uses } from './replacing.ts';

/** Precision of the time of last use. */
const precisionMs = 3_600_000;

/** Pause after a failed write. */
const writeIntervalMs = 60_000;

const maxCredentials = 10_000;

/** Longer is not worth a request's time. */
const writeTimeoutMs = 5_000;

/** Partitions that hold times of last use. */
const prefix = 'used:';

/** In rows of their own, so that writing a use never conflicts with a change of the tenant. */
function partitionOf(table: Table, holder: string, signal: AbortSignal): Partition {
  return { table, tenant: `${prefix}${holder}`, signal };
}

/** When this process last saw each credential. */
export class LastUsed {
  readonly #noted = new BoundedMap<string, number>(maxCredentials);

  /** Whether a use must be written: the last known one is missing or older than an hour. */
  isDue(holder: string, credential: string, now: number): boolean {
    const key = `${holder} ${credential}`;
    const noted = this.#noted.get(key);
    if (noted !== undefined && now - noted < precisionMs) return false;
    this.#noted.set(key, now);
    return true;
  }

  /** Marks a failed write: it is due again after a minute and not before, because requests wait for it. */
  failed(holder: string, credential: string, now: number): void {
    this.#noted.set(`${holder} ${credential}`, now - precisionMs + writeIntervalMs);
  }
}

/**
 * Writes that a credential is in use, unless another process has done so within the last hour.
 *
 * @param holder name of the tenant that owns the credential.
 */
export async function noteUse(table: Table, holder: string, credential: string, now: Date): Promise<void> {
  const partition = partitionOf(table, holder, AbortSignal.timeout(writeTimeoutMs));
  const row = await readRow(partition, credential);
  if (row !== undefined && now.getTime() - Date.parse(String(row.at)) < precisionMs) return;
  await upsertRow(partition, credential, { at: now.toISOString() });
}

/** Time of last use (RFC 3339) by credential id; up to two hours old for a credential in use. */
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
 * The uses that decide which credential a new one replaces.
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
 * Time of last use (RFC 3339) by tenant, for a range of names, with a storage call for every thousand credentials.
 *
 * @param first name of the first tenant, and `last` of the last one; the query has them unescaped.
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

/** Deletes a tenant's times of last use. */
export async function deleteLastUsed(table: Table, holder: string, signal: AbortSignal): Promise<void> {
  for (const credential of (await readLastUsed(table, holder, signal)).keys()) {
    await deleteRow(partitionOf(table, holder, signal), credential);
  }
}
