import { expect } from 'vitest';
import { writeCursor } from '../../shared/secrets/cursor.ts';
import { refused } from './context.ts';
import { page, five, firstCursor } from './cursorPages.ts';
import { section, type Row } from './row.ts';

const errors = section('RFC 9865', '2.1');

export const rows: readonly Row[] = [
  errors.done('invalidCursor', 'SHOULD', 'A cursor that is none is 400 invalidCursor.', async ({ send }) => {
    for (const text of ['x', 'matrix.AAAA', `matrix.${'A'.repeat(80)}`])
      refused(await send('GET', `/Users?cursor=${text}`), 400, 'invalidCursor');
  }),
  errors.done('otherQuery', 'states', 'A cursor of another query is 400 invalidCursor.', async (context) => {
    const { query } = await five(context);
    const next = await firstCursor(context, query);
    for (const other of ['', query.replace('eq', 'sw'), `${query}&sortBy=title`, `${query}&attributes=title`])
      refused(await context.send('GET', `/Users?${other}&count=2&cursor=${next}`), 400, 'invalidCursor');
  }),
  errors.done(
    'expiredCursor',
    'states',
    'A cursor that is too old is 400 expiredCursor.',
    async ({ send, sealingKeys }) => {
      const [current = '', encoded = ''] = sealingKeys.split(/=(.*)/s);
      const ring = { current, keys: new Map([[current, Buffer.from(encoded, 'base64')]]) };
      const context = ['demo', 'GET /Users', undefined, undefined, undefined, undefined, undefined];
      const made = (seconds: number) =>
        writeCursor(ring, { context, count: 2, position: ['i:'] }, Date.now() - seconds * 1000);
      const { body } = await send('GET', '/ServiceProviderConfig');
      const { cursorTimeout: timeout } = body.pagination as { cursorTimeout: number };
      expect((await send('GET', `/Users?cursor=${made(timeout - 60)}`)).status).toBe(200);
      refused(await send('GET', `/Users?cursor=${made(timeout + 60)}`), 400, 'expiredCursor');
    },
  ),
  errors.done(
    'invalidCount',
    'states',
    'A count that is no number, or another than before, is 400 invalidCount.',
    async (context) => {
      const { query } = await five(context);
      const next = await firstCursor(context, query);
      refused(await context.send('GET', `/Users?${query}&count=3&cursor=${next}`), 400, 'invalidCount');
      refused(await context.send('GET', `/Users?${query}&count=many&cursor`), 400, 'invalidCount');
    },
  ),
  errors.otherwise(
    'countTooLarge',
    'states',
    'A count above maxPageSize is 400 invalidCount.',
    'It gives the maximum, as it does by index: a client that asks for too much is served what there is for it.',
    async (context) => {
      const { query } = await five(context);
      expect((await page(context, `${query}&cursor&count=100000`)).itemsPerPage).toBe(5);
    },
  ),
];
