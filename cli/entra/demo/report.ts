import type { Difference } from '../engine/verify.ts';
import { objectOr, stringOr, type JsonObject } from '../json.ts';
import type { LogEntry } from '../log/entry.ts';
import { countsLine } from '../report/text.ts';
import { SummaryBuilder } from '../report/summary.ts';
import { table, type Paint, type Style } from '../table.ts';
import type { Exchange } from '../wire/exchange.ts';
import { redacted } from '../wire/redact.ts';

const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const uniflowUser = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

/** What an entry is called in the table: failed and skipped ones have no action. */
function actionOf({ action, status }: LogEntry): string {
  if (status === 'failure') return 'refused';
  return action === 'other' ? 'skip' : action;
}

const styles: Readonly<Record<string, Style>> = {
  create: 'green',
  update: 'cyan',
  disable: 'yellow',
  delete: 'red',
  refused: 'red',
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

/** `emails.work` for a value path, the name alone for an attribute of an extension. */
function shortName(path: string): string {
  const element = /^(\w+)\[\w+ eq "(\w+)"\]\.(\w+)$/.exec(path);
  if (element === null) return path.replace(/^urn:.*:/, '');
  const [, attribute = '', type = '', part = ''] = element;
  return part === 'value' ? `${attribute}.${type}` : `${attribute}.${type}.${part}`;
}

function changesOf({ action, status, modified, error, steps }: LogEntry): string {
  if (error !== undefined) return error.reason;
  // A create sends nearly everything; the list would say less than the number.
  if (action === 'create') return `${modified.length} attributes`;
  if (status === 'skipped') return steps.at(-1)?.description ?? '';
  return shortened(modified.map(({ name, after }) => `${shortName(name)}${after === redacted ? '*' : ''}`));
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
    paint(styles[actionOf(entry)] ?? 'dim', actionOf(entry)),
    String(entry.httpStatus ?? '–'),
    entry.httpStatus === undefined ? '–' : entry.milliseconds.toFixed(0),
    entry.dialect === undefined ? '' : entry.dialect === 'default' ? 'default' : 'flagged',
    entry.source.displayName,
    changesOf(entry),
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
export function verdict(people: number, differences: readonly Difference[], paint: Paint): string {
  if (differences.length === 0) {
    return `${paint('green', '✔ What is stored is what the directory says:')} ${people} people, byte for byte; no secret came back.`;
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
    `✘ What is stored is not what the directory says (differences: ${differences.length}).`,
  );
  return `${heading}\n\n${table(columns, rows, paint)}`;
}
