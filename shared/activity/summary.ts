import {
  defined,
  isObject,
  isArray,
  objectIn,
  textOf,
  type JsonObject,
  type JsonValue,
} from '../scim/json.ts';
import { storedJson } from '../store/documentRow.ts';
import { afterLostRace, backOff } from '../store/backOff.ts';
import { pages, readPage, readRow, type Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { deleteRow, insertOrReplaceRow } from '../store/writeRows.ts';

/** Requests and refused changes of one hour. */
export type HourCounts = readonly [requests: number, refused: number];

/** By hours since 1970. */
export type Hours = ReadonlyMap<number, HourCounts>;

/** What is known of a tenant without reading its rows: a row for each tenant, all in one partition. */
export interface Summary {
  /** Undefined until they were counted. */
  readonly users: number | undefined;
  readonly groups: number | undefined;
  /** When they were counted; RFC 3339. */
  readonly counted: string | undefined;
  /** When the last request came; RFC 3339. */
  readonly lastSeen: string | undefined;
  /** Of instances that have ended. */
  readonly past: Hours;
  /** Of each instance, as it says itself. */
  readonly live: ReadonlyMap<string, Hours>;
}

export const noSummary: Summary = {
  users: undefined,
  groups: undefined,
  counted: undefined,
  lastSeen: undefined,
  past: new Map(),
  live: new Map(),
};

/** Hours that a summary covers, the present one included. */
export const summaryHours = 24;

/** An instance that has counted nothing for so many hours has ended: its counts become those of the past. */
const endedAfterHours = 2;

function summaryPartition(table: Table, signal: AbortSignal): Partition {
  return { table, tenant: 'summary', signal };
}

/** Summaries by the name of their tenant: one storage call for a thousand. */
export async function readSummaries(
  table: Table,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Summary>> {
  const partition = summaryPartition(table, signal);
  const filter = `PartitionKey eq '${partition.tenant}'`;
  const found = new Map<string, Summary>();
  for await (const rows of pages((next) => readPage(partition, { filter }, next)))
    for (const row of rows) found.set(row.rowKey, parseSummary(row.document));
  return found;
}

export async function readSummary(
  table: Table,
  tenant: string,
  signal: AbortSignal,
): Promise<Summary | undefined> {
  const row = await readRow(summaryPartition(table, signal), tenant);
  return row === undefined ? undefined : parseSummary(row.document);
}

/**
 * Changes the summary of a tenant. The change must be the same if it is made twice: a write whose answer was lost is repeated.
 *
 * @throws ScimError 503
 */
export async function changeSummary(
  table: Table,
  tenant: string,
  signal: AbortSignal,
  change: (summary: Summary) => Summary,
): Promise<Summary> {
  const partition = summaryPartition(table, signal);
  for (let tries = 0; ; tries += 1) {
    signal.throwIfAborted();
    const row = await readRow(partition, tenant);
    const changed = change(row === undefined ? noSummary : parseSummary(row.document));
    const written = { format: 1, document: storedJson(summaryJson(changed)) };
    if (await insertOrReplaceRow(partition, tenant, written, row?.etag)) return changed;
    await backOff(tries, afterLostRace, { signal });
  }
}

export async function deleteSummary(table: Table, tenant: string, signal: AbortSignal): Promise<void> {
  await deleteRow(summaryPartition(table, signal), tenant);
}

/**
 * A summary with the hours that an instance has counted itself. Hours that are over a day old are left out.
 *
 * @param hour the present one, since 1970.
 */
export function withInstance(summary: Summary, instance: string, own: Hours, hour: number): Summary {
  const isKept = (at: number): boolean => at > hour - summaryHours;
  const live = new Map<string, Hours>();
  let past = summary.past;
  for (const [name, hours] of summary.live) {
    if (name === instance) continue;
    if (Math.max(...hours.keys()) >= hour - endedAfterHours) live.set(name, only(hours, isKept));
    else past = plusHours(past, hours);
  }
  live.set(instance, only(new Map([...(summary.live.get(instance) ?? []), ...own]), isKept));
  return { ...summary, past: only(past, isKept), live };
}

function only(hours: Hours, isKept: (hour: number) => boolean): Hours {
  return new Map([...hours].filter(([hour]) => isKept(hour)));
}

function plusHours(left: Hours, right: Hours): Hours {
  const sum = new Map(left);
  for (const [hour, [requests, refused]] of right) {
    const [before, refusedBefore] = sum.get(hour) ?? [0, 0];
    sum.set(hour, [before + requests, refusedBefore + refused]);
  }
  return sum;
}

/** The counts of all instances in the last 24 hours. @param hour the present one, since 1970. */
export function hoursOf({ past, live }: Summary, hour: number): Hours {
  const all = [...live.values()].reduce(plusHours, past);
  return only(all, (at) => at > hour - summaryHours && at <= hour);
}

/** The sum of hours. */
export function totalOf(hours: Hours): HourCounts {
  let [requests, refused] = [0, 0];
  for (const [more, moreRefused] of hours.values()) {
    requests += more;
    refused += moreRefused;
  }
  return [requests, refused];
}

function summaryJson({ past, live, ...rest }: Summary): JsonObject {
  return {
    ...defined(rest),
    past: hoursJson(past),
    live: Object.fromEntries([...live].map(([instance, hours]) => [instance, hoursJson(hours)])),
  };
}

function hoursJson(hours: Hours): JsonObject {
  return Object.fromEntries([...hours].map(([hour, counts]) => [String(hour), counts]));
}

/** What can't be read counts as unknown: it is a statistic, and comes back. */
function parseSummary(document: unknown): Summary {
  const json = typeof document === 'string' ? objectIn(document) : undefined;
  if (json === undefined) return noSummary;
  const number = (name: string) => (typeof json[name] === 'number' ? json[name] : undefined);
  const text = (name: string) => textOf(json[name]) || undefined;
  const live = isObject(json.live) ? Object.entries(json.live) : [];
  return {
    users: number('users'),
    groups: number('groups'),
    counted: text('counted'),
    lastSeen: text('lastSeen'),
    past: parseHours(json.past),
    live: new Map(live.map(([instance, hours]) => [instance, parseHours(hours)])),
  };
}

function parseHours(json: JsonValue | undefined): Hours {
  if (!isObject(json)) return new Map();
  return new Map(
    Object.entries(json).map(([hour, counts]) => {
      const [requests, refused] = isArray(counts) ? counts : [];
      return [Number(hour), [Number(requests ?? 0), Number(refused ?? 0)]] as const;
    }),
  );
}
