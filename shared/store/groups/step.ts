import { deleteRows } from '../deleteRows.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { keyRange } from '../keys.ts';
import { maxTransactionOperations } from '../limits.ts';
import { readKeys, readRow, type Partition } from '../partition.ts';
import { submit, unlessConflict, type RowChange } from '../writeRows.ts';
import { stepsPrefix } from './keys.ts';
import { callsAtOnce, partRow } from './largeChange.ts';

/**
 * A step of the preparation of a large change. Its row is an empty part, and all that the step writes depends on it: storage
 * may carry out a call long after its client has given it up and repeated it. Such a call must do nothing when the next step has
 * begun, and when the change is committed or taken back.
 */
export interface Step {
  readonly group: string;
  readonly operation: string;
  readonly number: number;
}

export function firstStep(group: string, operation: string): Step {
  return { group, operation, number: 0 };
}

export function nextStep(step: Step): Step {
  return { ...step, number: step.number + 1 };
}

function keyOf({ group, operation, number }: Step): string {
  return `${stepsPrefix(group, operation)}${number}`;
}

export function beginning(step: Step): RowChange {
  const { group, operation } = step;
  const rowKey = keyOf(step);
  return {
    kind: 'upsert',
    rowKey,
    row: partRow({ rowKey, group, operation, at: Date.now(), intentions: [] }),
  };
}

export function ending(step: Step): RowChange {
  return { kind: 'delete', rowKey: keyOf(step) };
}

/** Makes a transaction depend on the step. As its first change, so that a refusal says that the step is over. */
export function during(step: Step): RowChange {
  return { kind: 'merge', rowKey: keyOf(step), row: {}, etag: '*' };
}

/** Room for other changes beside `during`. */
export const roomInStep = maxTransactionOperations - 1;

/** Begins the step after another one. @returns false if that one is over. */
export async function begin(partition: Partition, step: Step, before: Step): Promise<boolean> {
  if (await unlessConflict(() => submit(partition, [ending(before), beginning(step)]))) return true;
  // Its own earlier success, whose answer was lost.
  return (await readRow(partition, keyOf(step))) !== undefined;
}

/** Deletes rows, as long as the step is not over. A row that is gone already is no failure. */
export async function deleteDuring(
  partition: Partition,
  step: Step,
  rowKeys: readonly string[],
): Promise<void> {
  const deletion = (keys: readonly string[]) =>
    unlessConflict(() =>
      submit(partition, [during(step), ...keys.map((rowKey): RowChange => ({ kind: 'delete', rowKey }))]),
    );
  await inParallel(chunksOf(rowKeys, roomInStep), callsAtOnce, async (keys) => {
    // A transaction fails for one missing row: the others are deleted one by one.
    if (!(await deletion(keys))) for (const key of keys) await deletion([key]);
  });
}

/** Ends all steps of a change, whichever it is in. */
export async function endSteps(partition: Partition, group: string, operation: string): Promise<void> {
  for await (const keys of readKeys(partition, keyRange(stepsPrefix(group, operation))))
    await deleteRows(partition, keys);
}
