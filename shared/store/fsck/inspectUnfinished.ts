import { DamagedUser } from '../documentRow.ts';
import { departedIn, takeMembershipsAway } from '../groups/departed.ts';
import { finishChange } from '../groups/finishChange.ts';
import { readGroup, type ReadGroup } from '../groups/groupRows.ts';
import { departedKey, groupKey } from '../groups/keys.ts';
import { readParts, type Part } from '../groups/largeChange.ts';
import { isThere } from '../groups/member.ts';
import { discardPart } from '../groups/tidyGroups.ts';
import { readRow, withDeadline, type Partition } from '../partition.ts';
import { retryWhileUnavailable } from '../backOff.ts';
import { nothingFound, type Inspection, type Problem } from './finding.ts';
import type { LargeChange } from './suspects.ts';
import { whileUnchanged, written } from './unchanged.ts';

/** A large change that was committed at `since` or earlier should have come to its end. Milliseconds since 1970. */
export async function inspectChanging(partition: Partition, id: string, since: number): Promise<Inspection> {
  const group = (await unlessDamaged(() => readGroup(partition, id)))?.group;
  if (group?.pending === undefined || Date.parse(group.lastModified) > since) return nothingFound;
  const problem: Problem = { kind: 'changeUnfinished', group: id, operation: group.pending };
  return found(problem, async () => {
    await retryWhileUnavailable(() => finishChange(withDeadline(partition), id));
    return true;
  });
}

/**
 * A large change that was prepared at `since` or earlier, and never committed: what commits it changes the row of the group.
 *
 * @returns undefined if somebody changes the group all the time.
 */
export function inspectParts(
  partition: Partition,
  { group, operation }: LargeChange,
  since: number,
): Promise<Inspection | undefined> {
  return whileUnchanged(partition, groupKey(group), async (row) => {
    const parts = await readParts(partition, group, operation);
    const isLeft = parts.length > 0 && parts.every(({ at }) => at <= since) && row?.pending !== operation;
    return isLeft
      ? found({ kind: 'changeUnmade', group, operation }, () => discard(partition, parts))
      : nothingFound;
  });
}

async function discard(partition: Partition, parts: readonly Part[]): Promise<boolean> {
  for (const part of parts) if (!(await discardPart(partition, part))) return false;
  return true;
}

/** A user or group that was deleted at `since` or earlier, and whose memberships are still there. */
export async function inspectDeparted(partition: Partition, id: string, since: number): Promise<Inspection> {
  const row = await readRow(partition, departedKey(id));
  if (row === undefined) return nothingFound;
  const departed = departedIn(row);
  // A user who exists has not departed: its memberships must stay.
  if (await isThere(partition, departed))
    return found({ kind: 'departureUntrue', id }, () =>
      written(partition, [{ kind: 'delete', rowKey: row.rowKey, etag: row.etag }]),
    );
  if (departed.at > since) return nothingFound;
  return found({ kind: 'departureUnfinished', id }, async () => {
    await retryWhileUnavailable(() => takeMembershipsAway(withDeadline(partition), departed));
    return true;
  });
}

/** A row of a member that says what a large change will do, of which there are no parts. */
export async function inspectIntention(partition: Partition, rowKey: string): Promise<Inspection> {
  const row = await readRow(partition, rowKey);
  if (row === undefined) return nothingFound;
  // Parts are written before these rows, and deleted after them.
  const parts = await readParts(partition, String(row.group), String(row.operation));
  if (parts.length > 0) return nothingFound;
  const still = await readRow(partition, rowKey);
  if (still?.etag !== row.etag) return nothingFound;
  return found({ kind: 'intentionLeft', rowKey }, () =>
    written(partition, [{ kind: 'delete', rowKey, etag: row.etag }]),
  );
}

/** A row that no part of this release knows. */
export async function inspectUnknown(partition: Partition, rowKey: string): Promise<Inspection> {
  if ((await readRow(partition, rowKey)) === undefined) return nothingFound;
  return { ...nothingFound, findings: [{ problem: { kind: 'rowUnknown', rowKey }, repairable: false }] };
}

function found(problem: Problem, repair: () => Promise<boolean>): Inspection {
  return { findings: [{ problem, repairable: true }], repair };
}

async function unlessDamaged(read: () => Promise<ReadGroup | undefined>): Promise<ReadGroup | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedUser) return undefined;
    throw error;
  }
}
