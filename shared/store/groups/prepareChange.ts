import { deleteRows } from '../deleteRows.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { maxTransactionOperations } from '../limits.ts';
import type { Partition } from '../partition.ts';
import { isConflict } from '../storageError.ts';
import { submit, type RowChange } from '../writeRows.ts';
import { intendedKey, openPartKey } from './keys.ts';
import { callsAtOnce, isFirstPart, openPart, partRow, partsOf, type Part } from './largeChange.ts';
import type { MembershipChange } from './member.ts';
import { prepareMembers } from './prepareMembers.ts';

/** A large change that is prepared, and may be committed. */
export interface PreparedChange {
  readonly operationId: string;
  readonly change: MembershipChange;
  /** Of the first part. */
  readonly etag: string;
}

/**
 * Writes the parts of a large change, and a row for each of its members. No reader takes them for done before the
 * group's row names the operation. The deletion of a user whom the change would add stops the change.
 *
 * @returns undefined if a member is not there any more.
 */
export async function prepareChange(
  partition: Partition,
  groupId: string,
  operationId: string,
  change: MembershipChange,
): Promise<PreparedChange | undefined> {
  const etag = await writeParts(
    partition,
    partsOf(groupId, operationId, change),
    openPart(groupId, operationId),
  );
  if (etag === undefined) return undefined;
  const isPrepared = await prepareMembers(partition, groupId, operationId, change);
  return isPrepared ? { operationId, change, etag } : undefined;
}

/**
 * Makes another change of one that is prepared, for a group that others have changed since: only what differs is written.
 *
 * @returns undefined if it was stopped, or a member is not there any more.
 */
export async function adjustChange(
  partition: Partition,
  groupId: string,
  { operationId, change: before, etag: etagBefore }: PreparedChange,
  change: MembershipChange,
): Promise<PreparedChange | undefined> {
  const [dropped, fresh] = [without(before, change), without(change, before)];
  // In this order parts name all members that have rows, wherever it ends.
  await deleteAll(partition, intendedKeys(groupId, operationId, dropped));
  const parts = partsOf(groupId, operationId, change);
  const etag = await writeParts(partition, parts, openPart(groupId, operationId), etagBefore);
  if (etag === undefined) return undefined;
  const surplus = partsOf(groupId, operationId, before).slice(parts.length);
  await deleteAll(
    partition,
    surplus.map(({ rowKey }) => rowKey),
  );
  const isPrepared = await prepareMembers(partition, groupId, operationId, fresh);
  return isPrepared ? { operationId, change, etag } : undefined;
}

/** Those of one change whom the other one does not add, or remove, as well. */
function without({ added, removed }: MembershipChange, other: MembershipChange): MembershipChange {
  const [addedToo, removedToo] = [other.added, other.removed].map((all) => new Set(all.map(({ id }) => id)));
  return {
    added: added.filter(({ id }) => addedToo?.has(id) !== true),
    removed: removed.filter(({ id }) => removedToo?.has(id) !== true),
  };
}

/**
 * @param etag of the first part if it is there already.
 * @returns its ETag now; undefined if somebody has changed it.
 */
async function writeParts(
  partition: Partition,
  parts: readonly Part[],
  open: Part,
  etag?: string,
): Promise<string | undefined> {
  const written = parts.map((part): RowChange => {
    const { rowKey } = part;
    return etag !== undefined && isFirstPart(part)
      ? { kind: 'replace', rowKey, row: partRow(part), etag }
      : { kind: 'upsert', rowKey, row: partRow(part) };
  });
  const changes = written.toSpliced(1, 0, { kind: 'upsert', rowKey: open.rowKey, row: partRow(open) });
  let first: string | undefined;
  try {
    for (const chunk of chunksOf(changes, maxTransactionOperations)) {
      const [etagOfFirst] = await submit(partition, chunk);
      first ??= etagOfFirst;
    }
  } catch (error) {
    if (isConflict(error)) return undefined;
    throw error;
  }
  return first;
}

/**
 * Deletes the preparation of a large change that is not committed. It may be abandoned at any point: from its first call on no
 * more members can be prepared, each part is deleted together with its rows of members, and the first part, on which a commit
 * depends, before all others.
 */
export async function takeBack(partition: Partition, parts: readonly Part[]): Promise<void> {
  const [some] = parts;
  const [first, ...others] = parts.map((part) => [...keysOfIntentions(part), part.rowKey]);
  if (some === undefined || first === undefined) return;
  await deleteRows(partition, [openPartKey(some.group, some.operation)]);
  await deleteRows(partition, first);
  const pairs = chunksOf(others, 2).map((keys) => keys.flat());
  await inParallel(pairs, callsAtOnce, (keys) => deleteRows(partition, keys));
}

/** The same for a change whose parts are known without reading them. */
export function discardChange(
  partition: Partition,
  groupId: string,
  operationId: string,
  change: MembershipChange,
): Promise<void> {
  return takeBack(partition, partsOf(groupId, operationId, change));
}

function keysOfIntentions({ group, operation, intentions }: Part): readonly string[] {
  return intentions.map(({ id }) => intendedKey(id, group, operation));
}

function intendedKeys(
  groupId: string,
  operationId: string,
  { added, removed }: MembershipChange,
): readonly string[] {
  return [...added, ...removed].map(({ id }) => intendedKey(id, groupId, operationId));
}

async function deleteAll(partition: Partition, keys: readonly string[]): Promise<void> {
  const chunks = chunksOf(keys, maxTransactionOperations);
  await inParallel(chunks, callsAtOnce, (chunk) => deleteRows(partition, chunk));
}
