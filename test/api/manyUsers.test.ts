import { beforeAll, describe, expect, test } from 'vitest';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { scanLimit } from '../../shared/scim/page.ts';
import { idKey } from '../../shared/store/keys.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { type Client, type Reply } from '../support/client.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { errorUrn, person } from '../support/people.ts';
import { useTenant, type OwnTenant } from '../support/useTenant.ts';

const tenant = await useTenant();

const idsOf = ({ body }: Reply) => body.Resources.map(({ id }) => id);

/** A tenant of `users`, of which storage holds what a list reads or all that a write needs. */
async function tenantOf(users: readonly StoredResource[], rows: 'all' | 'byId'): Promise<OwnTenant> {
  const made = await tenant.another();
  await loadUsers(made.partition, users, rows);
  return made;
}

async function byCursor(client: Client, query: string, between: () => Promise<void>): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page = await client.send('GET', `/Users?attributes=id&${query}&cursor=${cursor}`);
    expect(page.text).not.toContain('scimType');
    ids.push(...idsOf(page));
    cursor = page.body.nextCursor;
    await between();
  }
  return ids;
}

describe('2,400 users', () => {
  const many = Array.from({ length: 2_400 }, (_, n) => numbered(n, n % 2 === 0 ? { title: 'even' } : {}));
  /** Those who are deleted in the course of this: every fortieth. */
  const leaving = many.filter((_, n) => n % 40 === 20);
  const staying = many.filter((_, n) => n % 40 !== 20).map(({ id }) => id);
  let client: Client;
  let left = 0;
  let come = 0;

  /** A few go and a few come. */
  async function change(): Promise<void> {
    const gone = leaving.slice(left, left + 2);
    left += gone.length;
    come += 2;
    const replies = await Promise.all([
      ...gone.map(({ id }) => client.send('DELETE', `/Users/${id}`)),
      client.send('POST', '/Users', person(`new${come}`)),
      client.send('POST', '/Users', person(`new${come + 1}`)),
    ]);
    expect(replies.every(({ status }) => status === 201 || status === 204)).toBe(true);
  }

  beforeAll(async () => {
    ({ client } = await tenantOf(many, 'all'));
  }, 180_000);

  test('by index: the whole, page by page, while nothing changes', async () => {
    const ids: string[] = [];
    for (const [index, size] of [
      [1, 1_000],
      [1_001, 1_000],
      [2_001, 400],
    ]) {
      const page = await client.send('GET', `/Users?attributes=id&startIndex=${index}&count=5000`);
      const { totalResults, startIndex, itemsPerPage } = page.body;
      expect([totalResults, startIndex, itemsPerPage]).toEqual([2_400, index, size]);
      ids.push(...idsOf(page));
    }
    expect(ids).toEqual(many.map(({ id }) => id));
    const behind = await client.send('GET', '/Users?startIndex=2401');
    expect([behind.body.totalResults, behind.body.itemsPerPage]).toEqual([2_400, 0]);
    const last = await client.send('GET', '/Users?startIndex=2398&count=7');
    expect(idsOf(last)).toEqual(many.slice(2_397).map(({ id }) => id));
  });

  test.each(['', 'filter=active+eq+true', 'sortBy=userName'])(
    'a page has 100 by default and 1,000 at most: %s',
    async (query) => {
      for (const [more, items] of [
        ['', 100],
        ['&count=1001', 1_000],
        ['&cursor', 100],
        ['&cursor&count=999999999', 1_000],
      ] as const) {
        const { body } = await client.send('GET', `/Users?attributes=id&${query}${more}`);
        expect([more, body.itemsPerPage, body.Resources.length]).toEqual([more, items, items]);
        if (!more.includes('cursor')) expect(body.totalResults).toBe(2_400);
        else expect(body.nextCursor).toBeTypeOf('string');
      }
    },
  );

  test.each([
    ['count=200', staying],
    ['count=400&filter=title+eq+%22EVEN%22', staying.filter((id) => Number(id.slice(-1)) % 2 === 0)],
    ['count=400&filter=userName+sw+%22u0000%22', staying],
    [
      'count=400&filter=title+pr&sortBy=userName&sortOrder=descending',
      staying.filter((id) => Number(id.slice(-1)) % 2 === 0).toReversed(),
    ],
  ])('by cursor, %s, while users come and go: who stays is served once', async (query, wanted) => {
    const ids = await byCursor(client, query, change);
    expect(new Set(ids).size).toBe(ids.length);
    const stayed = new Set(wanted);
    expect(ids.filter((id) => stayed.has(id))).toEqual(wanted);
  });

  test('by index the total is exact after all of that', async () => {
    const { body } = await client.send('GET', '/Users?count=0');
    const listed = await byCursor(client, 'count=1000', () => Promise.resolve());
    expect(left).toBeGreaterThan(20);
    expect(body.totalResults).toBe(2_400 - left + come);
    expect(listed).toHaveLength(2_400 - left + come);
  });
});

describe('the scan limit', () => {
  const many = Array.from({ length: scanLimit + 1 }, (_, n) =>
    numbered(n, n === scanLimit ? { title: 'last' } : {}),
  );
  const scans = ['filter=title+pr', 'sortBy=userName&cursor', 'filter=title+pr&cursor&count=0'];

  test('is 20,000, as declared in the documentation', () => {
    expect(scanLimit).toBe(20_000);
  });

  let client: Client;
  let partition: Partition;

  beforeAll(async () => {
    ({ client, partition } = await tenantOf(many, 'byId'));
  }, 180_000);

  describe('one user more', () => {
    test.each(scans)('%s is 400 tooMany, with advice', async (query) => {
      const { status, body } = await client.send('GET', `/Users?${query}`);
      const detail = expect.stringMatching(/20000.*"eq".*cursor/) as unknown;
      expect([status, body]).toEqual([
        400,
        { schemas: [errorUrn], status: '400', scimType: 'tooMany', detail },
      ]);
    });

    test('what the server sorts out by itself is not looked at', async () => {
      const { status, body } = await client.send('GET', '/Users?filter=active+eq+false');
      expect([status, body.totalResults]).toEqual([200, 0]);
    });

    test('by cursor without sorting it is no limit: a sparse filter comes in short pages, and comes to its end', async () => {
      let pages = 0;
      const ids = await byCursor(client, 'filter=title+pr', () => Promise.resolve(void (pages += 1)));
      expect(ids).toEqual([numbered(scanLimit).id]);
      expect(pages).toBeGreaterThan(1);
    });

    test('nor for who asks for everybody', async () => {
      const page = await client.send('GET', `/Users?startIndex=${scanLimit + 1}&attributes=id`);
      expect([page.body.totalResults, idsOf(page)]).toEqual([scanLimit + 1, [numbered(scanLimit).id]]);
    });
  });

  describe('as many users as that', () => {
    beforeAll(async () => {
      await partition.table.deleteEntity(partition.tenant, idKey(numbered(0).id));
    });

    test.each(scans.slice(0, 2))('%s is exact', async (query) => {
      const { status, body } = await client.send('GET', `/Users?${query}`);
      const total = query.includes('title') ? 1 : scanLimit;
      expect([status, body.totalResults]).toEqual([200, total]);
    });
  });
});
