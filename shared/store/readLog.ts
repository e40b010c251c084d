import {
  defined,
  isArray,
  isObject,
  parseJson,
  textOf,
  type JsonObject,
  type JsonValue,
} from '../scim/json.ts';
import { logRange } from './keys.ts';
import {
  logActions,
  type Action,
  type ChangedValues,
  type LogEntry,
  type LoggedRefusal,
  type ValueChange,
} from './logEntry.ts';
import { noteRows, rowsAtOnce } from './pageSize.ts';
import { readRange, type Partition, type StoredRow } from './partition.ts';
import { readText } from './documentRow.ts';

/** An entry, and its key. */
export interface LoggedEntry extends LogEntry {
  /** Row key. Newer entries have lower keys, and those of one millisecond are in a fixed order. */
  readonly rowKey: string;
}

export interface LogRange {
  /** Milliseconds since 1970: of this time and later. */
  readonly from?: number | undefined;
  /** Milliseconds since 1970: before this time. */
  readonly to?: number | undefined;
  /** Row key after which to begin. */
  readonly after?: string | undefined;
  /** Entries in one call, up to 1,000. */
  readonly pageSize?: number | undefined;
}

/** The provisioning log, newest first and in the order of its keys, a storage call for every page. */
export async function* readLog(
  partition: Partition,
  range: LogRange = {},
): AsyncGenerator<readonly LoggedEntry[]> {
  for await (const rows of readLogRows(partition, range)) yield rows.map(readLogRow);
}

/** The same as rows: a thousand of them take a while to parse. */
export async function* readLogRows(
  partition: Partition,
  { from, to, after, pageSize = 1_000 }: LogRange,
): AsyncGenerator<readonly StoredRow[]> {
  const size = () => rowsAtOnce(partition, 'log', pageSize);
  for await (const rows of readRange(partition, logRange(from, to), { after, pageSize: size })) {
    noteRows(partition, 'log', rows);
    yield rows;
  }
}

/** The entry in a row. Throws if the row is damaged or of a later form: never something a client did. */
export function readLogRow(row: StoredRow): LoggedEntry {
  // The first release had form 1: without label, values and outcome.
  if (row.format !== 1 && row.format !== 2)
    throw new Error('A log row has a form that this release cannot read.');
  const previousExternalId = readText(row, 'previousExternalId');
  const userName = readText(row, 'userName');
  const groupId = readText(row, 'groupId');
  const { userNameHash } = row;
  return {
    rowKey: row.rowKey,
    operationId: String(row.operationId),
    at: Date.parse(String(row.at)),
    action: actionOf(row.action),
    userId: readText(row, 'userId'),
    ...defined({ groupId }),
    ...membersOf(row.members),
    externalId: readText(row, 'externalId'),
    ...defined({ previousExternalId, userName }),
    ...(typeof userNameHash === 'string' ? { userNameHash } : {}),
    changed: changedOf(row.changed),
    ...valuesOf(row),
    requestId: String(row.requestId),
    credential: {
      id: String(row.credential),
      label: readText(row, 'credentialLabel'),
    },
    ...refusalOf(row.refusal),
  };
}

function actionOf(text: unknown): Action {
  const found = logActions.find((action) => action === text);
  if (found === undefined) throw new Error('A log row names no action.');
  return found;
}

function changedOf(text: unknown): readonly string[] {
  const paths = parsed(text);
  return isArray(paths) ? paths.map(textOf) : [];
}

function valuesOf({ values, valuesOmitted }: StoredRow): Pick<LogEntry, 'values'> {
  if (valuesOmitted === true) return { values: 'omitted' };
  const found = parsed(values);
  return isObject(found) ? { values: changes(found) } : {};
}

function changes(values: JsonObject): ChangedValues {
  return Object.fromEntries(
    Object.entries(values).map(([path, value]): [string, ValueChange] => {
      const change = isObject(value) ? value : {};
      const [before, after] = [change.old, change.new];
      return [path, { ...defined({ old: before, new: after }) }];
    }),
  );
}

function membersOf(text: unknown): Pick<LogEntry, 'members'> {
  const found = parsed(text);
  if (!isObject(found)) return {};
  const idsOf = (value: JsonValue | undefined) => (isArray(value) ? value.map(textOf) : []);
  const [added, removed] = [idsOf(found.added), idsOf(found.removed)];
  const { addedCount, removedCount } = found;
  return {
    members: {
      ...{ added, removed },
      addedCount: typeof addedCount === 'number' ? addedCount : added.length,
      removedCount: typeof removedCount === 'number' ? removedCount : removed.length,
    },
  };
}

function refusalOf(text: unknown): Pick<LogEntry, 'refusal'> {
  const found = parsed(text);
  if (!isObject(found)) return {};
  const { operation, status, scimType, reason, detail } = found;
  const refusal: LoggedRefusal = {
    operation: textOf(operation),
    status: Number(status),
    scimType: typeof scimType === 'string' ? scimType : undefined,
    ...(typeof reason === 'string' ? { reason } : {}),
    detail: textOf(detail),
  };
  return { refusal };
}

function parsed(text: unknown): JsonValue | undefined {
  return typeof text === 'string' ? parseJson(text) : undefined;
}

/** Maximum calls of one count: each gives up to a thousand rows, or those that storage finds in five seconds. */
export const maxPages = 5;

export interface RefusedCount {
  readonly count: number;
  /** Whether there may be more, because the count has ended early. */
  readonly more: boolean;
}

/** Counts the refused writes in a tenant's log. @param from milliseconds since 1970. */
export async function countRefused(partition: Partition, from: number): Promise<RefusedCount> {
  let pages = 0;
  let count = 0;
  const options = { pageSize: 1_000, conditions: ["action eq 'refused'"] };
  for await (const rows of readRange(partition, logRange(from, undefined), options)) {
    pages += 1;
    count += rows.length;
    if (pages === maxPages) return { count, more: true };
  }
  return { count, more: false };
}
