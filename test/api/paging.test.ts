import { beforeAll, describe, expect, test } from 'vitest';
import { loadUsers, numbered } from '../support/load.ts';
import { filterQuery, listUrn } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// Index pages (RFC 7644 §3.4.2.4): account discovery goes through all users with startIndex and count.

const people = 120;

const tenant = await useTenant();
const { client } = tenant;

beforeAll(async () => {
  const users = Array.from({ length: people }, (_, n) =>
    numbered(n, { title: n % 2 === 0 ? 'even' : 'odd' }),
  );
  await loadUsers(tenant.partition, users);
});

interface Page {
  totalResults: number;
  startIndex: number;
  itemsPerPage: number;
  Resources: { id: string; userName: string }[];
}

async function page(query: string): Promise<Page> {
  const { status, body } = await client.send('GET', `/Users?${query}`);
  expect(status).toBe(200);
  expect(body.schemas).toEqual([listUrn]);
  expect(body.Resources).toHaveLength(body.itemsPerPage);
  return body;
}

const ways = [
  ['all users', '', people],
  ['a filter', `&${filterQuery('title eq "even"')}`, people / 2],
] as const;

describe.each(ways)('%s', (_, filter, total) => {
  test.each<[string, number, number]>([
    ['', 1, Math.min(100, total)],
    ['startIndex=1&count=10', 1, 10],
    ['count=10&startIndex=1', 1, 10],
    ['startIndex=0&count=10', 1, 10],
    ['startIndex=-5&count=10', 1, 10],
    ['startIndex=11&count=10', 11, 10],
    [`startIndex=${total}&count=10`, total, 1],
    [`startIndex=${total - 4}`, total - 4, 5],
    [`startIndex=${total + 1}`, total + 1, 0],
    ['startIndex=100000&count=5', 100_000, 0],
    ['startIndex=999999999999999&count=5', 999_999_999_999_999, 0],
    ['count=0', 1, 0],
    ['count=-7', 1, 0],
    ['count=1000', 1, total],
    ['count=5000', 1, total],
    ['count=+3', 1, 3],
    ['startIndex=&count=', 1, Math.min(100, total)],
  ])('?%s', async (query, startIndex, items) => {
    const found = await page(query + filter);
    expect([found.totalResults, found.startIndex, found.itemsPerPage]).toEqual([total, startIndex, items]);
  });

  test.each([7, 50])('pages of %s show everybody once, in an order that stays', async (count) => {
    const all: string[] = [];
    for (let startIndex = 1; startIndex <= total; startIndex += count) {
      const { Resources, itemsPerPage } = await page(`startIndex=${startIndex}&count=${count}${filter}`);
      expect(itemsPerPage).toBe(Math.min(count, total - startIndex + 1));
      all.push(...Resources.map(({ id }) => id));
    }
    expect(all).toHaveLength(total);
    expect(new Set(all).size).toBe(total);
    expect((await page(`count=1000${filter}`)).Resources.map(({ id }) => id)).toEqual(all);
  });
});

test.each([
  'startIndex=x',
  'count=x',
  'count=1.5',
  'startIndex=1e3',
  'count=0x10',
  'count=1,2',
  'startIndex=1+2',
])('?%s is 400 that names the parameter', async (query) => {
  const { status, body } = await client.send('GET', `/Users?${query}`);
  expect([status, body.scimType]).toEqual([400, 'invalidValue']);
  expect(body.detail).toContain(query.split('=')[0]);
});

test('an index hit is a page like any other', async () => {
  for (const [query, items] of [
    ['startIndex=1&count=10', 1],
    ['startIndex=2', 0],
    ['count=0', 0],
  ] as const) {
    const found = await page(`${query}&${filterQuery('userName eq "u000000000007@example.com"')}`);
    expect([found.totalResults, found.itemsPerPage]).toEqual([1, items]);
  }
});

test('totalResults follows every create and delete, far beyond one folding of its markers', async () => {
  const { client: counted } = await tenant.another();
  const total = async (): Promise<unknown> => (await counted.send('GET', '/Users?count=0')).body.totalResults;
  expect(await total()).toBe(0);
  const ids: string[] = [];
  for (let round = 1; round <= 6; round += 1) {
    const replies = await Promise.all(
      Array.from({ length: 45 }, (_, i) =>
        counted.send('POST', '/Users', { externalId: `${round}-${i}`, userName: `${round}-${i}` }),
      ),
    );
    ids.push(...replies.map(({ body }) => body.id));
    expect(await Promise.all([total(), total(), total()])).toEqual([45 * round, 45 * round, 45 * round]);
  }
  await Promise.all(ids.slice(0, 100).map((id) => counted.send('DELETE', `/Users/${id}`)));
  expect(await total()).toBe(170);
  expect((await counted.send('GET', '/Users?count=1000')).body.Resources).toHaveLength(170);
});
