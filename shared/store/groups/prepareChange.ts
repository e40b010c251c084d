import { deleteRows } from '../deleteRows.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { maxTransactionOperations } from '../limits.ts';
import type { Partition } from '../partition.ts';
import { isConflict } from '../storageError.ts';
import { submit, type RowChange } from '../writeRows.ts';
import { intendedKey } from './keys.ts';
import {
  callsAtOnce,
  committedPart,
  isFirstPart,
  partRow,
  partsOf,
  readFirstPart,
  type Part,
} from './largeChange.ts';
import type { MembershipChange } from './member.ts';
import { prepareMembers } from './prepareMembers.ts';
import {
  begin,
  beginning,
  deleteDuring,
  ending,
  endSteps,
  firstStep,
  nextStep,
  roomInStep,
  submitDuring,
  type PlanStep,
} from './planStep.ts';

/** A large change that is prepared, and may be committed. */
export interface PreparedChange {
  readonly change: MembershipChange;
  /** Of the first part. */
  readonly etag: string;
  /** The last step of its preparation. */
  readonly step: PlanStep;
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
  const step = firstStep(groupId, operationId);
  const etag = await writeParts(partition, partsOf(groupId, operationId, change), step);
  if (etag === undefined) return undefined;
  const isPrepared = await prepareMembers(partition, step, change);
  return isPrepared ? { change, etag, step } : undefined;
}

/**
 * Makes another change of one that is prepared, for a group that others have changed since: only what differs is written.
 *
 * @returns undefined if it was stopped, or a member is not there any more.
 */
export async function adjustChange(
  partition: Partition,
  { change: before, etag: etagBefore, step: prepared }: PreparedChange,
  change: MembershipChange,
): Promise<PreparedChange | undefined> {
  const { group: groupId, operation: operationId } = prepared;
  const [dropped, fresh] = [without(before, change), without(change, before)];
  // In this order parts name all members that have rows, wherever it ends. (Of more than 3,000, which take several transactions,
  // some may be left to fsck.)
  const dropping = nextStep(prepared);
  if (!(await begin(partition, dropping))) return undefined;
  if (!(await deleteDuring(partition, dropping, intendedKeys(groupId, operationId, dropped))))
    return undefined;
  const parts = partsOf(groupId, operationId, change);
  const step = nextStep(dropping);
  const etag = await writeParts(partition, parts, step, etagBefore);
  if (etag === undefined) return undefined;
  const surplus = partsOf(groupId, operationId, before).slice(parts.length);
  const surplusKeys = surplus.map(({ rowKey }) => rowKey);
  if (!(await deleteDuring(partition, step, surplusKeys))) return undefined;
  const isPrepared = await prepareMembers(partition, step, fresh);
  return isPrepared ? { change, etag, step } : undefined;
}

/** What the commit of a large change writes with the group: it depends on the first part, and ends the preparation. */
export function commitOf({ etag, step }: PreparedChange): readonly RowChange[] {
  return [committedPart(step.group, step.operation, etag), ending(step)];
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
 * Writes all parts, and begins a step with the first of them.
 *
 * @param etagBefore of the first part, if it is there already.
 * @returns the ETag of the first part now; undefined if somebody has changed it.
 */
async function writeParts(
  partition: Partition,
  parts: readonly Part[],
  step: PlanStep,
  etagBefore?: string,
): Promise<string | undefined> {
  const changes = parts.map((part): RowChange => {
    const { rowKey } = part;
    if (!isFirstPart(part)) return { kind: 'upsert', rowKey, row: partRow(part) };
    // The first transaction, which no step precedes, depends on its absence.
    return etagBefore === undefined
      ? { kind: 'create', rowKey, row: partRow(part) }
      : { kind: 'replace', rowKey, row: partRow(part), etag: etagBefore };
  });
  const steps = beginning(step);
  const together = maxTransactionOperations - steps.length;
  const etag = await writeFirst(partition, step, [...changes.slice(0, together), ...steps]);
  if (etag === undefined) return undefined;
  for (const chunk of chunksOf(changes.slice(together), roomInStep))
    if ((await submitDuring(partition, step, chunk)) !== 'written') return undefined;
  return etag;
}

/** @returns the ETag of the first part; undefined if somebody has changed it, or the step before is over. */
async function writeFirst(
  partition: Partition,
  { group, operation, number }: PlanStep,
  changes: readonly RowChange[],
): Promise<string | undefined> {
  try {
    const [etag] = await submit(partition, changes);
    return etag;
  } catch (error) {
    if (!isConflict(error)) throw error;
    if (number > 0) return undefined;
    // Its own earlier success, whose answer was lost.
    const first = await readFirstPart(partition, group, operation);
    return first?.state === 'prepared' ? first.etag : undefined;
  }
}

/**
 * Deletes the preparation of a large change that is not committed. It ends the steps first; a commit that was refused may
 * have arrived once more until then, and stays. It may be abandoned at any point: each part is deleted together with the rows
 * that it names, and the first part before all others.
 */
export async function takeBack(partition: Partition, parts: readonly Part[]): Promise<void> {
  const [first, ...others] = parts;
  if (first === undefined) return;
  if (isFirstPart(first)) {
    const { group, operation } = first;
    await endSteps(partition, group, operation);
    if ((await readFirstPart(partition, group, operation))?.state === 'committed') return;
  }
  await deleteRows(partition, keysOf(first));
  const pairs = chunksOf(others.map(keysOf), 2).map((keys) => keys.flat());
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

/** The row of a part behind those of its members. */
function keysOf({ rowKey, group, operation, intentions }: Part): readonly string[] {
  return [...intentions.map(({ id }) => intendedKey(id, group, operation)), rowKey];
}

function intendedKeys(
  groupId: string,
  operationId: string,
  { added, removed }: MembershipChange,
): readonly string[] {
  return [...added, ...removed].map(({ id }) => intendedKey(id, groupId, operationId));
}
