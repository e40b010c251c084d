import { deleteRows } from '../deleteRows.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { keyRange } from '../keys.ts';
import { maxTransactionOperations } from '../limits.ts';
import { readKeys, readRow, type Partition } from '../partition.ts';
import { isConflict, readRefusal } from '../storageError.ts';
import { submit, unlessConflict, type RowChange } from '../writeRows.ts';
import { stepsPrefix } from './keys.ts';
import { callsAtOnce, partRow } from './largeChange.ts';

/**
 * A step of the preparation of a large change. Its row is an empty part, and all that the step writes depends on it: storage
 * may carry out a call long after its client has given it up and repeated it. Such a call must do nothing when the next step has
 * begun, and when the change is committed or taken back.
 */
export interface PlanStep {
  readonly group: string;
  readonly operation: string;
  readonly number: number;
}

export function firstStep(group: string, operation: string): PlanStep {
  return { group, operation, number: 0 };
}

export function nextStep(step: PlanStep): PlanStep {
  return { ...step, number: step.number + 1 };
}

function keyOf({ group, operation, number }: PlanStep): string {
  return `${stepsPrefix(group, operation)}${number}`;
}

/** It ends the step before. */
export function beginning(step: PlanStep): readonly RowChange[] {
  const { group, operation, number } = step;
  const rowKey = keyOf(step);
  const row = partRow({ rowKey, group, operation, at: Date.now(), intentions: [] });
  const begun: RowChange = { kind: 'upsert', rowKey, row };
  return number === 0 ? [begun] : [begun, ending({ ...step, number: number - 1 })];
}

export function ending(step: PlanStep): RowChange {
  return { kind: 'delete', rowKey: keyOf(step) };
}

/** Changes in one transaction of a step. */
export const roomInStep = maxTransactionOperations - 1;

/** Writes rows, if the step is not over. */
export async function submitDuring(
  partition: Partition,
  step: PlanStep,
  changes: readonly RowChange[],
): Promise<'written' | 'conflict' | 'over'> {
  // A merge without a property is nothing that Azure documents.
  const during: RowChange = { kind: 'merge', rowKey: keyOf(step), row: { open: true }, etag: '*' };
  try {
    await submit(partition, [during, ...changes]);
    return 'written';
  } catch (error) {
    if (!isConflict(error)) throw error;
    const { status, index } = readRefusal(error) ?? {};
    return status === 404 && index === 0 ? 'over' : 'conflict';
  }
}

/** Begins a step that is not the first. @returns false if the one before is over. */
export async function begin(partition: Partition, step: PlanStep): Promise<boolean> {
  if (await unlessConflict(() => submit(partition, beginning(step)))) return true;
  // Its own earlier success, whose answer was lost.
  return (await readRow(partition, keyOf(step))) !== undefined;
}

/** Deletes rows. One that is gone already is no failure. @returns false if the step is over. */
export async function deleteDuring(
  partition: Partition,
  step: PlanStep,
  rowKeys: readonly string[],
): Promise<boolean> {
  let isOver = false;
  const deletion = async (keys: readonly string[]) => {
    if (isOver) return 'over';
    const changes = keys.map((rowKey): RowChange => ({ kind: 'delete', rowKey }));
    const result = await submitDuring(partition, step, changes);
    isOver ||= result === 'over';
    return result;
  };
  await inParallel(chunksOf(rowKeys, roomInStep), callsAtOnce, async (keys) => {
    // A transaction fails for one missing row: the others are deleted one by one.
    if ((await deletion(keys)) === 'conflict') for (const key of keys) await deletion([key]);
  });
  return !isOver;
}

/** Ends all steps of a change, whichever it is in. */
export async function endSteps(partition: Partition, group: string, operation: string): Promise<void> {
  for await (const keys of readKeys(partition, keyRange(stepsPrefix(group, operation))))
    await deleteRows(partition, keys);
}
