import type { JsonObject } from './json.ts';
import { objectOr, stringOr } from './json.ts';
import type { LogEntry } from './log.ts';
import type { Paint, Style } from './table.ts';
import { table } from './table.ts';
import { enterpriseUser, uniflowUser } from './target.ts';
import type { Verification } from './verify.ts';
import { comparedAttributes } from './verify.ts';
import type { Exchange } from './wire.ts';

const styles: Readonly<Record<LogEntry['action'], Style>> = {
  create: 'green',
  update: 'cyan',
  disable: 'yellow',
  delete: 'red',
  skip: 'dim',
  refused: 'red',
};

/** The past of an action, for the line of counts. */
const outcomes: Readonly<Record<LogEntry['action'], string>> = {
  create: 'created',
  update: 'updated',
  disable: 'disabled',
  delete: 'deleted',
  skip: 'skipped',
  refused: 'refused',
};

/** Parts of one attribute in a row share its name: `name.givenName, .formatted`. */
function shortened(labels: readonly string[]): string {
  const owner = (label: string | undefined): string => label?.slice(0, label.lastIndexOf('.') + 1) ?? '';
  return labels
    .map((label, index) => {
      const same = owner(label) !== '' && owner(label) === owner(labels[index - 1]);
      return same ? label.slice(owner(label).length - 1) : label;
    })
    .join(', ');
}

function changesOf(entry: LogEntry): string {
  // A create sends nearly everything; the list would say less than the number.
  const sent = entry.action === 'create' ? `${entry.changed.length} attributes` : shortened(entry.changed);
  return [sent, entry.detail].filter((part) => part !== '').join(' · ');
}

// In both tables a name is followed by Latin text or by nothing: after Arabic or Hebrew, a terminal that knows about
// writing direction would draw a number, and the gap before it, on the other side of the name.

/** What happened: a line for each thing that a cycle did. */
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
    paint(styles[entry.action], entry.action),
    String(entry.status ?? '–'),
    entry.status === undefined ? '–' : entry.milliseconds.toFixed(0),
    entry.dialect === undefined ? '' : entry.dialect === 'default' ? 'default' : 'flagged',
    entry.person,
    changesOf(entry),
  ]);
  return table(columns, rows, paint);
}

/** The counts of a cycle in one line. */
export function summary(log: readonly LogEntry[], exchanges: readonly Exchange[]): string {
  const actions: readonly LogEntry['action'][] = ['create', 'update', 'disable', 'delete', 'skip', 'refused'];
  const counts = actions
    .map((action) => [outcomes[action], log.filter((entry) => entry.action === action).length] as const)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const times = exchanges.map((exchange) => exchange.milliseconds).sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  return [...counts, `${exchanges.length} requests, median ${median.toFixed(1)} ms`].join(' · ');
}

/** What is stored, as the service itself says. */
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

/** Whether what is stored is what the directory says, and where not. */
export function verdict({ stored, differences }: Verification, paint: Paint): string {
  if (differences.length === 0) {
    const sure = `${stored.length} people, ${comparedAttributes} attributes each, byte for byte; no secret came back.`;
    return `${paint('green', '✔ What is stored is what the directory says:')} ${sure}`;
  }
  const columns = [
    { title: 'Attribute', width: 30 },
    { title: 'Expected', width: 24 },
    { title: 'Found', width: 24 },
    { title: 'Who', width: 22 },
  ];
  const rows = differences.map(({ person, attribute, expected, found }) => [
    attribute,
    expected,
    found,
    person,
  ]);
  const heading = paint(
    'red',
    `✘ What is stored is not what the directory says (differences: ${differences.length}).`,
  );
  return `${heading}\n\n${table(columns, rows, paint)}`;
}
