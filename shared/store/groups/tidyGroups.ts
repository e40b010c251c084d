import { keyRange } from '../keys.ts';
import { readRange, withDeadline, type Partition } from '../partition.ts';
import { submit, unlessConflict } from '../writeRows.ts';
import { departedIn, takeMembershipsAway } from './departed.ts';
import { finishChange } from './finishChange.ts';
import { readGroup } from './groupRows.ts';
import { readFirstPart, readPart, stoppedPart, type Part } from './largeChange.ts';
import { takeBack } from './prepareChange.ts';

/** Age in milliseconds of a large change that no process works on any more. */
const abandonedAfterMs = 3_600_000;

/**
 * Finishes the work of processes that ended: takes away memberships of deleted users and groups, carries out large
 * changes, and deletes the preparation of changes that were never committed.
 *
 * @param now milliseconds since 1970.
 */
export async function tidyGroups(partition: Partition, now: number): Promise<void> {
  for await (const rows of readRange(partition, keyRange('x:')))
    for (const row of rows) await takeMembershipsAway(withDeadline(partition), departedIn(row));
  for await (const rows of readRange(partition, keyRange('p:')))
    for (const part of rows.map(readPart)) await settle(withDeadline(partition), part, now);
}

async function settle(partition: Partition, part: Part, now: number): Promise<void> {
  const read = await readGroup(partition, part.group);
  if (read?.group.pending === part.operation) {
    await finishChange(partition, part.group, read);
    return;
  }
  if (now - part.at < abandonedAfterMs) return;
  await discardPart(partition, part);
}

/**
 * Deletes a part of a large change that was not committed, and the rows of its members.
 *
 * @returns false if the change is committed, or somebody writes it at the moment.
 */
export async function discardPart(partition: Partition, part: Part): Promise<boolean> {
  const first = await readFirstPart(partition, part.group, part.operation);
  if (first?.state === 'committed') return false;
  // From now on it can't be committed, even if its process still runs.
  if (first?.state === 'prepared' && !(await unlessConflict(() => submit(partition, [stoppedPart(first)]))))
    return false;
  await takeBack(partition, [part]);
  return true;
}
