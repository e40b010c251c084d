import { describe, expect, test } from 'vitest';
import { core, enterprise, filterQuery, patch, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';
import { replace } from '../support/operations.ts';

// Every attribute that an administrator can map: create → get → patch in each dialect → get → filter, byte for byte.

const { client } = await useTenant();

interface Row {
  readonly path: string;
  /** Where the value stands in a resource. */
  readonly place: (value: unknown) => Body;
  readonly secret?: boolean;
  /** What the attribute's policy does not let pass as it is. */
  readonly values?: readonly string[];
}

const element = (attribute: string, type: string, name: string): Row => ({
  path: `${attribute}[type eq "${type}"].${name}`,
  place: (value) => ({ [attribute]: [{ type, [name]: value }] }),
});
const top = (path: string): Row => ({ path, place: (value) => ({ [path]: value }) });
const inside = (urn: string, name: string): Row => ({
  path: `${urn}:${name}`,
  place: (value) => ({ [urn]: { [name]: value } }),
});

const rows: readonly Row[] = [
  top('userName'),
  top('externalId'),
  element('emails', 'work', 'value'),
  inside(enterprise, 'department'),
  top('displayName'),
  top('title'),
  element('addresses', 'work', 'streetAddress'),
  element('phoneNumbers', 'work', 'value'),
  { ...inside(uniflow, 'cardNumber'), values: ['00123', '0000', 'AB:cd/00#1?', '١٢٣'] },
  { ...inside(uniflow, 'cardRegistrationCode'), secret: true, values: ['0042-ABC', '000', 'ÄÖ 1'] },
  inside(uniflow, 'localUsername'),
  { ...inside(uniflow, 'pin'), secret: true, values: ['0042', '0000', '00420042', '9999999999999999'] },
];

// Beyond the table, what Entra's default mapping sends. One value of each attribute that there is: declared.test.ts.
const others: readonly Row[] = [
  top('preferredLanguage'),
  top('nickName'),
  top('userType'),
  { path: 'name.givenName', place: (value) => ({ name: { givenName: value } }) },
  { path: 'name.familyName', place: (value) => ({ name: { familyName: value } }) },
  { path: 'name.formatted', place: (value) => ({ name: { formatted: value } }) },
  element('phoneNumbers', 'mobile', 'value'),
  element('phoneNumbers', 'fax', 'value'),
  element('addresses', 'work', 'locality'),
  element('addresses', 'work', 'region'),
  element('addresses', 'work', 'postalCode'),
  element('addresses', 'work', 'country'),
  element('addresses', 'work', 'formatted'),
  inside(enterprise, 'employeeNumber'),
  inside(enterprise, 'costCenter'),
  inside(enterprise, 'organization'),
  inside(enterprise, 'division'),
];

const odd = [
  '0042',
  ' 007 ',
  'MiXeD Case',
  'O\'Brien "The" \\ Back/slash #1? 100% a+b=c&d;e',
  'Zoë Ångström 👩‍👩‍👧 ßẞ İı Σς',
  'e\u0301 is not \u00e9',
  'line\r\nbreak\ttab \u0000 nul \u007f \ufffd \uffff',
  'x'.repeat(600),
  'null',
  'true',
  '{"json":"text"}',
];

async function read(id: string): Promise<Record<string, unknown>> {
  const { status, text, body } = await client.send('GET', `/Users/${id}`);
  expect(status).toBe(200);
  expect(text).not.toMatch(/"pin"|"cardRegistrationCode"|"password"/i);
  return body;
}

async function finds(filter: string): Promise<unknown[]> {
  const { status, body } = await client.send('GET', `/Users?${filterQuery(filter)}`);
  expect(status).toBe(200);
  return (body.Resources as { id: string }[]).map(({ id }) => id);
}

function expectAt(resource: Record<string, unknown>, row: Row, value: string): void {
  if (row.secret === true) expect(JSON.stringify(resource)).not.toContain(JSON.stringify(value));
  else expect(resource).toMatchObject(row.place(value));
}

/** `npm run test:values` takes all of them. Otherwise each attribute of the table has two, and each value two attributes. */
const all = process.env.MODE === 'all';
const valuesOf = (row: Row, index: number) => {
  if (row.values !== undefined) return row.values;
  const some = [0, 5].map((step) => odd[(index + step) % odd.length] ?? '');
  return all ? odd : some;
};

const cases = [
  ...rows.flatMap((row, index) => valuesOf(row, index).map((value) => ({ row, value, path: row.path }))),
  ...others.flatMap((row) => (all ? odd.slice(0, 2) : []).map((value) => ({ row, value, path: row.path }))),
].map((values, count) => ({ ...values, count }));

describe.concurrent('a value comes back as it was sent', () => {
  test.each(cases)('$path: $value', async ({ row, value, count }) => {
    const { path, place, secret } = row;
    const bare = { externalId: `e${count}`, userName: `u${count}` };
    const created = await client.send('POST', '/Users', { ...bare, ...place(value) });
    expect(created.text).not.toContain('scimType');
    expect(created.status).toBe(201);
    const { id } = created.body as { id: string };
    try {
      expectAt(created.body, row, value);
      expectAt(await read(id), row, value);

      const dialects: ((text: string) => Body)[] = [
        (text) => ({ op: 'Replace', path, value: text }),
        (text) => ({ op: 'Add', path, value: text }),
        (text) => ({ op: 'replace', value: { [path]: text } }),
        (text) => ({ op: 'add', value: { [path]: text } }),
      ];
      // Each dialect changes something. Half of the values are written by the first and the third, the others by the rest.
      const between = secret === true ? '1234567' : `between${count}`;
      const texts = count % 2 === 0 ? [between, value, between, value] : [value, between, value, between];
      if (count % 2 === 1) await client.send('PATCH', `/Users/${id}`, patch({ op: 'remove', path }));
      for (const [index, dialect] of dialects.entries()) {
        const text = texts[index] ?? '';
        const reply = await client.send('PATCH', `/Users/${id}`, patch(dialect(text)));
        expect(reply.text).not.toContain('scimType');
        expect(reply.status).toBe(200);
        expectAt(reply.body, row, text);
        expect(await read(id)).toEqual(reply.body);
      }
      await client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path, value }));

      const filter = `${path} eq ${JSON.stringify(value)}`;
      if (secret === true) {
        const refused = await client.send('GET', `/Users?${filterQuery(filter)}`);
        expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidFilter']);
        expect(refused.text).not.toContain(JSON.stringify(JSON.stringify(value)).slice(1, -1));
      } else {
        expect(await finds(filter)).toEqual([id]);
        expect(await finds(`${filter} and active eq true`)).toEqual([id]);
        if (!path.startsWith('urn:')) expect(await finds(`${core}:${filter}`)).toEqual([id]);
        expect(await finds(`${path} eq ${JSON.stringify(`${value}0`)}`)).toEqual([]);
        expect(await finds(`${path} eq ${JSON.stringify(`0${value}`)}`)).toEqual([]);
      }
    } finally {
      await client.send('DELETE', `/Users/${id}`);
    }
  });
});

test('active: create → get → patch in each dialect → get → filter', async () => {
  let path = '';
  for (const [given, kept] of [
    [undefined, true],
    [null, true],
    [true, true],
    ['False', false],
    ['True', true],
    [false, false],
  ]) {
    if (path !== '') await client.send('DELETE', path);
    const created = await client.send('POST', '/Users', { externalId: 'a', userName: 'a', active: given });
    path = `/Users/${created.body.id}`;
    expect([created.status, created.body.active]).toEqual([201, kept]);
  }
  for (const [operation, active] of [
    [{ op: 'Add', path: 'active', value: 'True' }, true],
    [{ op: 'Replace', path: 'active', value: 'False' }, false],
    [{ op: 'replace', value: { active: true } }, true],
    [replace('active', false), false],
    [{ op: 'add', value: { [`${core}:active`]: true } }, true],
  ] as [Body, boolean][]) {
    const { body } = await client.send('PATCH', path, patch(operation));
    expect(body.active).toBe(active);
    expect((await read(body.id)).active).toBe(active);
    expect(await finds(`active eq ${String(active)}`)).toEqual([body.id]);
    expect(await finds(`active eq ${String(!active)}`)).toEqual([]);
  }
});
