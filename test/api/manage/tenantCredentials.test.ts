import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client, ReplyBody } from '../../support/client.ts';
import { managementToken, managerOf } from '../../support/manage.ts';
import { useTenant } from '../../support/useTenant.ts';

const tenant = await useTenant();
let manager: Client;
let path: string;
let serial = 0;

beforeAll(async () => {
  manager = managerOf(tenant.service, (await managementToken(tenant.service)).token);
});

/** A tenant of its own for a test, with one secret token. */
async function newTenant(): Promise<void> {
  const name = `tenant-${(serial += 1)}`;
  await manager.send('POST', '/tenants', { name });
  path = `/tenants/${name}`;
}

const add = (part: string, body: unknown = {}) => manager.send('POST', `${path}/${part}`, body);
const remove = async (part: string) => (await manager.send('DELETE', `${path}/${part}`)).status;
const list = async (part: string) => (await manager.send('GET', `${path}/${part}`)).body[part] as ReplyBody[];
const tokens = async () => (await manager.send('GET', `${path}/tokens`)).body.secretTokens as ReplyBody[];
const labels = (parts: readonly ReplyBody[]) => parts.map(({ label }) => label);

describe('secret tokens', () => {
  beforeAll(newTenant);

  test('two of a scope work at a time, and one more replaces what it is told to', async () => {
    expect((await add('tokens', { label: 'second' })).status).toBe(201);
    const refused = await add('tokens', { label: 'third' });
    expect({ status: refused.status, title: refused.body.title }).toEqual({ status: 409, title: 'Conflict' });
    expect((await add('tokens', { label: 'third', replace: 'oldest' })).status).toBe(201);
    // Nobody has used any: the newest may never have been seen.
    expect(labels(await tokens())).toEqual(['third', 'secret token']);
    await add('tokens', { label: 'report', scope: 'read-only' });
    await add('tokens', { label: 'fourth', replace: 'others' });
    expect(labels(await tokens())).toEqual(['fourth', 'report']);
  });

  test.each([
    ['2099-12-31', '2099-12-31T00:00:00.000Z'],
    ['never', null],
  ])('one that expires %s', async (expires, expected) => {
    const { body } = await add('tokens', { expires, replace: 'others' });
    expect(body.token).toMatchObject({ expires: expected, state: 'valid' });
  });

  test('one that ends soon says so, and one that has ended can not be made', async () => {
    expect((await add('tokens', { expires: '30d', replace: 'others' })).body.token).toMatchObject({
      state: 'expiring',
    });
    const { status, body } = await add('tokens', { expires: '2001-01-01', replace: 'others' });
    expect({ status, detail: body.detail }).toEqual({
      status: 400,
      detail: expect.stringContaining('future date') as string,
    });
  });

  test('one that is not there can not be ended', async () => {
    expect(await remove(`tokens/${randomUUID()}`)).toBe(404);
  });
});

describe('clients', () => {
  let clientId: string;
  beforeAll(async () => {
    await newTenant();
    const { body } = await add('clients', {
      label: 'Entra',
      scopes: ['provisioning', 'read-only'],
      days: 365,
    });
    clientId = (body.client as ReplyBody).id;
  });

  test('are listed without their secrets', async () => {
    const clients = await list('clients');
    expect(clients).toMatchObject([
      { id: clientId, label: 'Entra', scopes: ['provisioning', 'read-only'], secrets: [{ state: 'valid' }] },
    ]);
    expect(JSON.stringify(clients)).not.toMatch(/sha256|ufscim/);
  });

  test('have several secrets, which end one by one', async () => {
    const { status, headers, body } = await add(`clients/${clientId}/secrets`, { label: 'Next' });
    const secret = body.secret as ReplyBody;
    expect(status).toBe(201);
    expect(headers.get('location')).toMatch(new RegExp(`${path}/clients/${clientId}/secrets/${secret.id}$`));
    expect(body.clientSecret).toMatch(/^ufscimc_/);
    const secrets = async () => (await list('clients'))[0]?.secrets as ReplyBody[];
    expect(labels(await secrets())).toEqual(['Next', 'Entra']);
    expect(await remove(`clients/${clientId}/secrets/${secret.id}`)).toBe(204);
    expect(await remove(`clients/${clientId}/secrets/${secret.id}`)).toBe(404);
    expect(labels(await secrets())).toEqual(['Entra']);
  });

  test('that are not there have no secrets', async () => {
    const nobody = `clients/${randomUUID()}`;
    expect((await add(`${nobody}/secrets`)).status).toBe(404);
    expect(await remove(`${nobody}/secrets/${randomUUID()}`)).toBe(404);
    expect(await remove(nobody)).toBe(404);
  });
});

describe('federated credentials', () => {
  const subject = '00000000-0000-0000-0000-000000000002';
  const wish = {
    entraTenantId: '00000000-0000-0000-0000-000000000001',
    subject,
    audience: 'api://print',
  };
  let made: ReplyBody;
  beforeAll(async () => {
    await newTenant();
    made = (await add('federatedCredentials', wish)).body;
  });

  test('are made and listed', async () => {
    expect(made).toMatchObject({ ...wish, scopes: ['provisioning'], expires: null, state: 'valid' });
    expect(await list('federatedCredentials')).toEqual([made]);
  });

  test('have a subject each', async () => {
    expect((await add('federatedCredentials', wish)).status).toBe(409);
  });

  test('and clients have paths of their own', async () => {
    const client = (await add('clients')).body.client as ReplyBody;
    expect(await remove(`clients/${made.id}`)).toBe(404);
    expect(await remove(`federatedCredentials/${client.id}`)).toBe(404);
    expect(await remove(`federatedCredentials/${made.id}`)).toBe(204);
    expect(await remove(`federatedCredentials/${made.id}`)).toBe(404);
    expect(await remove(`clients/${client.id}`)).toBe(204);
    expect([await list('federatedCredentials'), await list('clients')]).toEqual([[], []]);
  });
});

test('the credentials of a tenant are shown with it as they are listed', async () => {
  await newTenant();
  await add('clients');
  const { body } = await manager.send('GET', path);
  expect(body.secretTokens).toEqual(await tokens());
  expect(body.clients).toEqual(await list('clients'));
});
