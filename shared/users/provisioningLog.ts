import { sizeOfRow } from '../store/pageSize.ts';
import type { Partition } from '../store/partition.ts';
import { readLogRow, readLogRows, type LoggedEntry } from '../store/readLog.ts';
import { unlimited } from '../throttle/throttle.ts';
import type { TenantContext } from './context.ts';
import { continuation, type CursorPage, type ListPage } from './list/listQuery.ts';
import { listWork, lookUnits, type ListWork } from './list/work.ts';
import { maxAnswerSize } from './list/matches.ts';
import { isWanted, readLogFilter, type LogFilter, type LogParameters } from './logFilter.ts';
import { defined, type JsonObject } from '../scim/json.ts';
import type { LogEntry } from '../store/logEntry.ts';
import { outcomeOf } from '../store/logRow.ts';

/** Entries that one page looks at. A page that has found few by then is short, and has a cursor. */
const maxLooked = 5_000;

/** Entries in one storage call. */
const storagePageSize = 1_000;

export interface LogPage {
  /** Newest first. */
  readonly entries: readonly LoggedEntry[];
  /** Row key after which the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/** What a client asks of the log. */
export interface LogQuery extends LogParameters {
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
  const fixed = [from, to, user, action];
  const { count, position, next } = await continuation(call, 'GET /provisioningLog', fixed, query.page);
  const partition = { table: await service.table('scimUsers'), tenant, signal };
  const after = typeof position?.[0] === 'string' ? position[0] : undefined;
  const page = await logPage(partition, filter, count, after, listWork(call));
  return {
    resources: page.entries.map((entry) => entryJson(tenant, entry)),
    // There is no total: it would need a read of the whole log.
    totalResults: undefined,
    nextCursor: page.next === undefined ? undefined : next([page.next]),
  };
}

/**
 * A page of at most `count` entries. It looks one wanted entry further than the page: if there is none, it was the last
 * one.
 *
 * @param after row key after which it begins.
 * @param work counts the entries looked at; without it nothing is charged.
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

/** An entry of the provisioning log as clients and scripts get it. Unknown members are left out. */
export function entryJson(tenant: string, entry: LogEntry): JsonObject {
  const { operationId, at, action, userId, groupId, members, externalId, previousExternalId } = entry;
  const { userName, userNameHash, changed, values, requestId, credential } = entry;
  const { label } = credential;
  return {
    id: operationId,
    time: new Date(at).toISOString(),
    action,
    outcome: outcomeOf(action),
    actor: { tenant, credential: { id: credential.id, ...defined({ label }) } },
    ...defined({ userId, groupId, externalId, previousExternalId, userName, userNameHash }),
    changed,
    ...(members === undefined ? {} : { members: { ...members } }),
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
  const { operation, status, scimType, reason, detail } = refusal;
  return { refusal: { operation, status, ...defined({ scimType, reason }), detail } };
}
