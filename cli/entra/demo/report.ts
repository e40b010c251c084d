import type { Difference } from '../engine/verify.ts';
import { arrayOr, objectOr, stringOr, type JsonObject } from '../json.ts';
import type { LogEntry } from '../log/entry.ts';
import { actionStyles } from '../log/table.ts';
import { whatOf } from '../log/what.ts';
import { countsLine } from '../report/text.ts';
import { SummaryBuilder } from '../report/summary.ts';
import { table, type Paint } from '../table.ts';
import type { Exchange } from '../wire/exchange.ts';

const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const uniflowUser = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

/** The action as the table names it. Failed and skipped entries have none. */
function actionOf({ action, status }: LogEntry): string {
  if (status === 'failure') return 'refused';
  return action === 'other' ? 'skip' : action;
}

// In these tables no number follows a name: after Arabic or Hebrew, a terminal that knows writing directions would draw the
// number, and the gap before it, on the other side of the name.

/** The log of a cycle: a line for each entry. */
export function cycleTable(log: readonly LogEntry[], paint: Paint): string {
  const columns = [
    { title: 'Action', width: 9 },
    { title: 'Status', width: 8 },
    { title: 'ms', width: 7, align: 'right' as const },
    { title: 'Dialect', width: 9 },
    { title: 'Who', width: 22 },
    { title: 'What', width: 46 },
  ];
  const rows = log.map((entry) => [
    paint(entry.status === 'failure' ? 'red' : actionStyles[entry.action], actionOf(entry)),
    String(entry.httpStatus ?? '–'),
    entry.httpStatus === undefined ? '–' : entry.milliseconds.toFixed(0),
    entry.dialect === undefined ? '' : entry.dialect === 'default' ? 'default' : 'flagged',
    entry.source.displayName,
    entry.error?.reason ?? whatOf(entry, '*'),
  ]);
  return table(columns, rows, paint);
}

/** The counts of a cycle in one line. */
export function summary(log: readonly LogEntry[], exchanges: readonly Exchange[]): string {
  const builder = new SummaryBuilder();
  for (const entry of log) builder.entry(entry);
  for (const exchange of exchanges) builder.exchange(exchange);
  const { counts, requests } = builder.summary([]);
  return `${countsLine(counts)} · ${requests.count} requests, median ${requests.medianMs.toFixed(1)} ms`;
}

/** The stored users, as the service returns them. */
export function storedTable(stored: readonly JsonObject[], paint: Paint): string {
  const names = new Map(stored.map((user) => [user.id, stringOr(user.displayName)]));
  const columns = [
    { title: 'userName', width: 27 },
    { title: 'Active', width: 8 },
    { title: 'Card', width: 10 },
    { title: 'Display name', width: 20 },
    { title: 'Department', width: 13 },
    { title: 'Manager', width: 22 },
  ];
  const rows = stored.map((user) => {
    const enterprise = objectOr(user[enterpriseUser]);
    const manager = objectOr(enterprise.manager).value;
    return [
      stringOr(user.userName),
      user.active === true ? 'yes' : paint('yellow', 'no'),
      stringOr(objectOr(user[uniflowUser]).cardNumber) || '–',
      stringOr(user.displayName),
      stringOr(enterprise.department) || '–',
      manager === undefined ? '–' : (names.get(manager) ?? 'unknown'),
    ];
  });
  return table(columns, rows, paint);
}

/** The stored groups, with the names of their members. */
export function groupTable(
  groups: readonly JsonObject[],
  users: readonly JsonObject[],
  paint: Paint,
): string {
  const names = new Map(users.map((user) => [user.id, stringOr(user.displayName)]));
  const columns = [
    { title: 'Group', width: 22 },
    { title: 'Members', width: 10 },
    { title: 'Who', width: 68 },
  ];
  const rows = groups.map(({ displayName, members }) => {
    const ids = arrayOr(members).map((member) => objectOr(member).value);
    const who = ids.map((id) => names.get(id) ?? 'unknown').toSorted();
    return [stringOr(displayName), String(ids.length), who.join(', ')];
  });
  return table(columns, rows, paint);
}

/** Says whether the service stores what the directory has, and lists the differences. */
export function verdict(
  people: number,
  groups: number,
  differences: readonly Difference[],
  paint: Paint,
): string {
  if (differences.length === 0) {
    const compared = groups === 0 ? `${people} people` : `${people} people and ${groups} groups`;
    return `${paint('green', '✔ The service stores what the directory has:')} ${compared}, byte for byte. It returned no secret.`;
  }
  const columns = [
    { title: 'Attribute', width: 30 },
    { title: 'Expected', width: 24 },
    { title: 'Found', width: 24 },
    { title: 'Who', width: 22 },
  ];
  const rows = differences.map(({ who, attribute, expected, found }) => [attribute, expected, found, who]);
  const heading = paint(
    'red',
    `✘ The service does not store what the directory has (differences: ${differences.length}).`,
  );
  return `${heading}\n\n${table(columns, rows, paint)}`;
}
