import { beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../support/client.ts';
import { patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const { client } = await useTenant();
let jane: Record<string, unknown>;
let john: Record<string, unknown>;

beforeAll(async () => {
  const strasse = { userName: 'Straße.Zoë@Example.com' };
  jane = (await client.send('POST', '/Users', person('jane', strasse))).body;
  john = (await client.send('POST', '/Users', person('john'))).body;
});

/** 409, and the two people are as they were: read in every way that has rows of its own. */
async function expectRefused({ status, body }: Reply, attribute: string): Promise<void> {
  expect([status, body.status, body.scimType]).toEqual([409, '409', 'uniqueness']);
  expect(body.detail).toContain(attribute);
  const list = await client.send('GET', '/Users');
  expect(list.body.totalResults).toBe(2);
  expect(list.body.Resources).toEqual(expect.arrayContaining([jane, john]));
  for (const [one, card] of [
    [jane, '00jane'],
    [john, '00john'],
  ] as const) {
    expect((await client.send('GET', `/Users/${String(one.id)}`)).body).toEqual(one);
    for (const [path, value] of [
      ['externalId', one.externalId],
      ['userName', one.userName],
      ['emails.value', (one.emails as { value: string }[])[0]?.value],
      ['cardNumber', card],
    ]) {
      const query = `filter=${encodeURIComponent(`${String(path)} eq "${String(value)}"`)}`;
      expect((await client.send('GET', `/Users?${query}`)).body.Resources).toEqual([one]);
    }
  }
}

const clashes: [attribute: string, value: string][] = [
  ['userName', 'Straße.Zoë@Example.com'],
  ['userName', 'STRASSE.ZOË@EXAMPLE.COM'],
  ['userName', 'straße.zoe\u0308@example.com'],
  ['externalId', 'ext-jane'],
  [`${uniflow}:cardNumber`, '00jane'],
];

const place = (path: string, value: string): Body =>
  path.startsWith(uniflow) ? { [uniflow]: { cardNumber: value, localUsername: 'john' } } : { [path]: value };

describe.each(clashes)('%s "%s" is taken', (attribute, value) => {
  test('for a POST', async () => {
    await expectRefused(
      await client.send('POST', '/Users', person('new', place(attribute, value))),
      attribute,
    );
  });

  test('for a PUT', async () => {
    const body = person('john', { title: 'changed', ...place(attribute, value) });
    await expectRefused(await client.send('PUT', `/Users/${String(john.id)}`, body), attribute);
  });

  test.each<[string, Body]>([
    ['by a path', { op: 'Replace', path: attribute, value }],
    ['in a value object', { op: 'replace', value: { [attribute]: value } }],
  ])('for a PATCH, %s, which is refused whole', async (_, operation) => {
    const others = [
      { op: 'Replace', path: 'title', value: 'changed' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'changed@x.example' },
    ];
    const body = patch(...others, operation, { op: 'Replace', path: 'externalId', value: 'changed' });
    const clash = attribute === 'externalId' ? patch(...others, operation) : body;
    await expectRefused(await client.send('PATCH', `/Users/${String(john.id)}`, clash), attribute);
  });
});

test('the detail does not say what the value was', async () => {
  const { body } = await client.send(
    'POST',
    '/Users',
    person('new', place('userName', 'STRASSE.ZOË@EXAMPLE.COM')),
  );
  expect(body.detail).toContain(jane.id);
  expect(body.detail).not.toContain('STRASSE');
});

test('what is not unique can be shared: an address, a PIN, a phone, a name', async () => {
  const { externalId, userName } = person('twin');
  const twin = person('jane', { externalId, userName, [uniflow]: { pin: '0042', localUsername: 'jane' } });
  const created = await client.send('POST', '/Users', twin);
  expect(created.status).toBe(201);
  const query = 'filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22jane@mail.example.com%22';
  expect((await client.send('GET', `/Users?${query}`)).body.totalResults).toBe(2);
  expect((await client.send('DELETE', `/Users/${created.body.id}`)).status).toBe(204);
  expect((await client.send('GET', `/Users?${query}`)).body.Resources).toEqual([jane]);
});

test("one's own values are no clash", async () => {
  const own = await client.send(
    'PATCH',
    `/Users/${String(jane.id)}`,
    patch(
      { op: 'Replace', path: 'userName', value: 'STRASSE.zoë@example.com' },
      { op: 'Replace', path: 'externalId', value: 'ext-jane' },
      { op: 'Replace', path: 'cardNumber', value: '00jane' },
    ),
  );
  expect([own.status, own.body.userName]).toEqual([200, 'STRASSE.zoë@example.com']);
});

test('externalId and card keep their case: another case is another person', async () => {
  const other = person('third', { externalId: 'EXT-JANE', [uniflow]: { cardNumber: '00JANE' } });
  expect((await client.send('POST', '/Users', other)).status).toBe(201);
});
