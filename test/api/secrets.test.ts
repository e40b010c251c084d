import { beforeAll, expect, test } from 'vitest';
import { enterprise, filterQuery, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';
import { remove } from '../support/operations.ts';

const { client } = await useTenant();
let id: string;
let version: string;

const pin = '00428135';
const code = 'TIC-00917-zz';
const secrets = { pin, cardRegistrationCode: code };

beforeAll(async () => {
  const created = await send(
    'POST',
    '/Users',
    person('jane', { [uniflow]: { ...secrets, cardNumber: '007' } }),
  );
  id = created.id as string;
  version = (created.meta as { version: string }).version;
});

/** Sends, and looks at every answer for what must never be in one. */
async function send(method: string, path: string, body?: Body): Promise<Record<string, unknown>> {
  const reply = await client.send(method, path, body);
  const everything = reply.text + JSON.stringify([...reply.headers]);
  expect(everything).not.toContain(pin);
  expect(everything).not.toContain(code);
  expect(everything).not.toMatch(/"(?:pin|cardRegistrationCode|password)"/);
  return { ...(reply.body as object), status: reply.status };
}

const versionOf = async (): Promise<string> =>
  ((await send('GET', `/Users/${id}`)).meta as { version: string }).version;

test('a user who has nothing readable in the extension has no extension to show', async () => {
  const body = await send('POST', '/Users', {
    externalId: 'only',
    userName: 'only',
    [uniflow]: { pin: '0042' },
  });
  expect(body.status).toBe(201);
  expect(body).not.toHaveProperty([uniflow]);
  expect(body.schemas).toEqual(['urn:ietf:params:scim:schemas:core:2.0:User']);
});

test('no way of asking brings a secret out', async () => {
  for (const query of [
    '',
    `?attributes=${uniflow}:pin`,
    '?attributes=pin,cardRegistrationCode,password',
    `?attributes=${uniflow}`,
    `?attributes=${uniflow.toUpperCase()}:PIN`,
    '?excludedAttributes=userName',
  ]) {
    expect((await send('GET', `/Users/${id}${query}`)).status).toBe(200);
    expect((await send('GET', `/Users${query}`)).status).toBe(200);
    expect((await send('PATCH', `/Users/${id}${query}`, patch())).status).toBe(200);
  }
});

test.each(['pin', 'cardRegistrationCode'] as const)(
  'a filter on %s is 400, whatever it compares',
  async (name) => {
    for (const filter of [
      `${uniflow}:${name} eq "${secrets[name]}"`,
      `${name.toUpperCase()} sw "0"`,
      `userName eq "jane@example.com" and not (${name} pr)`,
    ]) {
      const body = await send('GET', `/Users?${filterQuery(filter)}`);
      expect([filter, body.status, body.scimType]).toEqual([filter, 400, 'invalidFilter']);
    }
  },
);

const sameAgain: Body[] = [
  { op: 'Replace', path: `${uniflow}:pin`, value: pin },
  { op: 'Add', path: `${uniflow}:cardRegistrationCode`, value: code },
  { op: 'replace', value: { [`${uniflow}:pin`]: pin } },
  { op: 'add', value: { [uniflow]: secrets } },
  { op: 'Replace', path: uniflow, value: secrets },
];

test.each(sameAgain)('unchanged: %j makes no new version', async (operation) => {
  const body = await send('PATCH', `/Users/${id}`, patch(operation));
  expect(body.status).toBe(200);
  expect(body.meta).toMatchObject({ version });
  expect(await versionOf()).toBe(version);
});

test.each([
  `${uniflow}:pin ${pin}`,
  `pin.${pin}`,
  `pin x${pin}`,
  `pin[value eq "${pin}"]`,
  `pin:x${pin} eq "x"`,
])('an error does not repeat what stands behind its name: %s', async (text) => {
  for (const name of ['filter', 'attributes', 'excludedAttributes', 'sortBy'])
    await send('GET', `/Users?${name}=${encodeURIComponent(text)}`);
  expect((await send('POST', '/Users/.search', { filter: text })).status).toBe(400);
  expect((await send('PATCH', `/Users/${id}`, patch(remove(text)))).status).toBe(400);
});

test('unchanged by PUT, sent or left out: no new version', async () => {
  const kept = { cardNumber: '007' };
  for (const extension of [kept, { ...kept, ...secrets }, { ...kept, pin }]) {
    const body = await send('PUT', `/Users/${id}`, person('jane', { [uniflow]: extension }));
    expect(body.status).toBe(200);
    expect(await versionOf()).toBe(version);
  }
});

test('changed, removed, set again: a new version each time, and the value is the new one', async () => {
  const seen = new Set([version]);
  const steps: Body[] = [
    { op: 'Replace', path: `${uniflow}:pin`, value: '0815' },
    { op: 'replace', value: { [`${uniflow}:cardRegistrationCode`]: '00000' } },
    { op: 'Remove', path: `${uniflow}:pin` },
    { op: 'Replace', path: `${uniflow}:cardRegistrationCode`, value: '' },
    { op: 'Add', path: `${uniflow}:pin`, value: pin },
    { op: 'replace', value: { [uniflow]: { cardRegistrationCode: code } } },
  ];
  for (const step of steps) {
    await send('PATCH', `/Users/${id}`, patch(step));
    const now = await versionOf();
    expect(seen).not.toContain(now);
    seen.add(now);
    // The same again changes nothing: what is stored is what was sent.
    await send('PATCH', `/Users/${id}`, patch(step));
    expect(await versionOf()).toBe(now);
  }
});

test('a leading zero is another PIN', async () => {
  await send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: `${uniflow}:pin`, value: '0042' }));
  const before = await versionOf();
  await send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: `${uniflow}:pin`, value: '00042' }));
  expect(await versionOf()).not.toBe(before);
});

test('a PIN that breaks the policy is 400 that says the rule and not the value', async () => {
  const pin = '١٢٣٤';
  for (const [method, path, body] of [
    ['POST', '/Users', person('policy', { [uniflow]: { pin } })],
    ['PUT', `/Users/${id}`, person('jane', { [uniflow]: { pin } })],
    ['PATCH', `/Users/${id}`, patch({ op: 'Add', path: `${uniflow}:pin`, value: pin })],
    ['PATCH', `/Users/${id}`, patch({ op: 'add', value: { [uniflow]: { pin } } })],
  ] as const) {
    const reply = await client.send(method, path, body);
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidValue']);
    expect(reply.body.detail).toBe(`${uniflow}:pin must be 4 to 16 digits (0-9).`);
  }
});

test('a secret of a wrong type is not echoed', async () => {
  for (const wrong of [[pin, pin], { value: pin, type: 'x' }, Number(pin), true]) {
    const reply = await client.send('POST', '/Users', person('typed', { [uniflow]: { pin: wrong } }));
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidValue']);
    expect(reply.body.detail).toContain(`${uniflow}:pin must be a string`);
    expect(reply.text).not.toContain('428135');
  }
});

test('what stands beside a secret can change without it', async () => {
  const body = await send(
    'PATCH',
    `/Users/${id}`,
    patch({ op: 'Add', path: `${enterprise}:division`, value: 'D' }),
  );
  expect(body[enterprise]).toMatchObject({ division: 'D' });
  const before = await versionOf();
  await send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: `${uniflow}:pin`, value: '00042' }));
  expect(await versionOf()).toBe(before);
});
