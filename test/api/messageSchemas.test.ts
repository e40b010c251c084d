import { describe, expect, test } from 'vitest';
import type { Reply } from '../support/client.ts';
import { core, enterprise, patch, patchUrn, person, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const { client } = await useTenant();
const jane = (await client.send('POST', '/Users', person('jane'))).body.id;

const messages = 'urn:ietf:params:scim:api:messages:2.0:';
const bulkUrn = `${messages}BulkRequest`;
const searchUrn = `${messages}SearchRequest`;
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group';

let people = 0;
const anybody = (): Body => person(`p${(people += 1)}`);
const titled = (): Body => patch({ op: 'replace', path: 'title', value: 'T' });
const one = `/Users/${jane}`;

type Send = (schemas: unknown) => Promise<Reply>;
const sending =
  (method: string, path: string, body: () => Body): Send =>
  (schemas) =>
    client.send(method, path, { ...body(), schemas });

/** The answer to one operation of a Bulk request, as if it were a request of its own. */
const inBulk =
  (method: string, path: string, data: () => Body): Send =>
  async (schemas) => {
    const operation = { method, path, bulkId: 'a', data: { ...data(), schemas } };
    const { body } = await client.send('POST', '/Bulk', { schemas: [bulkUrn], Operations: [operation] });
    const [result] = body.Operations as { status: string; response?: Reply['body'] }[];
    return { status: Number(result?.status), body: result?.response ?? {} } as Reply;
  };

const routes: readonly [what: string, expected: string, others: readonly string[], send: Send][] = [
  ['POST /Users', core, [group, patchUrn, bulkUrn], sending('POST', '/Users', anybody)],
  ['PUT /Users/{id}', core, [group, patchUrn], sending('PUT', one, () => person('jane'))],
  ['PATCH /Users/{id}', patchUrn, [core, `${patchUrn}1`, searchUrn], sending('PATCH', one, titled)],
  ['POST /Bulk', bulkUrn, [core, patchUrn], sending('POST', '/Bulk', () => ({ Operations: [] }))],
  ['POST /Users/.search', searchUrn, [patchUrn, core], sending('POST', '/Users/.search', () => ({}))],
  ['POST /.search', searchUrn, [patchUrn, core], sending('POST', '/.search', () => ({}))],
  ['a POST in a Bulk request', core, [group, patchUrn], inBulk('POST', '/Users', anybody)],
  ['a PUT in a Bulk request', core, [group], inBulk('PUT', one, () => person('jane'))],
  ['a PATCH in a Bulk request', patchUrn, [core], inBulk('PATCH', one, titled)],
];

// In which forms a body names itself: shared/scim/dialect/canonical.test.ts.
test.each(routes)(
  '%s is 400 for what says that it is something else, else welcome',
  async (_, expected, others, send) => {
    for (const other of others) {
      const { status, body } = await send([other]);
      expect([status, body.scimType]).toEqual([400, 'invalidSyntax']);
      expect(body.detail).toContain(other);
      expect(body.detail).toContain(expected);
    }
    for (const schemas of [[...others, expected], [enterprise, 'urn:nobody:knows'], null])
      expect((await send(schemas)).status).toBeLessThan(300);
  },
);

test('nothing is written where the body is meant for elsewhere', async () => {
  const before = (await client.send('GET', one)).body;
  await client.send('PUT', one, { ...person('jane'), schemas: [group], title: 'Other' });
  await client.send('PATCH', one, { ...titled(), schemas: [core] });
  expect((await client.send('GET', one)).body).toEqual(before);
});

describe('of a user who is not there', () => {
  const nowhere = '/Users/00000000-0000-4000-8000-000000000000';
  const wrong: readonly [what: string, method: string, body: Body][] = [
    ['an unknown path', 'PATCH', patch({ op: 'replace', path: 'nothing', value: 1 })],
    ['a wrong op', 'PATCH', patch({ op: 'turn', path: 'title', value: 1 })],
    ['a read-only attribute', 'PATCH', patch({ op: 'replace', path: 'groups', value: [] })],
    ['a remove without path', 'PATCH', patch({ op: 'remove' })],
    ['a user without userName', 'PUT', { externalId: 'x' }],
  ];

  test.each(wrong)('%s in a %s is 404, whatever If-Match says', async (_what, method, body) => {
    for (const headers of [{}, { 'if-match': 'W/"other"' }]) {
      expect((await client.send(method, nowhere, body, headers)).status).toBe(404);
      const answer = await client.send(method, one, body, headers);
      expect(answer.status).toBe('if-match' in headers ? 412 : 400);
    }
  });

  test.each([
    ['no JSON', 'PATCH', '{'],
    ['no Operations', 'PATCH', {}],
    ['another message', 'PATCH', { schemas: [core], Operations: [] }],
    ['another resource', 'PUT', { ...person('x'), schemas: [group] }],
  ])('what is no such message (%s in a %s) is 400 all the same', async (_what, method, body) => {
    expect((await client.send(method, nowhere, body)).status).toBe(400);
  });

  test('the same in a Bulk request', async () => {
    const Operations = [
      { method: 'PATCH', path: nowhere, data: patch({ op: 'replace', path: 'nothing', value: 1 }) },
    ];
    const { body } = await client.send('POST', '/Bulk', { Operations });
    expect(body.Operations).toMatchObject([{ status: '404' }]);
  });
});
