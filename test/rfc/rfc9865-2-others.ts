import { expect } from 'vitest';
import { altered } from '../support/altered.ts';
import { refused } from './context.ts';
import { type Page, page, pages, names, five, firstCursor } from './cursorPages.ts';
import { section, type Row } from './row.ts';

const sort = section('RFC 9865', '2.2');
const method = section('RFC 9865', '2.3');
const search = section('RFC 9865', '3');
const config = section('RFC 9865', '4');
const security = section('RFC 9865', '5');

export const rows: readonly Row[] = [
  sort.done(
    'sorted',
    'SHOULD',
    'Where sorting is supported, pages by cursor are sorted.',
    async (context) => {
      const { query, userNames } = await five(context);
      const [c, a, e, b, d] = userNames;
      expect(names(await pages(context, `${query}&count=2&sortBy=displayName`))).toEqual([a, b, c, d, e]);
      expect(names(await pages(context, `${query}&count=2&sortBy=displayName&sortOrder=descending`))).toEqual(
        [e, d, c, b, a],
      );
    },
  ),
  method.done(
    'default',
    'MUST',
    'There is a default way of paging, and the declared one is it.',
    async (context) => {
      const { query } = await five(context);
      const found = await page(context, `${query}&count=2`);
      expect(found).toMatchObject({ startIndex: 1, totalResults: 5 });
      expect(found).not.toHaveProperty('nextCursor');
      const { body } = await context.send('GET', '/ServiceProviderConfig');
      expect(body.pagination).toMatchObject({ defaultPaginationMethod: 'index' });
    },
  ),
  method.done(
    'unspecified',
    'MUST NOT',
    'A request that names no way of paging is no error.',
    async ({ send }) => {
      expect((await send('GET', '/Users')).status).toBe(200);
    },
  ),
  method.done(
    'choice',
    'states',
    'startIndex asks for pages by index, cursor for pages by cursor; both at once are refused.',
    async (context) => {
      const { query } = await five(context);
      expect(await page(context, `${query}&startIndex=1`)).toHaveProperty('startIndex');
      expect(await page(context, `${query}&cursor`)).not.toHaveProperty('startIndex');
      refused(await context.send('GET', `/Users?${query}&cursor&startIndex=1`), 400, 'invalidValue');
    },
  ),
  section('RFC 9865', '2.4').notApplicable(
    'only',
    'MAY',
    'Cursors may be the only way of paging.',
    'Both ways are served.',
  ),
  section('RFC 9865', '2.5').done(
    'compatible',
    'SHOULD',
    'Clients that know pages by index only find them unchanged.',
    async (context) => {
      const { query, userNames } = await five(context);
      const found: string[] = [];
      for (const start of [1, 3, 5])
        found.push(...names([await page(context, `${query}&startIndex=${start}&count=2`)]));
      expect(found.toSorted()).toEqual(userNames.toSorted());
    },
  ),
  search.done('search', 'states', 'Cursors work in POST …/.search.', async (context) => {
    const { title, userNames } = await five(context);
    for (const path of ['/Users/.search', '/.search']) {
      const found: string[] = [];
      let next: string | undefined = '';
      while (next !== undefined && found.length < 20) {
        const { status, body } = await context.send('POST', path, {
          filter: `title eq "${title}"`,
          cursor: next,
          count: 2,
        });
        expect(status).toBe(200);
        const one = body as Page;
        found.push(...names([one]));
        next = one.nextCursor;
      }
      expect(found.toSorted()).toEqual(userNames.toSorted());
    }
  }),
  config.done(
    'declared',
    'REQUIRED',
    '"pagination" declares cursor and index, and truly the sizes and the time that a cursor works.',
    async ({ send }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      expect(body.pagination).toEqual({
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 100,
        maxPageSize: 1000,
        cursorTimeout: 3600,
      });
    },
  ),
  config.done(
    'sizes',
    'states',
    'Pages have the declared sizes, by default and at most, by cursor and by index.',
    async ({ tenantOf, send }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      const { defaultPageSize, maxPageSize } = body.pagination as Record<string, number>;
      const tenant = await tenantOf(1 + (maxPageSize ?? 0));
      for (const by of ['', '&cursor']) {
        const sizes = ['', '&count=100000'].map(
          async (count) => (await page(tenant, `attributes=id${by}${count}`)).Resources.length,
        );
        expect(await Promise.all(sizes)).toEqual([defaultPageSize, maxPageSize]);
      }
    },
  ),
  security.done(
    'bound',
    'MUST',
    'A cursor gives no access: without the token, or from another tenant, it opens nothing.',
    async (context) => {
      const { query } = await five(context);
      const next = await firstCursor(context, query);
      refused(await context.anonymous.send('GET', `/Users?${query}&count=2&cursor=${next}`), 401);
      const other = await context.newTenant();
      refused(await other.send('GET', `/Users?${query}&count=2&cursor=${next}`), 400, 'invalidCursor');
    },
  ),
  security.done(
    'sameMessage',
    'SHOULD',
    'Wrong, forged and foreign cursors are refused with the same message.',
    async (context) => {
      const { query } = await five(context);
      const next = await firstCursor(context, query);
      const other = await context.newTenant();
      const replies = [
        await context.send('GET', `/Users?${query}&cursor=wrong`),
        await context.send('GET', `/Users?${query}&cursor=${altered(next)}`),
        await other.send('GET', `/Users?${query}&cursor=${next}`),
      ];
      expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    },
  ),
  security.done('opaque', 'MUST', 'A cursor shows nothing of the data.', async (context) => {
    const { query, userNames } = await five(context);
    const next = await firstCursor(context, `${query}&sortBy=userName`);
    const clear = Buffer.from(next.split('.').at(-1) ?? '', 'base64url').toString('latin1');
    for (const userName of userNames) expect(clear).not.toContain(userName);
    expect(await firstCursor(context, `${query}&sortBy=userName`)).not.toBe(next);
  }),
];
