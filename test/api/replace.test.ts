import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { core, filterQuery, patch, person, uniflow, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// PUT (RFC 7644 §3.5.1). Entra does not use it; other clients do.

const { client } = await useTenant();
let path: string;
let created: { id: string; meta: Record<string, string> };

beforeEach(async () => {
  created = (await client.send('POST', '/Users', person('jane'))).body;
  path = `/Users/${created.id}`;
});
afterEach(() => client.send('DELETE', path));

async function put(body: Body): Promise<Record<string, unknown>> {
  const reply = await client.send('PUT', path, body);
  expect(reply.text).not.toContain('scimType');
  expect(reply.status).toBe(200);
  expect((await client.send('GET', path)).body).toEqual(reply.body);
  return reply.body;
}

test('what is left out becomes unassigned', async () => {
  const body = await put({ externalId: 'ext-jane', userName: 'jane@example.com', name: { givenName: 'G' } });
  const { meta, ...rest } = body;
  expect(rest).toEqual({
    schemas: [core],
    id: created.id,
    externalId: 'ext-jane',
    userName: 'jane@example.com',
    name: { givenName: 'G' },
    active: true,
  });
  expect(meta).toMatchObject({ created: created.meta.created, location: created.meta.location });
  expect(meta).not.toMatchObject({ version: created.meta.version });
  for (const filter of ['emails.value eq "jane@mail.example.com"', 'cardNumber eq "00jane"'])
    expect((await client.send('GET', `/Users?${filterQuery(filter)}`)).body.totalResults).toBe(0);
});

test('the same again, as GET gave it, changes nothing: same version, same lastModified', async () => {
  const { body } = await client.send('GET', path);
  expect(await put(body as Body)).toEqual(body);
});

describe('active is never switched on by silence', () => {
  test.each([undefined, null, ''])('%j leaves it as it is', async (silence) => {
    await client.send('PATCH', path, patch({ op: 'Replace', path: 'active', value: 'False' }));
    expect((await put(person('jane', { active: silence }))).active).toBe(false);
    expect((await put(person('jane', { active: 'True' }))).active).toBe(true);
    expect((await put(person('jane', { active: silence }))).active).toBe(true);
  });
});

describe('a secret', () => {
  const pinIs = async (pin: string): Promise<boolean> => {
    const before = (await client.send('GET', path)).body.meta.version;
    await client.send('PATCH', path, patch({ op: 'Replace', path: `${uniflow}:pin`, value: pin }));
    return (await client.send('GET', path)).body.meta.version === before;
  };

  test.each<[string, Body]>([
    ['left out', { [uniflow]: { cardNumber: '00jane' } }],
    ['whose extension is left out', { [uniflow]: undefined }],
  ])('%s stays', async (_, more) => {
    await put(person('jane', more));
    expect(await pinIs('0042')).toBe(true);
  });

  test('that is null is removed', async () => {
    await put(person('jane', { [uniflow]: { cardNumber: '00jane', localUsername: 'jane', pin: null } }));
    expect(await pinIs('0042')).toBe(false);
  });

  test('that is another is replaced', async () => {
    await put(person('jane', { [uniflow]: { pin: '0815' } }));
    expect(await pinIs('0815')).toBe(true);
  });
});

test('read-only attributes are ignored, whatever they say', async () => {
  const body = await put(
    person('jane', {
      id: 'another',
      schemas: ['urn:any'],
      meta: {
        version: 'W/"mine"',
        created: '1999-01-01T00:00:00Z',
        location: 'nowhere',
        resourceType: 'Group',
      },
      groups: [{ value: 'g' }],
      unheardOf: 1,
    }),
  );
  expect(body.id).toBe(created.id);
  expect(body.meta).toMatchObject({ resourceType: 'User', location: created.meta.location });
  expect(body).not.toHaveProperty('groups');
  expect(body).not.toHaveProperty('unheardOf');
});

test.each(['userName', 'externalId'])('%s is required', async (name) => {
  for (const nothing of [undefined, null, '']) {
    const { status, body } = await client.send('PUT', path, person('jane', { [name]: nothing }));
    expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    expect(body.detail).toContain(name);
  }
});

test('a change of userName, externalId and card moves the keys', async () => {
  const body = await put(person('moved'));
  expect(body.id).toBe(created.id);
  for (const filter of [
    'userName eq "moved@example.com"',
    'externalId eq "ext-moved"',
    'cardNumber eq "00moved"',
  ])
    expect((await client.send('GET', `/Users?${filterQuery(filter)}`)).body.Resources).toEqual([body]);
  const back = await client.send('POST', '/Users', person('jane'));
  expect(back.status).toBe(201);
  expect((await client.send('PUT', path, person('jane'))).status).toBe(409);
  await client.send('DELETE', `/Users/${back.body.id}`);
});

test('nobody is made by a PUT', async () => {
  const reply = await client.send('PUT', '/Users/00000000-0000-0000-0000-000000000000', person('nobody'));
  expect(reply.status).toBe(404);
  expect(
    (await client.send('GET', `/Users?${filterQuery('userName eq "nobody@example.com"')}`)).body.totalResults,
  ).toBe(0);
});
