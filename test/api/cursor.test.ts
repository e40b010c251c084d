import { beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../support/client.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { errorUrn, filterQuery, listUrn } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const { client } = tenant;

beforeAll(async () => {
  // 150 are more than a page of the default size; every third one has a title.
  const users = Array.from({ length: 150 }, (_, n) => numbered(n, n % 3 === 0 ? { title: `t${n}` } : {}));
  await loadUsers(tenant.partition, users);
});

const get = (query: string) => client.send('GET', `/Users?${query}`);
const idsOf = ({ body }: Reply) => body.Resources.map(({ id }) => id);
const everybody = Array.from({ length: 150 }, (_, n) => numbered(n).id);
const titled = everybody.filter((_, n) => n % 3 === 0);

/** All pages from the first, with the queries of a GET. */
async function pages(query: string): Promise<Reply[]> {
  const found: Reply[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await get(`${query}&cursor=${cursor}`);
    expect(page.text).not.toContain('scimType');
    found.push(page);
    cursor = page.body.nextCursor;
  }
  return found;
}

function expectRefused({ status, body }: Reply, scimType: string): void {
  const detail = expect.stringMatching(/^\S.+[.]$/) as unknown;
  expect([status, body]).toEqual([400, { schemas: [errorUrn], status: '400', scimType, detail }]);
}

describe('a list by cursor begins', () => {
  test.each(['cursor', 'cursor=', 'cursor=&startIndex='])('with ?%s', async (query) => {
    const { status, body } = await get(query);
    expect(status).toBe(200);
    expect(Object.keys(body as object).toSorted()).toEqual(
      ['Resources', 'itemsPerPage', 'nextCursor', 'schemas', 'totalResults'].toSorted(),
    );
    expect([body.schemas, body.totalResults, body.itemsPerPage]).toEqual([[listUrn], 150, 100]);
    expect(body.Resources).toHaveLength(100);
  });

  test.each(['/Users/.search', '/.search'])('with "cursor": "" in a POST to %s', async (path) => {
    const first = await client.send('POST', path, { cursor: '' });
    expect([first.status, first.body.itemsPerPage, 'startIndex' in first.body]).toEqual([200, 100, false]);
    const second = await client.send('POST', path, { cursor: first.body.nextCursor });
    expect([...idsOf(first), ...idsOf(second)]).toEqual(everybody);
  });

  test('and not by itself: the index is the default', async () => {
    const { body } = await get('count=3');
    expect([body.startIndex, 'nextCursor' in body]).toEqual([1, false]);
    const asNull = await client.send('POST', '/Users/.search', { cursor: null, count: 3 });
    expect(asNull.body).toEqual(body);
  });

  test('not with an index too', async () => {
    expectRefused(await get('startIndex=0&cursor=x'), 'invalidValue');
    expectRefused(await client.send('POST', '/.search', { cursor: '', startIndex: 1 }), 'invalidValue');
    expectRefused(await client.send('POST', '/.search', { cursor: 7 }), 'invalidValue');
  });
});

describe('its pages', () => {
  test.each([
    ['', everybody],
    ['count=7', everybody],
    ['count=50', everybody],
    ['count=149', everybody],
    ['count=150', everybody],
    ['count=1000', everybody],
    ['count=7&filter=title+pr', titled],
    ['count=50&filter=title+pr', titled],
    ['count=10&filter=title+pr+and+active+eq+true', titled],
    ['count=40&filter=username+sw+%22U00000000001%22', everybody.slice(10, 20)],
    ['count=3&filter=username+sw+%22U00000000001%22', everybody.slice(10, 20)],
    ['count=3&sortBy=userName&sortOrder=descending', everybody.toReversed()],
    ['count=7&sortBy=title&filter=title+pr', titled.toSorted()],
    ['count=7&attributes=id&sortBy=id', everybody],
  ])('%s: everybody once; only the last is without nextCursor', async (query, wanted) => {
    const found = await pages(query);
    const ids = found.flatMap(idsOf);
    expect(ids.toSorted()).toEqual(wanted.toSorted());
    if (!query.includes('sortBy=title')) expect(ids).toEqual(wanted);
    const count = Math.min(Number(/count=(\d+)/.exec(query)?.[1] ?? 100), 1000);
    expect(found.map(({ body }) => body.itemsPerPage)).toEqual(
      found.map((_, i) => Math.min(count, wanted.length - i * count)),
    );
    for (const { body } of found) {
      expect('startIndex' in body || 'previousCursor' in body).toBe(false);
      if ('nextCursor' in body) expect(body.nextCursor).toMatch(/^[A-Za-z0-9._~-]+$/);
    }
  });

  test('the same cursor gives the same page again', async () => {
    const { nextCursor } = (await get('cursor&count=7')).body as { nextCursor: string };
    const [one, two] = [await get(`cursor=${nextCursor}`), await get(`cursor=${nextCursor}&count=7`)];
    expect(idsOf(one)).toEqual(idsOf(two));
    expect(idsOf(one)).toEqual(everybody.slice(7, 14));
  });

  test('one who is deleted does not stop it', async () => {
    const { client: other, partition } = await tenant.another();
    await loadUsers(
      partition,
      [1, 2, 3].map((n) => numbered(n)),
    );
    for (const sort of ['', '&sortBy=userName']) {
      const first = await other.send('GET', `/Users?cursor&count=1${sort}`);
      const [id = ''] = idsOf(first);
      if (sort === '') await other.send('DELETE', `/Users/${id}`);
      const next = await other.send('GET', `/Users?count=1${sort}&cursor=${String(first.body.nextCursor)}`);
      expect(idsOf(next)).toEqual([numbered(sort === '' ? 2 : 3).id]);
    }
  });
});

describe('totalResults', () => {
  test.each([
    ['', 150],
    ['sortBy=userName', 150],
    ['sortBy=userName&filter=title+pr', 50],
    ['filter=userName+eq+%22u000000000001@example.com%22', 1],
    ['filter=externalId+eq+%22e000000000003%22+and+title+pr', 1],
    ['filter=emails+eq+%22nobody%22', 0],
    ['filter=userName+sw+%22u00000000001%22', 10],
  ])('%s: is there where no scan is needed', async (query, total) => {
    expect((await get(`cursor&count=7&${query}`)).body.totalResults).toBe(total);
  });

  test.each([
    ['', 150],
    ['filter=title+pr', 50],
    ['filter=title+eq+%22T3%22', 1],
    ['filter=userName+sw+%22u00000000001%22', 10],
    ['sortBy=title&filter=title+pr', 50],
  ])('%s: is always there with a count of 0', async (query, totalResults) => {
    for (const count of [0, -1, -1000]) {
      const { body } = await get(`cursor&count=${count}&${query}`);
      expect(body).toEqual({ schemas: [listUrn], totalResults, itemsPerPage: 0, Resources: [] });
    }
  });

  test('is left out where only a scan could tell it', async () => {
    for (const { body } of await pages('count=7&filter=title+pr'))
      expect(body).not.toHaveProperty('totalResults');
  });
});

describe('count', () => {
  test('above the maximum it is the maximum, on every page', async () => {
    const [first] = await pages('count=100000');
    expect(first?.body.itemsPerPage).toBe(150);
  });

  test.each(['1.5', '0x10', '99999999999999999999'])('%s is no count', async (count) => {
    expectRefused(await get(`cursor&count=${count}`), 'invalidCount');
    const { nextCursor } = (await get('cursor&count=7')).body as { nextCursor: string };
    expectRefused(await get(`cursor=${nextCursor}&count=${count}`), 'invalidCount');
  });

  test.each([[true], [[]], [{}], ['x'], [1.5]])('%j in a body is no count', async (count) => {
    expectRefused(await client.send('POST', '/Users/.search', { cursor: '', count }), 'invalidCount');
  });

  test('must not change from page to page', async () => {
    const { nextCursor } = (await get('cursor&count=7')).body as { nextCursor: string };
    for (const count of [6, 8, 0, -1, 1000])
      expectRefused(await get(`cursor=${nextCursor}&count=${count}`), 'invalidCount');
    const unsaid = (await get('cursor')).body as { nextCursor: string };
    expectRefused(await get(`cursor=${unsaid.nextCursor}&count=99`), 'invalidCount');
    expect((await get(`cursor=${unsaid.nextCursor}&count=100`)).status).toBe(200);
  });
});

describe('a cursor of another list is invalidCursor, with one and the same body', () => {
  const list = `count=7&${filterQuery('title pr')}&sortBy=userName&sortOrder=descending&attributes=userName`;
  let cursor: string;
  let body: unknown;

  beforeAll(async () => {
    cursor = (await get(`cursor&${list}`)).body.nextCursor ?? '';
    const forged = await get(`${list}&cursor=x`);
    expectRefused(forged, 'invalidCursor');
    ({ body } = forged);
    expect((await get(`${list}&cursor=${cursor}`)).status).toBe(200);
  });

  test.each([
    ['another filter', filterQuery('title pr or active eq true'), 'filter=[^&]*'],
    ['no filter', '', '&?filter=[^&]*'],
    ['another sortBy', 'sortBy=title', 'sortBy=[^&]*'],
    ['no sortBy', '', '&sortBy=[^&]*'],
    ['another sortOrder', 'sortOrder=ascending', 'sortOrder=[^&]*'],
    ['no sortOrder', '', '&sortOrder=[^&]*'],
    ['another projection', 'attributes=id', 'attributes=[^&]*'],
    ['the opposite projection', 'excludedAttributes=userName', 'attributes=[^&]*'],
    ['no projection', '', '&attributes=[^&]*'],
  ])('%s', async (_, instead, part) => {
    const changed = list.replace(new RegExp(part), instead);
    expect(changed).not.toBe(list);
    expect((await get(`${changed}&cursor=${cursor}`)).body).toEqual(body);
  });

  test('forged', async () => {
    for (const forged of [
      `${cursor}A`,
      cursor.slice(1),
      cursor.slice(0, -2),
      `${cursor}.x`,
      '~',
      '0',
      '%F0%9F%98%80',
    ])
      expect([forged, (await get(`${list}&cursor=${forged}`)).body]).toEqual([forged, body]);
  });

  test('another endpoint', async () => {
    const search = {
      filter: 'title pr',
      sortBy: 'userName',
      sortOrder: 'descending',
      attributes: ['userName'],
      count: 7,
    };
    for (const path of ['/Users/.search', '/.search'])
      expect((await client.send('POST', path, { ...search, cursor })).body).toEqual(body);
    const own = (await client.send('POST', '/.search', { ...search, cursor: '' })).body.nextCursor;
    expect((await client.send('POST', '/.search', { ...search, cursor: own })).status).toBe(200);
    expect((await client.send('POST', '/Users/.search', { ...search, cursor: own })).body).toEqual(body);
  });
});
