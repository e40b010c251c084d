import { beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../shared/scim/json.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import type { ReplyBody } from '../support/client.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { core, enterprise, errorUrn, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const { client } = tenant;

/** Number 3 says nothing but what it must; 0 and 4 are equal in much. */
const given: readonly JsonObject[] = [
  {
    userName: 'bob',
    externalId: 'b',
    title: 'Mate',
    active: true,
    name: { familyName: 'Zuse' },
    emails: [{ value: 'z@x.example' }, { value: 'C@x.example', primary: true, type: 'work' }],
    photos: [{ value: 'https://x.example/B' }],
    x509Certificates: [{ value: 'MIIB' }],
    addresses: [{ postalCode: '20', primary: true }],
    [enterprise]: { department: 'Sales', manager: { value: 'm2' } },
    [uniflow]: { cardNumber: 'B', localUsername: 'B' },
  },
  {
    userName: 'Ann',
    externalId: 'B',
    title: 'mate B',
    active: false,
    name: { familyName: 'ahn' },
    emails: [{ value: 'd@x.example' }, { value: 'a@x.example' }],
    photos: [{ value: 'https://x.example/a' }],
    x509Certificates: [{ value: 'MIIA' }],
    addresses: [{ postalCode: '10' }, { locality: 'no code here', primary: true }],
    [enterprise]: { department: 'art', manager: { value: 'M1' } },
    [uniflow]: { cardNumber: 'a', localUsername: 'a' },
  },
  {
    userName: 'Émile',
    externalId: 'a',
    title: 'captain',
    active: true,
    name: { familyName: 'Bohr' },
    emails: [{ value: 'b@x.example', primary: true }, { value: 'a@x.example' }],
    photos: [{ value: 'https://x.example/c' }],
    x509Certificates: [{ value: 'miia' }],
    addresses: [{ postalCode: '15' }],
    [enterprise]: { department: 'Bar', manager: { value: 'm3' } },
    [uniflow]: { cardNumber: 'C', localUsername: 'C' },
  },
  { userName: 'zoe', externalId: 'z' },
  { userName: 'CARL', externalId: 'c', title: 'MATE', active: true, emails: [{ value: 'c@X.example' }] },
];
const times = [
  '2026-03-01T00:00:00.000Z',
  '2026-01-01T00:00:00.000Z',
  '2026-02-01T00:00:00.000Z',
  '2026-05-01T00:00:00.000Z',
  '2026-02-01T00:00:00.000Z',
];

beforeAll(async () => {
  const users = given.map((attributes, n): StoredResource => {
    const created = times[n] ?? '';
    return { ...numbered(n, attributes), created, lastModified: created };
  });
  await loadUsers(tenant.partition, users);
});

const numbersOf = ({ Resources }: ReplyBody) => Resources.map(({ id }) => Number(id.slice(-12)));

async function order(query: string): Promise<number[]> {
  const { text, body } = await client.send('GET', `/Users?${query}`);
  expect(text).not.toContain('scimType');
  return numbersOf(body);
}

/** Ascending; who has no value stands at the end, and ties are in the order of the ids. */
const table: readonly [sortBy: string, ascending: number[], descending: number[]][] = [
  // Strings, without case and with.
  ['userName', [1, 0, 4, 3, 2], [2, 3, 4, 0, 1]],
  ['USERNAME', [1, 0, 4, 3, 2], [2, 3, 4, 0, 1]],
  [`${core}:userName`, [1, 0, 4, 3, 2], [2, 3, 4, 0, 1]],
  ['externalId', [1, 2, 0, 4, 3], [3, 4, 0, 2, 1]],
  ['id', [0, 1, 2, 3, 4], [4, 3, 2, 1, 0]],
  ['title', [2, 0, 4, 1, 3], [3, 1, 0, 4, 2]],
  ['name.familyName', [1, 2, 0, 3, 4], [3, 4, 0, 2, 1]],
  ['meta.resourceType', [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]],
  // Booleans and times.
  ['active', [1, 0, 2, 3, 4], [0, 2, 3, 4, 1]],
  ['meta.created', [1, 2, 4, 0, 3], [3, 0, 2, 4, 1]],
  ['meta.lastModified', [1, 2, 4, 0, 3], [3, 0, 2, 4, 1]],
  // Multi-valued: the primary one's, else the first one's; a complex one by its value.
  ['emails', [2, 0, 4, 1, 3], [3, 1, 0, 4, 2]],
  ['emails.value', [2, 0, 4, 1, 3], [3, 1, 0, 4, 2]],
  ['emails.type', [0, 1, 2, 3, 4], [1, 2, 3, 4, 0]],
  ['emails.primary', [1, 4, 0, 2, 3], [3, 0, 2, 1, 4]],
  ['addresses.postalCode', [2, 0, 1, 3, 4], [1, 3, 4, 0, 2]],
  // References and binaries, exactly.
  ['photos', [0, 1, 2, 3, 4], [3, 4, 2, 1, 0]],
  ['photos.value', [0, 1, 2, 3, 4], [3, 4, 2, 1, 0]],
  ['x509Certificates.value', [1, 0, 2, 3, 4], [3, 4, 2, 0, 1]],
  // Extensions, with their URN and without.
  [`${enterprise}:department`, [1, 2, 0, 3, 4], [3, 4, 0, 2, 1]],
  ['department', [1, 2, 0, 3, 4], [3, 4, 0, 2, 1]],
  ['manager', [1, 0, 2, 3, 4], [3, 4, 2, 0, 1]],
  ['manager.value', [1, 0, 2, 3, 4], [3, 4, 2, 0, 1]],
  [`${uniflow}:cardNumber`, [0, 2, 1, 3, 4], [3, 4, 1, 2, 0]],
  ['localUsername', [1, 0, 2, 3, 4], [3, 4, 2, 0, 1]],
  // Nobody has one.
  ['nickName', [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]],
];

test.each(table)(
  'sortBy=%s: ascending, which is the default, and descending, absent values first',
  async (sortBy, ascending, descending) => {
    const by = `sortBy=${encodeURIComponent(sortBy)}`;
    expect(await order(by)).toEqual(ascending);
    expect(await order(`${by}&sortOrder=descending`)).toEqual(descending);
  },
);

/** A column of each kind, with ties and with values that are absent. */
const paged = ['title', 'active', 'meta.created', 'emails.type', 'nickName'];

test.each(table.filter(([sortBy]) => paged.includes(sortBy)))(
  'sortBy=%s: page by page, by index and by cursor',
  async (sortBy, ascending, descending) => {
    for (const [sortOrder, wanted] of [
      ['Ascending', ascending],
      ['descending', descending],
    ] as const) {
      const by = `sortBy=${sortBy}&sortOrder=${sortOrder}&count=2`;
      const byIndex = [await order(by), await order(`${by}&startIndex=3`), await order(`${by}&startIndex=5`)];
      expect(byIndex.flat()).toEqual(wanted);
      const byCursor: number[] = [];
      for (let cursor: string | undefined = ''; cursor !== undefined;) {
        const { body } = await client.send('GET', `/Users?${by}&cursor=${cursor}`);
        byCursor.push(...numbersOf(body));
        cursor = body.nextCursor;
      }
      expect(byCursor).toEqual(wanted);
    }
  },
);

test('with a filter, and with attributes that leave out what it is sorted by', async () => {
  expect(await order('sortBy=userName&filter=title+pr&attributes=id')).toEqual([1, 0, 4, 2]);
  const { body } = await client.send(
    'GET',
    '/Users?sortBy=userName&startIndex=2&count=1&excludedAttributes=userName',
  );
  expect([body.totalResults, body.startIndex, body.itemsPerPage]).toEqual([5, 2, 1]);
  expect(body.Resources[0]?.userName).toBeUndefined();
});

test('a page behind the end is empty and knows the total', async () => {
  const { body } = await client.send('GET', '/Users?sortBy=userName&startIndex=6');
  expect([body.totalResults, body.Resources]).toEqual([5, []]);
  const none = await client.send('GET', '/Users?sortBy=userName&count=0');
  expect([none.body.totalResults, none.body.itemsPerPage, none.body.Resources]).toEqual([5, 0, []]);
});

test.each([['sortOrder=descending'], ['sortBy=&sortOrder=ascending']])(
  '?%s sorts by nothing',
  async (query) => {
    expect(await order(query)).toEqual([0, 1, 2, 3, 4]);
  },
);

test.each([
  ['sortBy=nobodyKnows', /nobodyKnows/],
  ['sortBy=emails.nobodyKnows', /nobodyKnows/],
  ['sortBy=name', /name.*complex/],
  ['sortBy=meta', /meta.*complex/],
  [`sortBy=${enterprise}`, /complex/],
  ['sortBy=addresses', /addresses.*complex/],
  ['sortBy=pin', /pin.*secret/],
  [`sortBy=${uniflow}:cardRegistrationCode`, /secret/],
  ['sortBy=password', /password.*secret/],
  ['sortBy=emails[type+eq+%22work%22].value', /sortBy/],
  ['sortBy=userName&sortOrder=up', /sortOrder/],
  ['sortOrder=up', /sortOrder/],
])('?%s is 400 invalidValue that says why', async (query, detail) => {
  const { status, body } = await client.send('GET', `/Users?${query}`);
  expect([status, body]).toEqual([
    400,
    {
      schemas: [errorUrn],
      status: '400',
      scimType: 'invalidValue',
      detail: expect.stringMatching(detail) as unknown,
    },
  ]);
});
