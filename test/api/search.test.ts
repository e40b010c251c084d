import { beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../support/client.ts';
import { core, enterprise, errorUrn, filterQuery, listUrn, person, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const searchUrn = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

const { client } = await useTenant();
let ids: string[];

beforeAll(async () => {
  const created: Reply[] = [];
  for (const name of ['ann', 'bob', 'carl']) created.push(await client.send('POST', '/Users', person(name)));
  ids = created.map(({ body }) => body.id).toSorted();
});

const idsOf = ({ body }: Reply) => body.Resources.map(({ id }) => id);

describe.each(['/Users/.search/', '/.search'])('POST %s', (path) => {
  const search = (body: unknown) => client.send('POST', path, body);

  test('answers as a GET of /Users does', async () => {
    for (const [body, query] of [
      [{}, ''],
      [{ schemas: [searchUrn] }, ''],
      [{ filter: 'userName eq "ANN@example.com"' }, filterQuery('userName eq "ANN@example.com"')],
      [
        { filter: 'displayName co "o" and active eq true' },
        filterQuery('displayName co "o" and active eq true'),
      ],
      [{ startIndex: 2, count: 1 }, 'startIndex=2&count=1'],
      [{ startIndex: -7, count: -7 }, 'startIndex=-7&count=-7'],
      [{ sortBy: 'userName', sortOrder: 'descending' }, 'sortBy=userName&sortOrder=descending'],
      [{ attributes: ['userName', 'name.familyName'] }, 'attributes=userName,name.familyName'],
      [{ excludedAttributes: ['emails', enterprise] }, `excludedAttributes=emails,${enterprise}`],
      [{ attributes: 'userName,title' }, 'attributes=userName,title'],
      [{ attributes: ['emails[type eq "work"].value', 'id'] }, 'attributes=emails.value'],
      [{ attributes: [], filter: null, sortBy: null, count: null, startIndex: null }, ''],
      [{ sortBy: '' }, ''],
    ] as const) {
      const found = await search({ schemas: [searchUrn], ...body });
      expect(found.status).toBe(200);
      expect(found.headers.get('content-type')).toBe('application/scim+json');
      expect(found.body).toEqual((await client.send('GET', `/Users?${query}`)).body);
      expect(found.body.schemas).toEqual([listUrn]);
    }
  });

  test('member names match without case', async () => {
    const { body } = await search({ FILTER: 'userName eq "bob@example.com"', ATTRIBUTES: ['ID'], Count: 1 });
    expect(body.Resources).toEqual([
      { schemas: [core, enterprise, uniflow], id: expect.any(String) as unknown },
    ]);
  });

  test('the query of its URL is not looked at', async () => {
    const { body } = await client.send('POST', `${path}?filter=wrong&count=0&attributes=id`, { count: 3 });
    expect(body.Resources[0]?.userName).toBeDefined();
    expect(body.Resources).toHaveLength(3);
  });

  test('no secret is searched for or returned', async () => {
    for (const filter of ['pin eq "0042"', `not (${uniflow}:cardRegistrationCode eq null)`]) {
      const { status, text, body } = await search({ filter });
      expect([status, body.scimType]).toEqual([400, 'invalidFilter']);
      expect(text).not.toContain('0042');
    }
    for (const attributes of [['pin'], [`${uniflow}:pin`, 'userName'], [uniflow]]) {
      const { status, text } = await search({ attributes });
      expect(status).toBe(200);
      expect(text).not.toMatch(/"pin"|0042/);
    }
  });
});

test.each([
  [{ filter: 7 }, /filter/],
  [{ filter: ['userName pr'] }, /filter/],
  [{ sortBy: 7 }, /sortBy/],
  [{ sortOrder: true, sortBy: 'userName' }, /sortOrder/],
  [{ sortOrder: 'up' }, /sortOrder/],
  [{ startIndex: 'x' }, /startIndex/],
  [{ startIndex: 1.5 }, /startIndex/],
  [{ startIndex: [1] }, /startIndex/],
  [{ count: {} }, /count/],
  [{ count: 'many' }, /count/],
  [{ count: true }, /count/],
  [{ attributes: 7 }, /attributes/],
  [{ attributes: { userName: true } }, /attributes/],
  [{ attributes: ['userName', 7] }, /attributes/],
  [{ attributes: [['userName']] }, /attributes/],
  [{ excludedAttributes: [null] }, /excludedAttributes/],
  [{ cursor: 7 }, /cursor/],
  [{ attributes: ['userName'], excludedAttributes: ['emails'] }, /attributes.*excludedAttributes/],
])('%j is 400 invalidValue', async (body, detail) => {
  const reply = await client.send('POST', '/.search', body);
  const said = expect.stringMatching(detail) as unknown;
  expect([reply.status, reply.body]).toEqual([
    400,
    { schemas: [errorUrn], status: '400', scimType: 'invalidValue', detail: said },
  ]);
});

/** Filters in which a name is unknown, and whether they hold for everybody where it counts as absent. */
const unknown: readonly [filter: string, holds: boolean][] = [
  ['nobodyKnows eq "x"', false],
  ['nobodyKnows ne "x"', true],
  ['nobodyKnows eq null', true],
  ['nobodyKnows ne null', false],
  ['nobodyKnows pr', false],
  ['not (nobodyKnows pr)', true],
  ['nobodyKnows co "x"', false],
  ['nobodyKnows gt 7', false],
  ['nobodyKnows le 7', false],
  ['emails.nobodyKnows eq "x"', false],
  ['userName.nobodyKnows eq "x"', false],
  ['urn:no:such:schema:name eq "x"', false],
  ['nobodyKnows[type eq "x"]', false],
  ['nobodyKnows[type eq "x"].value eq "y"', false],
  ['emails[nobodyKnows eq "x"]', false],
  ['emails[nobodyKnows ne "x"]', true],
  ['nobodyKnows eq "x" or userName pr', true],
  ['members.value eq "x" or userName pr', true],
];

test.each(unknown)('%s: absent in a search over everything, an error among users', async (filter, holds) => {
  const all = await client.send('POST', '/.search', { filter });
  expect([all.status, idsOf(all).toSorted()]).toEqual([200, holds ? ids : []]);
  for (const reply of [
    await client.send('POST', '/Users/.search', { filter }),
    await client.send('GET', `/Users?${filterQuery(filter)}`),
  ]) {
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidFilter']);
    expect(reply.body.detail).toMatch(/nobodyKnows|urn:no:such:schema:name|members/);
  }
});
