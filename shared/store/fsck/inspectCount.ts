import {
  countIn,
  countOf,
  countStored,
  readTally,
  rowsOfCount,
  type Counted,
  type CountTally,
} from '../countUsers.ts';
import type { Partition } from '../partition.ts';
import { written } from './unchanged.ts';
import { nothingFound, type Inspection } from './finding.ts';

/** Times that users or groups are counted while some are created and deleted. */
const maxTries = 5;

/** By how much the count is wrong: at least and at most. */
interface Drift {
  readonly least: number;
  readonly most: number;
}

/**
 * Counts the rows of users or groups, and holds the number against the count. By how much that is wrong does not change
 * while some are created and deleted: so each time that they are counted it becomes clearer.
 */
export async function inspectCount(partition: Partition, counted: Counted): Promise<Inspection> {
  let drift: Drift = { least: -Infinity, most: Infinity };
  for (let tries = 0; tries < maxTries; tries += 1) {
    const before = await readTally(partition, counted);
    const has = await countStored(partition, counted);
    const after = await readTally(partition, counted);
    drift = narrowed(drift, driftBetween(before, after, has));
    if (drift.least <= 0 && drift.most >= 0) return nothingFound;
    if (drift.least < drift.most) continue;
    const { least } = drift;
    const says = countIn(after);
    return {
      findings: [{ problem: { kind: 'countWrong', counted, says, has: says + least }, repairable: true }],
      repair: () => corrected(partition, counted, least),
    };
  }
  const says = countIn(await readTally(partition, counted));
  const has = says + (drift.least > 0 ? drift.least : drift.most);
  return {
    ...nothingFound,
    findings: [{ problem: { kind: 'countWrong', counted, says, has }, repairable: false }],
  };
}

/** Of those that were created or deleted meanwhile nobody knows whether they were counted. */
function driftBetween(before: CountTally, after: CountTally, has: number): Drift {
  if (before.snapshot?.etag !== after.snapshot?.etag) return { least: -Infinity, most: Infinity };
  const known = new Set(before.markers.map(({ rowKey }) => rowKey));
  const meanwhile = after.markers
    .filter(({ rowKey }) => !known.has(rowKey))
    .map(({ delta }) => Number(delta));
  const drift = has - countIn(before);
  return {
    least: drift - meanwhile.filter((delta) => delta > 0).length,
    most: drift + meanwhile.filter((delta) => delta < 0).length,
  };
}

function narrowed(left: Drift, right: Drift): Drift {
  return { least: Math.max(left.least, right.least), most: Math.min(left.most, right.most) };
}

/** Markers come and go beside it. */
async function corrected(partition: Partition, counted: Counted, drift: number): Promise<boolean> {
  const { snapshot } = await readTally(partition, counted);
  const rowKey = rowsOfCount[counted].snapshot;
  const row = { count: countOf(snapshot) + drift };
  return written(partition, [
    snapshot === undefined
      ? { kind: 'create', rowKey, row }
      : { kind: 'replace', rowKey, row, etag: snapshot.etag },
  ]);
}
