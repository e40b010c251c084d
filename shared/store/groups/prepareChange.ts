import { deleteRows } from '../deleteRows.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { maxTransactionOperations } from '../limits.ts';
import type { Partition } from '../partition.ts';
import { isConflict } from '../storageError.ts';
import { submit, type RowChange } from '../writeRows.ts';
import { intendedKey } from './keys.ts';
import { callsAtOnce, isFirstPart, partRow, partsOf, type Part } from './largeChange.ts';
import type { MembershipChange } from './member.ts';
import { prepareMembers } from './prepareMembers.ts';
import {
  begin,
  beginning,
  deleteDuring,
  during,
  ending,
  endSteps,
  firstStep,
  nextStep,
  roomInStep,
  type Step,
} from './step.ts';

/** A large change that is prepared, and may be committed. */
export interface PreparedChange {
  readonly operationId: string;
  readonly change: MembershipChange;
  /** Of the first part. */
  readonly etag: string;
  /** The last step of its preparation. */
  readonly step: Step;
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
  return isPrepared ? { operationId, change, etag, step } : undefined;
}

/**
 * Makes another change of one that is prepared, for a group that others have changed since: only what differs is written.
 *
 * @returns undefined if it was stopped, or a member is not there any more.
 */
export async function adjustChange(
  partition: Partition,
  groupId: string,
  { operationId, change: before, etag: etagBefore, step: prepared }: PreparedChange,
  change: MembershipChange,
): Promise<PreparedChange | undefined> {
  const [dropped, fresh] = [without(before, change), without(change, before)];
  // In this order parts name all members that have rows, wherever it ends.
  const dropping = nextStep(prepared);
  if (!(await begin(partition, dropping, prepared))) return undefined;
  await deleteDuring(partition, dropping, intendedKeys(groupId, operationId, dropped));
  const parts = partsOf(groupId, operationId, change);
  const step = nextStep(dropping);
  const etag = await writeParts(partition, parts, step, { etag: etagBefore, step: dropping });
  if (etag === undefined) return undefined;
  const surplus = partsOf(groupId, operationId, before).slice(parts.length);
  await deleteDuring(
    partition,
    step,
    surplus.map(({ rowKey }) => rowKey),
  );
  const isPrepared = await prepareMembers(partition, step, fresh);
  return isPrepared ? { operationId, change, etag, step } : undefined;
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
 * @param before of parts that are there already: the ETag of the first, and the step that ends.
 * @returns the ETag of the first part now; undefined if somebody has changed it.
 */
async function writeParts(
  partition: Partition,
  parts: readonly Part[],
  step: Step,
  before?: Pick<PreparedChange, 'etag' | 'step'>,
): Promise<string | undefined> {
  const changes = parts.map((part): RowChange => {
    const { rowKey } = part;
    return before !== undefined && isFirstPart(part)
      ? { kind: 'replace', rowKey, row: partRow(part), etag: before.etag }
      : { kind: 'upsert', rowKey, row: partRow(part) };
  });
  const steps = [beginning(step), ...(before === undefined ? [] : [ending(before.step)])];
  const together = maxTransactionOperations - steps.length;
  try {
    const [etag] = await submit(partition, [...changes.slice(0, together), ...steps]);
    for (const chunk of chunksOf(changes.slice(together), roomInStep))
      await submit(partition, [during(step), ...chunk]);
    return etag;
  } catch (error) {
    if (isConflict(error)) return undefined;
    throw error;
  }
}

/**
 * Deletes the preparation of a large change that is not committed. It may be abandoned at any point: no step goes on, each part
 * is deleted together with its rows of members, and the first part, on which a commit depends, before all others.
 */
export async function takeBack(partition: Partition, parts: readonly Part[]): Promise<void> {
  const [first, ...others] = parts;
  if (first === undefined) return;
  if (isFirstPart(first)) await endSteps(partition, first.group, first.operation);
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
