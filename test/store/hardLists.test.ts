import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listAnswer } from '../../shared/api/endpoint.ts';
import { applyUserPatch, replaceUser, createUser } from '../../shared/users/changeUser.ts';
import { userContext, type TenantContext } from '../../shared/users/context.ts';
import { unitsPerRequest } from '../../shared/users/list/work.ts';
import { Bookmarks } from '../../shared/users/list/bookmarks.ts';
import { compiledFilters, compileFor, maxAnswerSize } from '../../shared/users/list/matches.ts';
import { listUsers } from '../../shared/users/listUsers.ts';
import type { ListQuery } from '../../shared/users/list/listQuery.ts';
import type { JsonObject } from '../../shared/scim/json.ts';
import { pageOf } from '../../shared/scim/page.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { userType } from '../../shared/tenants/tenant.ts';
import { idKey } from '../../shared/store/keys.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { openTable } from '../../shared/store/tables.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { startStorageProxy, type Treatment } from '../support/storageProxy.ts';
import { openPartition, startStorage, type TestStorage } from '../support/store.ts';
import { tenantOf } from '../support/tenants.ts';

/** Lists that are as hard as they can be: what they cost, what they hold, and where they end. */
let storage: TestStorage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const sealingKey = randomBytes(32);
let charges: number[];
let slots: number;
beforeEach(() => {
  charges = [];
  slots = 0;
});

/** A caller whose charges are noted. */
function callerOf(partition: Partition): TenantContext {
  return {
    service: {
      bookmarks: new Bookmarks(),
      config: { policies: new Map(), sealing: { current: 'k', keys: new Map([['k', sealingKey]]) } },
      table: () => Promise.resolve(partition.table),
      tenants: { holdGroups: () => Promise.resolve() },
    },
    tenant: tenantOf(partition.tenant),
    actor: { id: 'test', label: 'Test' },
    requestId: randomUUID(),
    signal: partition.signal,
    baseUrl: 'https://example.com/scim/t',
    quota: {
      charge: (requests) => charges.push(requests),
      acquireSlot: () => {
        slots += 1;
        return Promise.resolve(() => undefined);
      },
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const or = (count: number, term: (i: number) => string): string => numbers(count).map(term).join(' or ');

const query: ListQuery = {
  filter: undefined,
  sortBy: undefined,
  sortOrder: undefined,
  attributes: undefined,
  excludedAttributes: undefined,
  page: { by: 'index', ...pageOf(1, 1_000) },
};

interface List {
  readonly totalResults?: number;
  readonly itemsPerPage: number;
  readonly nextCursor?: string;
  readonly Resources: readonly { readonly id: string }[];
}

async function listed(caller: TenantContext, asked: Partial<ListQuery> = {}): Promise<List> {
  return listAnswer(await listUsers(caller, { ...query, ...asked })).body as List;
}

async function partitionOf(users: readonly StoredResource[]): Promise<Partition> {
  const partition = await openPartition(storage.connectionString);
  await loadUsers(partition, users, 'byId');
  return partition;
}

const roles = (count: number, value: string): JsonObject => ({
  roles: numbers(count).map((i) => ({ value: `${value}${i}` })),
});

describe('the work of a filter', () => {
  test('is what its caller is charged for: 170 comparisons with 500 values each, not 40 users', async () => {
    const caller = callerOf(await partitionOf(numbers(40).map((n) => numbered(n, roles(500, 'Größe')))));
    expect(await listed(caller, { filter: 'title pr' })).toMatchObject({ totalResults: 0 });
    const easy = sum(charges);
    charges = [];
    expect(await listed(caller, { filter: or(170, (i) => `roles co "Ü${i}"`) })).toMatchObject({
      totalResults: 0,
    });
    expect(sum(charges)).toBeGreaterThan(10 * easy);
    expect(sum(charges)).toBeGreaterThan(300);
  });

  test('of too many terms for a user is 400 tooMany, and is charged for', async () => {
    const caller = callerOf(await partitionOf([numbered(1, roles(3_000, 'é'))]));
    const filter = or(200, (i) => `roles co "x${i}"`);
    await expect(listed(caller, { filter })).rejects.toMatchObject({
      status: 400,
      scimType: 'tooMany',
      message: expect.stringMatching(/fewer terms/) as unknown,
    });
    expect(sum(charges)).toBeGreaterThan(40);
  });

  test('that was compiled is remembered within a bound of bytes', () => {
    const type = userType(tenantOf('t'));
    const known = compiledFilters(type);
    for (const n of numbers(100)) {
      compileFor(type, `userName eq "${n}" and (${or(140, (i) => `title eq "${n}-${i}"`)})`, 'refused');
      expect(known.size).toBeLessThanOrEqual(8_388_608);
    }
    expect([...known.keys()].length).toBeLessThan(40);
    for (const n of numbers(500)) compileFor(type, `userName eq "${n}"`, 'refused');
    expect([...known.keys()].length).toBeGreaterThan(500);
  });
});

describe('pages of large users', () => {
  const users = numbers(90).map((n) =>
    numbered(n, { displayName: `${String((n * 37) % 90).padStart(2, '0')}${'x'.repeat(60_000)}` }),
  );
  const ids = users.map(({ id }) => id);
  // 37 and 90 have no divisor in common: each place is taken once.
  const inOrder = numbers(90).map((place) => ids[numbers(90).findIndex((n) => (n * 37) % 90 === place)]);
  let partition: Partition;
  let caller: TenantContext;
  beforeAll(async () => {
    partition = await partitionOf(users);
  });
  beforeEach(() => {
    caller = callerOf(partition);
  });

  /** As a client goes on that looks at itemsPerPage. */
  async function byIndex(asked: Partial<ListQuery>): Promise<{ ids: string[]; pages: List[] }> {
    const pages: List[] = [];
    for (let startIndex = 1; startIndex <= users.length; startIndex += pages.at(-1)?.itemsPerPage ?? Infinity)
      pages.push(await listed(caller, { ...asked, page: { by: 'index', ...pageOf(startIndex, 1_000) } }));
    return { ids: pages.flatMap(({ Resources }) => Resources.map(({ id }) => id)), pages };
  }

  async function byCursor(asked: Partial<ListQuery>): Promise<{ ids: string[]; pages: List[] }> {
    const pages: List[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; cursor = pages.at(-1)?.nextCursor)
      pages.push(await listed(caller, { ...asked, page: { by: 'cursor', cursor, count: 1_000 } }));
    return { ids: pages.flatMap(({ Resources }) => Resources.map(({ id }) => id)), pages };
  }

  test.each([
    ['by index', byIndex, {}, ids],
    ['by index, filtered', byIndex, { filter: 'active eq true' }, ids],
    ['by index, sorted', byIndex, { sortBy: 'displayName' }, inOrder],
    ['by cursor', byCursor, {}, ids],
    ['by cursor, filtered', byCursor, { filter: 'displayName pr' }, ids],
    ['by cursor, sorted', byCursor, { sortBy: 'displayName' }, inOrder],
  ] as const)('%s end early, and go on where they ended', async (_, read, asked, expected) => {
    const { ids: found, pages } = await read(asked);
    expect(found).toEqual(expected);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) {
      expect(page.itemsPerPage).toBe(page.Resources.length);
      expect(JSON.stringify(page).length).toBeLessThan(maxAnswerSize + 70_000);
      if (page.totalResults !== undefined) expect(page.totalResults).toBe(users.length);
    }
    // Few of them are in memory at once.
    expect(slots).toBeGreaterThanOrEqual(pages.length);
  });

  test('of which little is asked are whole', async () => {
    const page = await listed(caller, { attributes: 'userName' });
    expect(page).toMatchObject({ totalResults: 90, itemsPerPage: 90 });
  });

  test('sorted, go on by cursor behind somebody who is deleted while the page is made', async () => {
    const proxy = await startStorageProxy(storage.connectionString);
    const gone = numbered(91, { displayName: `20${'w'.repeat(60_000)}` });
    const whole = await partitionOf([...users, gone]);
    const proxied = {
      ...whole,
      table: await openTable({ connectionString: proxy.connectionString }, 'scimUsers'),
    };
    let deleted: Promise<unknown> | undefined;
    proxy.treat(async ({ method, url }): Promise<Treatment> => {
      // The scan is over when users are read one by one.
      if (method === 'GET' && decodeURIComponent(url).includes("RowKey='i:"))
        await (deleted ??= whole.table.deleteEntity(whole.tenant, idKey(gone.id)));
      return 'pass';
    });
    const found: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const page: List = await listed(callerOf(proxied), {
        sortBy: 'displayName',
        attributes: 'userName',
        page: { by: 'cursor', cursor, count: 75 },
      });
      found.push(...page.Resources.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    await proxy.close();
    expect(deleted).toBeDefined();
    expect(found).toEqual(inOrder);
  });

  test('sorted, are charged for each user who is read again, in a turn of their own', async () => {
    const asked = { sortBy: 'displayName', attributes: 'userName' };
    await listed(caller, { ...asked, page: { by: 'index', ...pageOf(1, 1) } });
    const [scanned, turns] = [sum(charges), slots];
    charges = [];
    slots = 0;
    await listed(caller, { ...asked, page: { by: 'index', ...pageOf(1, 90) } });
    expect(sum(charges)).toBeGreaterThan(1.9 * scanned);
    expect(slots).toBe(turns + 1);
  });

  test('far back in the order, with users who are read again', async () => {
    const page = await listed(caller, {
      sortBy: 'displayName',
      attributes: 'userName',
      page: { by: 'index', ...pageOf(80, 5) },
    });
    expect(page.totalResults).toBe(90);
    expect(page.Resources.map(({ id }) => id)).toEqual(inOrder.slice(79, 84));
  });
});

describe('the work of a PATCH', () => {
  test('is charged for, that of reading it too', async () => {
    const user = numbered(1);
    const caller = callerOf(await partitionOf([user]));
    const path = `ims[${or(60, (i) => `value eq "${i}"`)}]`;
    const body = { Operations: numbers(100).map(() => ({ op: 'remove', path })) };
    const context = await userContext(caller, query);
    expect((await applyUserPatch(context, { id: user.id, body, ifMatch: null })).user.id).toBe(user.id);
    // Ten units a character.
    expect(sum(charges)).toBe(Math.floor((100 * path.length * 10) / unitsPerRequest));
  });
});

describe('a user who is far too large', () => {
  const photos = numbers(3_000).map((i) => ({ value: `https://example.com/${i}/${'x'.repeat(40)}` }));
  const body = { externalId: 'x', userName: 'x@example.com', photos };

  test('is refused before anything is made of one', async () => {
    const user = numbered(1);
    const { service, ...call } = callerOf(await partitionOf([user]));
    const config = {
      policies: new Map(),
      get sealing(): never {
        throw new Error('This is too late.');
      },
    };
    const context = await userContext({ ...call, service: { ...service, config } }, query);
    const refused = { status: 413, message: expect.stringMatching(/65536 are allowed/) as unknown };
    const operation = { op: 'add', path: 'photos', value: photos };
    await expect(createUser(context, body, 'x')).rejects.toMatchObject(refused);
    await expect(replaceUser(context, { id: user.id, body, ifMatch: null })).rejects.toMatchObject(refused);
    await expect(
      applyUserPatch(context, { id: user.id, body: { Operations: [operation] }, ifMatch: null }),
    ).rejects.toMatchObject(refused);
  });
});
