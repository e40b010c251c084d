import { expect } from 'vitest';
import { refused, type Context } from './context.ts';
import { some } from './filterChecks.ts';
import { section, type Row } from './row.ts';

const sort = section('RFC 7644', '3.4.2.3');
const pages = section('RFC 7644', '3.4.2.4');

/** The order in which a list sorted by `by` has users with `values`, as indexes into them. */
async function order(
  context: Context,
  by: string,
  ...values: readonly Readonly<Record<string, unknown>>[]
): Promise<readonly number[]> {
  const { users, filter } = await some(context, ...values);
  const names = users.map(({ userName }) => userName);
  return (await context.list(`${filter}&sortBy=${by}`)).map((userName) => names.indexOf(userName));
}

export const rows: readonly Row[] = [
  sort.done('ascending', 'SHALL', 'Without sortOrder the order is ascending.', async (context) => {
    expect(await order(context, 'displayName', { displayName: 'b' }, { displayName: 'a' })).toEqual([1, 0]);
  }),
  sort.done('descending', 'states', 'sortOrder descending turns the order round.', async (context) => {
    const [a, b] = [{ displayName: 'a' }, { displayName: 'b' }];
    expect(await order(context, 'displayName&sortOrder=descending', a, b)).toEqual([1, 0]);
  }),
  sort.done('absent', 'SHALL', 'Who has no value comes last when ascending.', async (context) => {
    expect(await order(context, 'nickName', {}, { nickName: 'z' }, { nickName: 'a' })).toEqual([2, 1, 0]);
  }),
  sort.done('absentDescending', 'SHALL', 'Who has no value comes first when descending.', async (context) => {
    expect(
      await order(context, 'nickName&sortOrder=descending', { nickName: 'z' }, { nickName: 'a' }, {}),
    ).toEqual([2, 0, 1]);
  }),
  sort.done(
    'case',
    'SHALL',
    'Strings are sorted with regard to case only where they are caseExact.',
    async (context) => {
      const values = ['b', 'A', 'C'].map((text) => ({
        displayName: text,
        externalId: `${context.key}${text}`,
      }));
      const { users, filter } = await some(context, ...values);
      const [b, a, c] = users.map(({ userName }) => userName);
      expect(await context.list(`${filter}&sortBy=displayName`)).toEqual([a, b, c]);
      expect(await context.list(`${filter}&sortBy=externalId`)).toEqual([a, c, b]);
    },
  ),
  sort.done('dateTime', 'SHALL', 'Values are sorted by their type: times as times.', async (context) => {
    const { users, filter } = await some(context, {}, {}, {});
    const byTime = [...users].sort((l, r) => Date.parse(l.meta.created) - Date.parse(r.meta.created));
    expect(await context.list(`${filter}&sortBy=meta.created`)).toEqual(
      byTime.map(({ userName }) => userName),
    );
  }),
  sort.done(
    'primary',
    'states',
    'Of several values the primary one counts, else the first.',
    async (context) => {
      const value = (text: string, primary?: boolean) => ({
        value: text,
        ...(primary === true ? { primary } : {}),
      });
      const one = { emails: [value('a@x'), value('z@x', true)] };
      const other = { emails: [value('m@x'), value('b@x')] };
      const { users, filter } = await some(context, one, other);
      const names = users.map(({ userName }) => userName).toReversed();
      // A value that does not say that it is primary is not (RFC 7643 §2.4), and false comes before true.
      for (const by of ['emails', 'emails.value', 'emails.primary'])
        expect(await context.list(`${filter}&sortBy=${by}`)).toEqual(names);
    },
  ),
  sort.done('complex', 'MUST', 'For a complex attribute sortBy names a sub-attribute.', async (context) => {
    const [b, a] = [{ name: { familyName: 'b' } }, { name: { familyName: 'a' } }];
    expect(await order(context, 'name.familyName', b, a)).toEqual([1, 0]);
    refused(await context.send('GET', '/Users?sortBy=name'), 400, 'invalidValue');
  }),
  pages.done('startIndex', 'states', 'startIndex is 1-based, and 1 where it is absent.', async (context) => {
    const { filter } = await some(context, {}, {}, {});
    const all = await context.list(filter);
    expect(await context.list(`${filter}&startIndex=1`)).toEqual(all);
    expect(await context.list(`${filter}&startIndex=3`)).toEqual(all.slice(2));
    expect(await context.list(`${filter}&startIndex=4`)).toEqual([]);
  }),
  pages.done('below1', 'SHALL', 'A startIndex below 1 is 1.', async (context) => {
    const { filter } = await some(context, {}, {});
    const all = await context.list(filter);
    for (const index of [0, -5]) {
      const { body } = await context.send('GET', `/Users?${filter}&startIndex=${index}`);
      expect(body).toMatchObject({ startIndex: 1, itemsPerPage: all.length });
    }
  }),
  pages.done('negativeCount', 'SHALL', 'A negative count is 0.', async (context) => {
    const { filter } = await some(context, {}, {});
    const { status, body } = await context.send('GET', `/Users?${filter}&count=-1`);
    expect([status, body.totalResults, body.Resources]).toEqual([200, 2, []]);
  }),
  pages.done('count0', 'states', 'With a count of 0 only totalResults is answered.', async (context) => {
    const { filter } = await some(context, {}, {});
    const { body } = await context.send('GET', `/Users?${filter}&count=0`);
    expect(body).toMatchObject({ totalResults: 2, itemsPerPage: 0 });
    expect(body.Resources).toEqual([]);
  }),
  pages.done('countMax', 'MUST NOT', 'No more results come than count says.', async (context) => {
    const { filter } = await some(context, {}, {}, {});
    for (const count of [1, 2, 3, 4])
      expect(await context.list(`${filter}&count=${count}`)).toHaveLength(Math.min(count, 3));
    const { status } = await context.send('GET', `/Users?${filter}&count=1000000`);
    expect(status).toBe(200);
  }),
  pages.done('allPages', 'states', 'Page by page, everybody comes once.', async (context) => {
    const { filter } = await some(context, {}, {}, {}, {}, {});
    const all = await context.list(filter);
    for (const by of ['', '&sortBy=userName&sortOrder=descending']) {
      const found: string[] = [];
      for (const start of [1, 3, 5])
        found.push(...(await context.list(`${filter}${by}&startIndex=${start}&count=2`)));
      expect(found.toSorted()).toEqual(all.toSorted());
    }
  }),
];
