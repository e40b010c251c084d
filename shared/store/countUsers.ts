import { createHash } from 'node:crypto';
import { ScimError } from '../scim/error.ts';
import { chunksOf } from './inParallel.ts';
import { groupKey } from './groups/keys.ts';
import { countKey, groupCountKey, groupMarkerKey, idKey, keyRange, markerKey } from './keys.ts';
import { maxTransactionOperations } from './limits.ts';
import { readPages, readRow, walkKeys, type Partition, type StoredRow } from './partition.ts';
import { isConflict } from './storageError.ts';
import { submit, type RowChange } from './writeRows.ts';
import type { Table } from './tables.ts';

/** Number of markers beyond which a count folds them into the snapshot. */
const foldAbove = 200;

/** Markers in one transaction, of which one operation is the snapshot's. */
const foldAtOnce = maxTransactionOperations - 1;

/** Markers that one request folds, because its client waits. The next request folds the others. */
const foldInRequest = 10 * foldAtOnce;

/** The kinds of resources that are counted. Each has rows of its own. */
export type Counted = 'user' | 'group';

/** The key of the snapshot, and the beginning of those of markers. */
export const rowsOfCount: Readonly<Record<Counted, { readonly snapshot: string; readonly markers: string }>> =
  {
    user: { snapshot: countKey, markers: markerKey('') },
    group: { snapshot: groupCountKey, markers: groupMarkerKey('') },
  };

/** What a count is made of. */
export interface CountTally {
  readonly counted: Counted;
  readonly snapshot: StoredRow | undefined;
  readonly markers: readonly StoredRow[];
}

/**
 * How many users, or groups, the tenant has, exactly, without reading them: a snapshot row and a marker for each create and
 * delete since, in one range and normally one storage call. No counter that every write would fight for.
 */
export async function countUsers(partition: Partition, counted: Counted = 'user'): Promise<number> {
  return (await takeCensus(partition, counted)).count;
}

/** The count, and a state that changes with every create and delete. */
export interface Census {
  readonly count: number;
  /** Only to be compared. Folding changes it too. */
  readonly state: string;
}

/** Counts as `countUsers` does, with the same storage call. */
export async function takeCensus(partition: Partition, counted: Counted = 'user'): Promise<Census> {
  const tally = await readTally(partition, counted);
  const { snapshot, markers } = tally;
  const count = countIn(tally);
  const state = [snapshot?.etag ?? '', ...markers.map(({ rowKey }) => rowKey)].join(' ');
  if (markers.length > foldAbove) await tidyUp(partition, tally);
  return { count, state: createHash('sha256').update(state).digest('base64url') };
}

/** How many users or groups there are, row by row, for a job. */
export async function countStored(partition: Partition, counted: Counted): Promise<number> {
  let count = 0;
  const range = keyRange(counted === 'user' ? idKey('') : groupKey(''));
  for await (const keys of walkKeys(partition, range)) count += keys.length;
  return count;
}

/** Folds all markers. For the timer, because no client waits for it. */
export async function foldMarkers(partition: Partition, counted: Counted = 'user'): Promise<void> {
  await fold(partition, await readTally(partition, counted));
}

/** All rows of a count, as of one moment. */
export async function readTally(partition: Partition, counted: Counted): Promise<CountTally> {
  const keys = rowsOfCount[counted];
  for (;;) {
    const pages: (readonly StoredRow[])[] = [];
    for await (const page of readPages(partition, keys.markers)) pages.push(page);
    const rows = pages.flat();
    const snapshot = rows.find((row) => row.rowKey === keys.snapshot);
    const tally = { counted, snapshot, markers: rows.filter((row) => row !== snapshot) };
    if (pages.length <= 1) return tally;
    // Between two pages another process may have folded markers of the second into the snapshot of the first.
    const now = await readRow(partition, keys.snapshot);
    if (now?.etag === snapshot?.etag) return tally;
  }
}

/** Folds, but ignores a failure of storage: the count is known already. */
async function tidyUp(partition: Partition, { markers, ...tally }: CountTally): Promise<void> {
  try {
    await fold(partition, { ...tally, markers: markers.slice(0, foldInRequest) });
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
  }
}

/** Adds markers to the snapshot and deletes them, a transaction for every 99. Stops if another process folds. */
async function fold(partition: Partition, { counted, snapshot, markers }: CountTally): Promise<void> {
  let etag = snapshot?.etag;
  let count = countOf(snapshot);
  for (const folded of chunksOf(markers, foldAtOnce)) {
    count += sum(folded);
    etag = await foldOnce(partition, rowsOfCount[counted].snapshot, count, etag, folded);
    if (etag === undefined) return;
  }
}

/** The snapshot's new ETag, or undefined if it had changed. */
async function foldOnce(
  partition: Partition,
  snapshotKey: string,
  count: number,
  etag: string | undefined,
  folded: readonly StoredRow[],
): Promise<string | undefined> {
  const row = { count };
  const changes: RowChange[] = [
    etag === undefined
      ? { kind: 'create', rowKey: snapshotKey, row }
      : { kind: 'replace', rowKey: snapshotKey, row, etag },
    ...folded.map(({ rowKey }): RowChange => ({ kind: 'delete', rowKey })),
  ];
  try {
    return (await submit(partition, changes))[0];
  } catch (error) {
    if (isConflict(error)) return undefined;
    throw error;
  }
}

/** How many a tally says there are. */
export function countIn({ snapshot, markers }: CountTally): number {
  return countOf(snapshot) + sum(markers);
}

export function countOf(snapshot: StoredRow | undefined): number {
  return typeof snapshot?.count === 'number' ? snapshot.count : 0;
}

function sum(markers: readonly StoredRow[]): number {
  return markers.reduce((total, { delta }) => total + (typeof delta === 'number' ? delta : 0), 0);
}

/** How many users and groups a tenant has. */
export interface ResourceCounts {
  readonly users: number;
  readonly groups: number;
}

/**
 * Counts users and groups without reading them: a storage call for users, and one for groups if there ever were any.
 *
 * @param users the table of users.
 * @throws ScimError 503
 */
export async function readResourceCounts(
  users: Table,
  { name, holdsGroups }: { readonly name: string; readonly holdsGroups?: boolean },
  signal: AbortSignal,
): Promise<ResourceCounts> {
  const partition = { table: users, tenant: name, signal };
  const [userCount, groupCount] = await Promise.all([
    countUsers(partition),
    holdsGroups === true ? countUsers(partition, 'group') : 0,
  ]);
  return { users: userCount, groups: groupCount };
}
