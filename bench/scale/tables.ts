import { table, type Column, type Paint } from '../../cli/entra/table.ts';
import type { Layout, RowSize } from './costs.ts';
import type { Scenario } from './scenarios.ts';
import type { Outcome } from './simulate.ts';

const right = 'right' as const;

/** The rows of one user by their size, and what requests take of storage. */
export function layoutTables({ userRows, logRow, markerRow, costs, groups }: Layout, paint: Paint): string {
  const rowColumns: readonly Column[] = [
    { title: 'row', width: 74 },
    { title: 'bytes', width: 10, align: right },
    { title: 'KiB', width: 10, align: right },
  ];
  const line = ({ rowKey, bytes }: RowSize) => [rowKey, String(bytes), String(Math.ceil(bytes / 1_024))];
  const all = userRows.reduce((total, { bytes }) => total + bytes, 0);
  const others = [logRow, markerRow, ...groups.rows, ...groups.membershipRows];
  const rows = [...userRows, { rowKey: 'a user', bytes: all }, ...others].map(line);
  const costColumns: readonly Column[] = [
    { title: 'request', width: 30 },
    { title: 'calls', width: 10, align: right },
    { title: 'entities', width: 12, align: right },
    { title: 'KiB', width: 10, align: right },
  ];
  const costRows = Object.entries(costs).map(([kind, calls]) => [
    ...[kind, String(calls.length)],
    String(calls.reduce((total, { entities }) => total + entities, 0)),
    String(calls.reduce((total, { kibibytes }) => total + kibibytes, 0)),
  ]);
  return `${table(rowColumns, rows, paint)}\n\n${table(costColumns, costRows, paint)}`;
}

/**
 * For each scenario: requests a second of a tenant, the time until the last was done; the part of the account's target
 * that was used on average, and the part of the account's or of a partition's that the busiest second used; the part of
 * storage calls that storage refused, and of requests that the client was answered 503.
 */
export function outcomeTable(
  title: string,
  outcomes: readonly (readonly [Scenario, Outcome])[],
  paint: Paint,
): string {
  const columns: readonly Column[] = [
    { title, width: 43 },
    { title: 'req/s', width: 7, align: right },
    { title: 'took', width: 10, align: right },
    { title: 'account', width: 9, align: right },
    { title: 'at most', width: 9, align: right },
    { title: 'refused', width: 9, align: right },
    { title: '503', width: 9, align: right },
  ];
  const rows = outcomes.map(([{ name, pace }, outcome]) => {
    const { durations, accountMean, accountPeak, partitionPeak } = outcome;
    const { refused, calls, failed, requests } = outcome;
    const longest = durations.reduce((most, each) => Math.max(most, each), 0);
    return [
      ...[name, String(pace), inWords(longest)],
      ...[percent(accountMean), percent(Math.max(accountPeak, partitionPeak))],
      ...[percent(refused / calls), percent(failed / (failed + requests))],
    ];
  });
  return table(columns, rows, paint);
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 7_200) return `${(seconds / 60).toFixed(0)} min`;
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}
