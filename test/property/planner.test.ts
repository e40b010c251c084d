import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { FilterNode } from '../../shared/scim/filter/ast.ts';
import { defined, type JsonObject } from '../../shared/scim/json.ts';
import { represent, type StoredResource } from '../../shared/scim/represent.ts';
import { addresses, cards, filtersOn, times, titles, userNames } from '../support/filterArbitraries.ts';
import { print } from '../support/filters.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { naively } from '../support/naiveFilter.ts';
import { uniflow } from '../support/people.ts';
import { user as userType } from '../support/types.ts';
import { useTenant } from '../support/useTenant.ts';

// For all rows that the planner may choose, and all that storage may sort out: a filter finds those users whom it
// finds when every user is looked at.

/** `npm run test:values` takes sixteen times as many filters. */
const more = process.env.MODE === 'all' ? 16 : 1;

const tenant = await useTenant();
const { client } = tenant;
let users: readonly StoredResource[];

beforeAll(async () => {
  users = Array.from({ length: 60 }, (_, n) => varied(n));
  await loadUsers(tenant.partition, users);
});

function pick<Value>(values: readonly Value[], n: number): Value | undefined {
  return values[n % values.length];
}

/** Users of all sorts, the same in every run. */
function varied(n: number): StoredResource {
  const userName = `${pick(userNames, n) ?? ''}${n < userNames.length ? '' : `-${n}`}`;
  const card = n % 3 === 0 ? `${pick(cards, n / 3) ?? ''}${n < 3 * cards.length ? '' : n}` : undefined;
  const title = pick([...titles, undefined], n);
  const emails = Array.from({ length: n % 4 }, (_, i) => ({
    value: pick(addresses, n + i) ?? '',
    ...(i === 0 ? { primary: n % 8 < 4 } : {}),
    ...(i === 2 ? {} : { type: (n + i) % 2 === 0 ? 'work' : 'home' }),
  }));
  const attributes: JsonObject = {
    externalId: userName,
    userName,
    active: n % 5 !== 0,
    ...defined({ title }),
    ...(n % 7 === 0 ? { name: { familyName: pick(titles, n) ?? '' } } : {}),
    ...(emails.length === 0 ? {} : { emails }),
    ...(card === undefined ? {} : { [uniflow]: { cardNumber: card } }),
  };
  const created = pick(times, n) ?? '';
  return { ...numbered(n, attributes), created, lastModified: pick(times, Math.floor(n / 4)) ?? created };
}

function expected(filter: FilterNode): readonly string[] {
  return users
    .filter((user) => naively(filter, represent(userType, user, tenant.tenantUrl)))
    .map(({ id }) => id);
}

const filters = () => filtersOn(Array.from({ length: 60 }, (_, n) => numbered(n).id));

test('by index: exactly those, and their number', async () => {
  await fc.assert(
    fc.asyncProperty(filters(), async (filter) => {
      const { status, text, body } = await client.send('POST', '/Users/.search', { filter: print(filter) });
      expect([status, text]).toEqual([200, text]);
      const wanted = expected(filter);
      expect(idsOf(body).toSorted()).toEqual(wanted);
      expect(body.totalResults).toBe(wanted.length);
    }),
    { numRuns: 120 * more },
  );
});

test('by cursor, seven at a time: the same', async () => {
  await fc.assert(
    fc.asyncProperty(filters(), async (filter) => {
      const ids: string[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const search = { filter: print(filter), cursor, count: 7, attributes: ['id'] };
        const { status, text, body } = await client.send('POST', '/Users/.search', search);
        expect([status, text]).toEqual([200, text]);
        ids.push(...idsOf(body));
        cursor = body.nextCursor;
      }
      expect(ids.toSorted()).toEqual(expected(filter));
    }),
    { numRuns: 40 * more },
  );
});

test('sorted: the same, in order', async () => {
  const created = new Map(users.map((user) => [user.id, user.created]));
  await fc.assert(
    fc.asyncProperty(filters(), async (filter) => {
      const search = { filter: print(filter), sortBy: 'meta.created' };
      const { body } = await client.send('POST', '/Users/.search', search);
      const order = (id: string) => `${created.get(id) ?? ''} ${id}`;
      expect(idsOf(body).map(order)).toEqual(expected(filter).map(order).toSorted());
    }),
    { numRuns: 30 * more },
  );
});

function idsOf(body: unknown): string[] {
  return (body as { Resources: { id: string }[] }).Resources.map(({ id }) => id);
}
