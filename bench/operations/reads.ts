import { randomUUID } from 'node:crypto';
import { RestError } from '@azure/data-tables';
import { emailPrefix, externalIdKey, idKey, keyRange, userNameKey } from '../../shared/store/keys.ts';
import { idOf, keyOf } from '../people.ts';
import type { Scene } from '../scene.ts';
import { memberOf, type Member, type Population } from '../storage/population.ts';
import type { Operation, ScimRequest, StorageCalls } from './operation.ts';

export function userById(tenant: string, id: string): ScimRequest {
  const path = `/Users/${id}`;
  return { functionName: 'getUser', method: 'GET', tenant, path, params: { id }, status: 200 };
}

/** One user, by the id that the service gave. */
export const getById: Operation = {
  name: 'GET by id',
  request(scene, n) {
    const { tenant, number } = memberOf(scene.population, n);
    return userById(tenant, idOf(number));
  },
  floor: (scene, n) => pointRead(scene, n, ({ number }) => idKey(idOf(number))),
};

export const byUserName = matching(
  'filter userName',
  (key) => `userName eq "${key}@example.com"`,
  (scene, n) => pointRead(scene, n, ({ number }) => userNameKey(`${keyOf(number)}@example.com`)),
);

export const byExternalId = matching(
  'filter externalId',
  (key) => `externalId eq "ext-${key}"`,
  (scene, n) => pointRead(scene, n, ({ number }) => externalIdKey(`ext-${keyOf(number)}`)),
);

export const byWorkEmail: Operation = {
  mostAtOnce: mostQueriesAtOnce,
  ...matching(
    'filter work email',
    (key) => `emails[type eq "work"].value eq "${key}@mail.example.com"`,
    ({ population, table }, n) => {
      const { tenant, number } = memberOf(population, n);
      const { from, to } = keyRange(emailPrefix(`${keyOf(number)}@mail.example.com`));
      return () => readPage(table, tenant, { from, to }, 1_000);
    },
  ),
};

/** What Entra's *Test Connection* asks: a user who is not there. */
export const testConnection: Operation = {
  name: 'Test Connection',
  request: ({ population }, n) =>
    listRequest(memberOf(population, n).tenant, `userName eq "${randomUUID()}"`),
  floor({ population, table }, n) {
    const { tenant } = memberOf(population, n);
    const rowKey = userNameKey(randomUUID());
    return () => found(table.getEntity(tenant, rowKey));
  },
};

/** An access token for a client's secret. It needs no storage call, and so it has no floor but that of HTTP. */
export const token: Operation = {
  name: 'token endpoint',
  request: ({ population }) => ({
    functionName: 'issueToken',
    method: 'POST',
    tenant: population.tenants[0] ?? '',
    path: '/oauth2/token',
    body: 'grant_type=client_credentials',
    mediaType: 'application/x-www-form-urlencoded',
    sender: 'client',
    status: 200,
  }),
  floor: () => () => Promise.resolve(null),
};

/** Azurite looks at its whole table for a query: many at a time over many users end in the service's own deadline. */
export function mostQueriesAtOnce({ tenants, usersEach }: Population): number {
  return tenants.length * usersEach > 50_000 ? 8 : 32;
}

function matching(name: string, filter: (key: string) => string, floor: Operation['floor']): Operation {
  return {
    name,
    floor,
    request(scene, n) {
      const { tenant, number } = memberOf(scene.population, n);
      return listRequest(tenant, filter(keyOf(number)));
    },
  };
}

/** Filters as Entra writes them into a URL: spaces as `+`. */
export function listRequest(tenant: string, filter: string): ScimRequest {
  const path = `/Users?filter=${encodeURIComponent(filter).replaceAll('%20', '+')}`;
  return { functionName: 'listUsers', method: 'GET', tenant, path, status: 200 };
}

function pointRead(scene: Scene, n: number, rowKeyOf: (member: Member) => string): StorageCalls {
  const member = memberOf(scene.population, n);
  const rowKey = rowKeyOf(member);
  return () => scene.table.getEntity(member.tenant, rowKey);
}

interface Range {
  readonly from: string;
  readonly to: string;
  readonly after?: string;
}

/** One page of a range of keys. */
export async function readPage(
  table: Scene['table'],
  tenant: string,
  range: Range,
  maxPageSize: number,
): Promise<unknown> {
  const page = await pagesOf(table, tenant, range, maxPageSize).next();
  return page.value;
}

/** All rows of a range of keys. */
export async function readRows(
  table: Scene['table'],
  tenant: string,
  range: Range,
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  for await (const page of pagesOf(table, tenant, range, 1_000)) rows.push(...page);
  return rows;
}

function pagesOf(table: Scene['table'], tenant: string, { from, to, after }: Range, maxPageSize: number) {
  const lower = after === undefined ? `RowKey ge '${from}'` : `RowKey gt '${after}'`;
  const filter = `PartitionKey eq '${tenant}' and ${lower} and RowKey lt '${to}'`;
  return table.listEntities({ queryOptions: { filter } }).byPage({ maxPageSize });
}

/** The row that is read, or null. */
export async function found(read: Promise<unknown>): Promise<unknown> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof RestError && error.statusCode === 404) return null;
    throw error;
  }
}
