import { expect } from 'vitest';
import { filterQuery } from '../support/people.ts';
import { createdBy } from './context.ts';
import { page, pages, names, five, ownFive, firstCursor } from './cursorPages.ts';
import { section, type Row } from './row.ts';

const cursor = section('RFC 9865', '2');

export const rows: readonly Row[] = [
  cursor.done('start', 'MUST', 'An empty cursor starts a list.', async (context) => {
    const { query, userNames } = await five(context);
    for (const start of ['cursor', 'cursor='])
      expect(names([await page(context, `${query}&${start}`)]).toSorted()).toEqual(userNames.toSorted());
  }),
  cursor.done('unreserved', 'states', 'A cursor has unreserved characters only.', async (context) => {
    const { query } = await five(context);
    expect(await firstCursor(context, `${query}&sortBy=displayName`)).toMatch(/^[A-Za-z0-9._~-]+$/);
  }),
  cursor.done(
    'next',
    'MUST',
    'nextCursor is in every page but the last, and leads through all pages.',
    async (context) => {
      const { query, userNames } = await five(context);
      const found = await pages(context, `${query}&count=2`);
      expect(names(found).toSorted()).toEqual(userNames.toSorted());
      expect(found.at(-1)).not.toHaveProperty('nextCursor');
    },
  ),
  cursor.done(
    'last',
    'states',
    'nextCursor is left out only where there is no more: also where the last page is full.',
    async (context) => {
      const { query } = await five(context);
      for (const list of [query, `${query}&sortBy=displayName`]) {
        expect(await page(context, `${list}&count=5&cursor`)).not.toHaveProperty('nextCursor');
        expect(await page(context, `${list}&count=4&cursor`)).toHaveProperty('nextCursor');
      }
    },
  ),
  cursor.done(
    'wholeTenant',
    'MUST',
    'A list without filter is paged the same way.',
    async ({ newTenant, person }) => {
      const tenant = await newTenant();
      const made: string[] = [];
      for (let i = 0; i < 5; i += 1) made.push((await createdBy(tenant, person())).userName);
      const found = await pages(tenant, 'count=2');
      expect(names(found).toSorted()).toEqual(made.toSorted());
      expect(found.map(({ totalResults }) => totalResults)).toEqual([5, 5, 5]);
    },
  ),
  cursor.done('countMax', 'MUST NOT', 'No more results come than count says.', async (context) => {
    const { query } = await five(context);
    for (const count of [1, 2, 3]) {
      for (const { Resources } of await pages(context, `${query}&count=${count}`))
        expect(Resources.length).toBeLessThanOrEqual(count);
    }
  }),
  cursor.done('negative', 'SHALL', 'A negative count is 0.', async (context) => {
    const { query } = await five(context);
    expect(await page(context, `${query}&cursor&count=-3`)).toMatchObject({
      totalResults: 5,
      itemsPerPage: 0,
      Resources: [],
    });
  }),
  cursor.done('zero', 'states', 'With a count of 0 only totalResults is answered.', async (context) => {
    const { query } = await five(context);
    const empty = await page(context, `${query}&cursor&count=0`);
    expect(empty).toMatchObject({ totalResults: 5, itemsPerPage: 0 });
    expect(empty.Resources).toEqual([]);
    expect(empty).not.toHaveProperty('nextCursor');
  }),
  cursor.done(
    'unspecified',
    'states',
    'Without count the service provider chooses how many.',
    async (context) => {
      const { query } = await five(context);
      expect((await page(context, `${query}&cursor`)).itemsPerPage).toBe(5);
    },
  ),
  cursor.notApplicable(
    'previous',
    'OPTIONAL',
    'previousCursor leads back.',
    'Not offered: clients read a list from its beginning to its end.',
  ),
  cursor.done(
    'total',
    'MAY',
    'totalResults is right, or left out where it cannot be told.',
    async (context) => {
      const { query } = await five(context);
      for (const { totalResults } of await pages(context, `${query}&count=2`))
        expect([undefined, 5]).toContain(totalResults);
      for (const { totalResults } of await pages(context, `${query}&count=2&sortBy=displayName`))
        expect(totalResults).toBe(5);
    },
  ),
  cursor.done('changes', 'states', 'Who stays while others come and go is served once.', async (context) => {
    const { query, userNames } = await ownFive(context);
    const first = await page(context, `${query}&count=2&cursor`);
    const [gone, ...stay] = userNames.filter((userName) => !names([first]).includes(userName));
    const found = await page(context, filterQuery(`userName eq "${gone ?? ''}"`));
    await context.send(
      'DELETE',
      `/Users/${String(found.Resources.map((user) => ('id' in user ? user.id : ''))[0])}`,
    );
    await context.create({ title: context.key });
    const rest = await page(context, `${query}&count=2&cursor=${first.nextCursor ?? ''}`);
    const all = [
      ...names([first, rest]),
      ...(rest.nextCursor === undefined
        ? []
        : names([await page(context, `${query}&count=2&cursor=${rest.nextCursor}`)])),
    ];
    expect(new Set(all).size).toBe(all.length);
    for (const userName of [...names([first]), ...stay]) expect(all).toContain(userName);
  }),
];
