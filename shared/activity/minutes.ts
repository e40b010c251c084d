import { deleteRows } from '../store/deleteRows.ts';
import { storedJson } from '../store/documentRow.ts';
import type { KeyRange } from '../store/keys.ts';
import { readKeys, readRange, type Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { upsertRow } from '../store/writeRows.ts';
import { isArray, isObject, objectIn } from '../scim/json.ts';
import {
  activityKinds,
  hourMs,
  minuteMs,
  type HourOfMinutes,
  type KindCounts,
} from '../telemetry/recorder.ts';

/** How long minutes are kept, in hours. */
export const keptHours = 48;

/**
 * The minutes of one tenant. Each instance writes rows of its own, one for an hour, and writes the whole hour each time: so
 * no two writers meet, and a repeated write counts nothing twice.
 */
function minutesPartition(table: Table, tenant: string, signal: AbortSignal): Partition {
  return { table, tenant: `activity:${tenant}`, signal };
}

function hourKey(hour: number): string {
  return `h:${String(hour).padStart(8, '0')}`;
}

/** @param instance name of this process, without `'`. */
export async function writeHour(
  table: Table,
  tenant: string,
  instance: string,
  hour: number,
  minutes: HourOfMinutes,
  signal: AbortSignal,
): Promise<void> {
  const document = storedJson(Object.fromEntries(minutes));
  const partition = minutesPartition(table, tenant, signal);
  await upsertRow(partition, `${hourKey(hour)}:${instance}`, { format: 1, document });
}

/** The minutes of all instances from an hour on, by their time in milliseconds since 1970, in order. */
export async function readMinutes(
  table: Table,
  tenant: string,
  from: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, KindCounts>> {
  const found = new Map<number, KindCounts>();
  const partition = minutesPartition(table, tenant, signal);
  for await (const rows of readRange(partition, rangeFrom(Math.floor(from / hourMs)))) {
    for (const row of rows) {
      const hour = Number(row.rowKey.slice(2, 10));
      for (const [minute, counts] of countsIn(row.document)) {
        const at = hour * hourMs + minute * minuteMs;
        found.set(at, plusCounts(found.get(at) ?? noCounts, counts));
      }
    }
  }
  return new Map([...found].filter(([at]) => at >= from).toSorted(([a], [b]) => a - b));
}

function rangeFrom(hour: number): KeyRange {
  return { from: hourKey(hour), to: 'h:~' };
}

const noCounts: KindCounts = activityKinds.map(() => 0);

function plusCounts(left: KindCounts, right: KindCounts): KindCounts {
  return left.map((count, place) => count + (right[place] ?? 0));
}

/** What can't be read counts as nothing: it is a statistic. */
function countsIn(document: unknown): readonly (readonly [number, KindCounts])[] {
  const hour = typeof document === 'string' ? objectIn(document) : undefined;
  if (!isObject(hour)) return [];
  return Object.entries(hour).map(([minute, counts]) => [
    Number(minute),
    activityKinds.map((_, place) => {
      const count = isArray(counts) ? counts[place] : undefined;
      return typeof count === 'number' ? count : 0;
    }),
  ]);
}

/** Deletes the minutes from before an hour; all of them if it is left out. */
export async function deleteMinutes(
  table: Table,
  tenant: string,
  signal: AbortSignal,
  beforeHour?: number,
): Promise<void> {
  const partition = minutesPartition(table, tenant, signal);
  const range = { from: 'h:', to: beforeHour === undefined ? 'h:~' : hourKey(beforeHour) };
  for await (const keys of readKeys(partition, range)) await deleteRows(partition, keys);
}
