import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client, Reply } from '../support/client.ts';
import { filterQuery, patch, uniflow } from '../support/people.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';

// Client-made data: with any text as a name, a user can be created, found, read, changed and deleted by it. The proxy refuses
// what Azure's storage can't hold in a property, where Azurite takes it.

let service: WatchedService;
let client: Client;

beforeAll(async () => {
  service = await startWatchedService();
  ({ client } = service);
});
afterAll(() => service.stop());

const idsOf = ({ body }: Reply) => body.Resources.map(({ id }) => id);

async function find(filter: string): Promise<string[]> {
  const reply = await client.send('GET', `/Users?${filterQuery(filter)}`);
  expect(reply.status).toBe(200);
  return idsOf(reply);
}

/** Attributes with the operators that reach storage in a way of their own: by a row's key, by a range, or by a scan. */
const searched = {
  externalId: ['eq', 'sw'],
  userName: ['eq', 'sw'],
  emails: ['eq', 'sw'],
  displayName: ['eq', 'co'],
};

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i));

const texts: readonly (readonly [what: string, text: string])[] = [
  ['German', 'Jörg Müller-Lüdenscheidt'],
  ['sharp s', 'Großmann'],
  ['Greek with a final sigma', 'Οδυσσέας'],
  ['Turkish', 'İbrahim Işık'],
  ['Russian', 'Наталья'],
  ['Hebrew', 'יעל כהן'],
  ['Arabic', 'محمد علي'],
  ['right to left and left to right', 'abc \u202bמחשב\u202c def'],
  ['Persian with a joiner', 'علی\u200cرضا'],
  ['Hindi', 'प्रिया शर्मा'],
  ['Thai', 'สมชาย ใจดี'],
  ['Chinese', '王小明'],
  ['Japanese', '山田 太郎（やまだ）'],
  ['Korean', '김철수'],
  ['Korean, decomposed', '김철수'.normalize('NFD')],
  ['Vietnamese', 'Nguyễn Thị Ánh'],
  ['combining marks', 'e\u0301\u0327 Z\u0351\u036b\u0343\u036a'],
  ['a combining mark first', '\u0301x'],
  ['emoji', '😀'],
  ['emoji of many', '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽'],
  ['mathematical letters', '𝓙𝓪𝓷𝓮'],
  ['a private one', '\ue000\u{10ffff}'],
  ['quotes', `O'Brien "Bob" \`x\` „so“ «so»`],
  ['slashes', 'a/b\\c//d\\\\e'],
  ['what keys may not hold', 'a/b\\c#d?e'],
  ['what queries mean', "' or 1 eq 1 or '' eq '"],
  ['what filters mean', '" or userName pr or title eq "'],
  ['what URLs mean', '%2F%00 a+b&c=d;e#f?g'],
  ['what this layout means', 'u:=2F=~x:n:'],
  ['tildes', '~=~'],
  ['control characters', 'a\u0000b\tc\r\nd\u007fe\u0085f'],
  ['line separators', 'a\u2028b\u2029c'],
  ['spaces around', '  a  '],
  ['a space alone', ' '],
  ['a byte order mark', '\ufeffa'],
  ['not a character', 'a\uffff'],
  ['200 characters', 'n'.repeat(200)],
  ['200 characters of two units', '😀'.repeat(200)],
  ['1,000 characters', 'ü'.repeat(1_000)],
  ['JSON', '{"a":[1]}'],
  ['null', 'null'],
  ['a prototype', '__proto__'],
  ['a constructor', 'constructor'],
  ['every printable ASCII character', printable.join('')],
];

/** `npm run test:values` takes all of them. */
const all = process.env.MODE === 'all';
/** What differs from others here in nothing that keys, filters or storage treat in another way. */
const alike = [
  'Russian',
  'Hebrew',
  'Arabic',
  'Persian with a joiner',
  'Hindi',
  'Thai',
  'Chinese',
  'Japanese',
  'Korean',
  'Vietnamese',
  'emoji',
  'slashes',
  '200 characters',
  'JSON',
  'null',
  'a constructor',
];
const some = texts.filter(([what]) => all || !alike.includes(what));

describe.each(some)('%s', (_, text) => {
  test('create, filter, get, patch, replace, delete', async () => {
    const quoted = JSON.stringify(text);
    // A userName can be anything but white space alone.
    const userName = text.trim() === '' ? 'space' : text;
    const body = {
      externalId: text,
      userName,
      displayName: text,
      name: { familyName: text },
      emails: [{ value: text, type: 'work' }],
      [uniflow]: { localUsername: text },
    };
    const created = await client.send('POST', '/Users', body);
    expect(created.text).not.toContain('scimType');
    expect([created.status, created.body]).toMatchObject([201, body]);
    const id = created.body.id;
    const path = `/Users/${id}`;
    expect((await client.send('POST', '/Users', body)).body.scimType).toBe('uniqueness');

    for (const [attribute, operators] of Object.entries(searched)) {
      const value = attribute === 'userName' ? userName : text;
      for (const operator of operators)
        expect([
          attribute,
          operator,
          await find(`${attribute} ${operator} ${JSON.stringify(value)}`),
        ]).toEqual([attribute, operator, [id]]);
      expect(await find(`${attribute} eq ${JSON.stringify(`${value}.`)}`)).toEqual([]);
    }
    const filter = `emails[type eq "work" and value eq ${quoted}]`;
    expect(await find(filter)).toEqual([id]);
    expect(idsOf(await client.send('POST', '/Users/.search', { filter }))).toEqual([id]);

    const other = `${text}!`;
    for (const operations of [
      [{ op: 'replace', path: `emails[value eq ${quoted}].value`, value: other }],
      [
        { op: 'replace', value: { externalId: other, userName: other } },
        { op: 'replace', path: 'displayName', value: other },
      ],
    ]) {
      const reply = await client.send('PATCH', path, patch(...operations));
      expect([reply.status, reply.body.scimType]).toEqual([200, undefined]);
    }
    const read = (await client.send('GET', path)).body as Record<string, unknown>;
    const moved = {
      externalId: other,
      userName: other,
      displayName: other,
      emails: [{ value: other, type: 'work' }],
    };
    expect(read).toMatchObject({ ...body, ...moved });
    expect(await find(`userName eq ${JSON.stringify(userName)}`)).toEqual([]);
    expect(await find(`externalId eq ${JSON.stringify(other)}`)).toEqual([id]);

    expect((await client.send('PUT', path, body)).body).toMatchObject(body);
    expect(await find(`userName eq ${JSON.stringify(userName)}`)).toEqual([id]);
    expect((await client.send('DELETE', path)).status).toBe(204);
    expect(await find(`externalId eq ${quoted}`)).toEqual([]);
    expect((await client.send('GET', '/Users?count=0')).body.totalResults).toBe(0);
  });
});

test.each(texts.filter((_, index) => all || index % 4 === 2))(
  'a change that is refused is logged as it was meant: %s',
  async (_, text) => {
    const refused = await client.send('POST', '/Users', { externalId: text, userName: 7, displayName: text });
    expect(refused.status).toBe(400);
    const filter = new URLSearchParams({ user: text, action: 'refused' }).toString();
    const { body } = await client.send('GET', `/provisioningLog?${filter}`);
    expect(body.Resources[0]).toMatchObject({ externalId: text, refusal: { status: 400 } });
    const absent = await client.send(
      'PATCH',
      `/Users/${encodeURIComponent(text).replaceAll(/%2F|%00/g, '_')}`,
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: text }],
      },
    );
    expect(absent.status).toBe(404);
  },
);

test('externalIds of one printable ASCII character each are 95 people, and each one is found', async () => {
  const operations = printable.map((externalId, i) => ({
    method: 'POST',
    path: '/Users',
    bulkId: `${i}`,
    data: { externalId, userName: `one ${i}` },
  }));
  const { body } = await client.send('POST', '/Bulk', { Operations: operations });
  const results = body.Operations as { status: string; location: string }[];
  expect(results.map(({ status }) => status)).toEqual(printable.map(() => '201'));
  for (const [i, externalId] of printable.entries()) {
    if (!all && /[a-z0-9]/i.test(externalId)) continue;
    const id = results[i]?.location.split('/').at(-1);
    expect([externalId, await find(`externalId eq ${JSON.stringify(externalId)}`)]).toEqual([
      externalId,
      [id],
    ]);
  }
  const deletions = results.map(({ location }) => ({
    method: 'DELETE',
    path: `/Users/${location.split('/').at(-1) ?? ''}`,
  }));
  await client.send('POST', '/Bulk', { Operations: deletions });
  expect((await client.send('GET', '/Users?count=0')).body.totalResults).toBe(0);
});

describe('userNames that differ only in case are one', () => {
  test.each([
    ['jane', 'JANE'],
    ['Zoë', 'ZOË'],
    ['straße', 'STRASSE'],
    ['ΟΔΥΣΣΕΑΣ', 'οδυσσεας'],
    ['é', 'E\u0301'],
    ['Ǆ', 'ǆ'],
    ['ﬁn', 'FIN'],
    [`${'x'.repeat(250)}É`, `${'X'.repeat(250)}é`],
  ])('%s and %s', async (one, other) => {
    const created = await client.send('POST', '/Users', { externalId: 'case 1', userName: one });
    expect(created.status).toBe(201);
    const clash = await client.send('POST', '/Users', { externalId: 'case 2', userName: other });
    expect([clash.status, clash.body.scimType]).toEqual([409, 'uniqueness']);
    expect(await find(`userName eq ${JSON.stringify(other)}`)).toEqual([created.body.id]);
    expect(await find(`userName sw ${JSON.stringify(other)}`)).toEqual([created.body.id]);
    const path = `/Users/${created.body.id}`;
    const renamed = await client.send(
      'PATCH',
      path,
      patch({ op: 'replace', path: 'userName', value: other }),
    );
    expect([renamed.status, renamed.body.userName]).toEqual([200, other]);
    await client.send('DELETE', path);
  });

  test('externalIds that do are two, and so are letters of one look', async () => {
    const pairs = ['a', 'A', 'é', 'e\u0301', 'É', 'а'];
    for (const [i, externalId] of pairs.entries())
      expect((await client.send('POST', '/Users', { externalId, userName: `pair ${i}` })).status).toBe(201);
    for (const externalId of pairs) {
      const [id = '', ...others] = await find(`externalId eq ${JSON.stringify(externalId)}`);
      expect(others).toEqual([]);
      expect((await client.send('GET', `/Users/${id}`)).body.externalId).toBe(externalId);
    }
    for (const text of ['i', 'ı', 'İ'])
      expect((await client.send('POST', '/Users', { externalId: `i ${text}`, userName: text })).status).toBe(
        201,
      );
  });
});
