import { sizeOfRow } from '../store/pageSize.ts';
import { type Partition, readRange } from '../store/partition.ts';
import { readLogRow, readLogRows, type LoggedEntry } from '../store/readLog.ts';
import { unlimited } from '../throttle/throttle.ts';
import type { TenantContext } from './context.ts';
import { continuation, type CursorPage, type ListPage } from './list/listQuery.ts';
import { listWork, lookUnits, type ListWork } from './list/cost.ts';
import { maxAnswerSize } from './list/page.ts';
import { logActionUnknown, logPeriodInvalid, logTimeInvalid } from '../scim/errors/list.ts';
import { parseDateTime } from '../scim/dateTime.ts';
import { logActions, loggedText, type Action, type LogEntry, outcomeOf } from '../store/logRow.ts';
import { defined, type JsonObject } from '../scim/json.ts';
import { hash } from 'node:crypto';
import { fold } from '../scim/fold.ts';
import { logRange } from '../store/keys.ts';

/** Entries that one page looks at. A page that finds few among them comes back short, with a cursor. */
const maxLooked = 5_000;

/** Entries in one storage call. */
const storagePageSize = 1_000;

interface LogPage {
  /** Newest first. */
  readonly entries: readonly LoggedEntry[];
  /** Row key behind which the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/** What a client asks of the log. */
interface LogQuery extends LogParameters {
  readonly page: CursorPage;
}

/**
 * The page of the tenant's log that `query` asks for, as clients are shown it: newest first, by cursor.
 *
 * @throws ScimError 400 `invalidValue`, `invalidCount`, `invalidCursor`, `expiredCursor`
 */
export async function readProvisioningLog(call: TenantContext, query: LogQuery): Promise<ListPage> {
  const { service, signal } = call;
  const tenant = call.tenant.name;
  const { from, to, user, action } = query;
  const filter = readLogFilter(query);
  const context = [tenant, 'GET /provisioningLog', from, to, user, action].map((part) => part ?? null);
  const { count, position, next } = await continuation(service.config.sealing, context, query.page);
  const partition = { table: await service.table('scimUsers'), tenant, signal };
  const after = typeof position?.[0] === 'string' ? position[0] : undefined;
  const page = await logPage(partition, filter, count, after, listWork(call));
  return {
    resources: page.entries.map((entry) => entryJson(tenant, entry)),
    // How many there are in all nobody could say without reading them.
    totalResults: undefined,
    nextCursor: page.next === undefined ? undefined : next([page.next]),
  };
}

/**
 * A page of at most `count` entries. It looks one wanted entry further than the page: where there is none, it was the
 * last one.
 *
 * @param after row key behind which it begins.
 * @param work counts what is looked at; nobody is charged if it is left out.
 */
export async function logPage(
  partition: Partition,
  filter: LogFilter,
  count: number,
  after?: string,
  work: ListWork = listWork({ quota: unlimited, signal: partition.signal }),
): Promise<LogPage> {
  if (count === 0) return { entries: [], next: undefined };
  const { from, to } = filter;
  const filtered = filter.user !== undefined || filter.actions !== undefined;
  const pageSize = filtered ? storagePageSize : Math.min(count + 1, storagePageSize);
  const entries: LoggedEntry[] = [];
  let last = after;
  let looked = 0;
  let size = 0;
  try {
    for await (const rows of readLogRows(partition, { from, to, after, pageSize })) {
      for (const row of rows) {
        const rowSize = sizeOfRow(row);
        work.budget.spend(Math.max(lookUnits, rowSize));
        await work.pace();
        const entry = readLogRow(row);
        const wanted = isWanted(filter, entry);
        if (wanted && (entries.length === count || size >= maxAnswerSize)) return { entries, next: last };
        if (wanted) entries.push(entry);
        if (wanted) size += rowSize;
        last = entry.rowKey;
        looked += 1;
        if (looked >= maxLooked) return { entries, next: last };
      }
    }
  } finally {
    work.charge();
  }
  return { entries, next: undefined };
}

/** Which entries of the provisioning log are wanted. */
export interface LogFilter {
  /** Milliseconds since 1970: of this time and later. */
  readonly from: number | undefined;
  /** Milliseconds since 1970: before this time. */
  readonly to: number | undefined;
  /** Exactly the id or the externalId of a user, also one that it had until then; or the userName of one who was refused. */
  readonly user: string | undefined;
  /** Undefined for all. */
  readonly actions: ReadonlySet<Action> | undefined;
}

/** The same as a client writes it. */
interface LogParameters {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly user?: string | undefined;
  /** Names of actions, separated by commas. */
  readonly action?: string | undefined;
}

/** @throws ScimError 400 `invalidValue` */
export function readLogFilter(parameters: LogParameters): LogFilter {
  const from = moment('from', parameters.from);
  const to = moment('to', parameters.to);
  if (from !== undefined && to !== undefined && from > to) throw logPeriodInvalid();
  return { from, to, user: given(parameters.user), actions: actionsIn(parameters.action) };
}

/** Whether an entry is wanted; that its time is, the store has seen to. */
export function isWanted({ user, actions }: LogFilter, entry: LogEntry): boolean {
  if (actions !== undefined && !actions.has(entry.action)) return false;
  if (user === undefined) return true;
  // The log keeps the beginning of what is very long.
  const kept = loggedText(user);
  return (
    [entry.userId, entry.externalId, entry.previousExternalId].includes(kept) || isAboutUserName(entry, user)
  );
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}

function moment(name: string, value: string | undefined): number | undefined {
  const text = given(value);
  if (text === undefined) return undefined;
  // The "+" of an offset that was not encoded arrives as a space.
  const found = parseDateTime(text.replace(/ (?=\d\d:\d\d$)/, '+'));
  if (found === undefined) throw logTimeInvalid(name);
  return found;
}

function actionsIn(value: string | undefined): ReadonlySet<Action> | undefined {
  const names = given(value)?.split(',');
  if (names === undefined) return undefined;
  return new Set(
    names.map((name) => {
      const found = logActions.find((action) => action === name.trim());
      if (found === undefined) throw logActionUnknown(logActions.join(', '));
      return found;
    }),
  );
}

/** An entry of the provisioning log as clients and scripts get it. What is not known is left out. */
export function entryJson(tenant: string, entry: LogEntry): JsonObject {
  const { operationId, at, action, userId, externalId, previousExternalId } = entry;
  const { userName, userNameHash, changed, values, requestId, credential } = entry;
  const { label } = credential;
  return {
    id: operationId,
    time: new Date(at).toISOString(),
    action,
    outcome: outcomeOf(action),
    actor: { tenant, credential: { id: credential.id, ...defined({ label }) } },
    ...defined({ userId, externalId, previousExternalId, userName, userNameHash }),
    changed,
    ...(values === 'omitted' ? { valuesOmitted: true } : {}),
    ...(values === undefined || values === 'omitted' ? {} : { values: valuesJson(values) }),
    ...refusalJson(entry),
    requestId,
  };
}

function valuesJson(values: Exclude<LogEntry['values'], undefined | 'omitted'>): JsonObject {
  return Object.fromEntries(Object.entries(values).map(([path, change]) => [path, { ...change }]));
}

function refusalJson({ refusal }: LogEntry): JsonObject {
  if (refusal === undefined) return {};
  const { operation, status, scimType, detail } = refusal;
  return { refusal: { operation, status, ...defined({ scimType }), detail } };
}

/** Whom a refused create was meant for, in a log that holds no values: who knows the userName can tell that it is this. */
export function userNameHash(userName: string): string {
  return hash('sha256', fold(userName), 'hex').slice(0, 16);
}

/** Whether an entry is about the user of this name, who was not created. */
function isAboutUserName(entry: LogEntry, userName: string): boolean {
  if (entry.userNameHash !== undefined) return entry.userNameHash === userNameHash(userName);
  return entry.userName !== undefined && fold(entry.userName) === fold(loggedText(userName));
}

/** Calls that one count takes at most: each gives up to a thousand rows, or what storage finds in five seconds. */
export const maxPages = 5;

export interface RefusedCount {
  readonly count: number;
  /** Whether there may be more, because not all of the time was looked at. */
  readonly more: boolean;
}

/** How many writes a tenant's log says were refused since then. @param from milliseconds since 1970. */
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
