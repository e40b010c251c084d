import type { ListPage } from '../state/list.ts';
import { api, bodyOf, type Schemas } from './client.ts';

export type User = Schemas['User'];
export type Group = Schemas['Group'];
export type LogEntry = Schemas['LogEntry'];

const pageSize = 50;

/** A page of users. @param filter of SCIM; undefined for all. */
export async function readUsers(
  tenant: string,
  filter: string | undefined,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ListPage<User>> {
  const query = { count: pageSize, cursor: cursor ?? '', ...(filter === undefined ? {} : { filter }) };
  const params = { path: { tenant }, query };
  return pageOf(await bodyOf(api.GET('/manage/tenants/{tenant}/users', { params, signal })));
}

/** The same of groups, without their members. */
export async function readGroups(
  tenant: string,
  filter: string | undefined,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<ListPage<Group>> {
  const query = {
    ...{ count: pageSize, cursor: cursor ?? '', excludedAttributes: 'members' },
    ...(filter === undefined ? {} : { filter }),
  };
  const params = { path: { tenant }, query };
  return pageOf(await bodyOf(api.GET('/manage/tenants/{tenant}/groups', { params, signal })));
}

/** What the log is asked for. Times are of RFC 3339, actions are separated by commas. */
export interface LogQuery {
  readonly from?: string;
  readonly to?: string;
  readonly user?: string;
  readonly action?: string;
}

export async function readLog(
  tenant: string,
  asked: LogQuery,
  cursor: string | undefined,
  signal: AbortSignal,
  count = pageSize,
): Promise<ListPage<LogEntry>> {
  const params = { path: { tenant }, query: { ...asked, count, cursor: cursor ?? '' } };
  return pageOf(await bodyOf(api.GET('/manage/tenants/{tenant}/log', { params, signal })));
}

function pageOf<Item>(page: {
  readonly Resources: readonly Item[];
  readonly nextCursor?: string;
  readonly totalResults?: number;
}): ListPage<Item> {
  return { items: page.Resources, next: page.nextCursor, total: page.totalResults };
}

/** A string in a filter (RFC 7644 §3.4.2.2): JSON's. */
export function equals(path: string, value: string, operator: 'eq' | 'sw' = 'eq'): string {
  return `${path} ${operator} ${JSON.stringify(value)}`;
}
