import { beforeEach, describe, expect, test } from 'vitest';
import { findSecret, looksLikeClientSecret, scopes } from '../../shared/tenants/credential.ts';
import {
  addClient,
  addClientSecret,
  clientSecretDays,
  maxClients,
  maxClientSecrets,
  removeClient,
  revokeClientSecret,
} from '../../shared/tenants/clients.ts';
import {
  addFederatedCredential,
  type FederatedCredentialInput,
} from '../../shared/tenants/federatedCredentials.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { setTenant } from '../../shared/tenants/lifecycle.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { writeTenant } from '../../shared/tenants/tenantStore.ts';
import { loseOnce } from '../support/storageProxy.ts';
import { anyToken, madeTenant, useTenantsTable, tenantOf } from '../support/tenants.ts';

const day = 24 * 3_600_000;
const signal = new AbortController().signal;

const tables = await useTenantsTable();
let serial = 0;
let name: string;

beforeEach(async () => {
  name = `tenant-${(serial += 1)}`;
  await madeTenant(tables.table, name);
});

const wish = { label: 'Entra', scopes: ['provisioning'], days: clientSecretDays.default } as const;
const secretWish = { label: 'Second', days: clientSecretDays.default };
const federatedWish: FederatedCredentialInput = {
  label: 'Federated',
  entraTenantId: '11111111-2222-3333-4444-555555555555',
  subject: '66666666-7777-8888-9999-000000000000',
  audience: 'api://scim',
  scopes: ['provisioning'],
  expires: undefined,
};
const subject = (i: number) => `66666666-7777-8888-9999-${String(i).padStart(12, '0')}`;
const stored = async () => {
  const tenant = await tables.stored(name);
  if (tenant === undefined) throw new Error('There is no tenant.');
  return tenant;
};
const refused = (status: number) => ({ name: 'ScimError', status });

/** Clients past the limits' own functions, to be quick. */
async function fillWithClients(number: number): Promise<void> {
  const { etag } = await tables.table.getEntity('tenants', name);
  const created = '2026-01-01T00:00:00.000Z';
  const clients = Array.from({ length: number }, (_, i) => {
    return { id: `client-${i}`, label: 'Client', created, scopes: ['provisioning'] as const, secrets: [] };
  });
  await writeTenant(tables.table, { ...tenantOf(name), clients }, etag, signal);
}

describe('a wish that is made again', () => {
  const key = { idempotencyKey: 'onboarding of June' };

  test('gives one client, with a secret that was seen', async () => {
    const first = await addClient(tables.table, name, { ...wish, ...key });
    const again = await addClient(tables.table, name, { ...wish, ...key });
    expect(again.clientId).toBe(first.clientId);
    expect((await stored()).clients).toMatchObject([
      { id: first.clientId, label: wish.label, secrets: [again.record] },
    ]);
    await noteUse(tables.table, name, again.record.id, new Date());
    await expect(addClient(tables.table, name, { ...wish, ...key })).rejects.toMatchObject(refused(409));
    const other = await addClient(tables.table, name, { ...wish, idempotencyKey: 'another' });
    expect(other.clientId).not.toBe(first.clientId);
  });

  test('takes over no client that has other secrets: those are of somebody who knows it', async () => {
    const known = await addClient(tables.table, name, wish);
    await addClientSecret(tables.table, name, known.clientId, { ...secretWish, ...key });
    const before = (await stored()).clients;
    const made = await addClient(tables.table, name, { ...wish, ...key, scopes: ['management'] });
    expect(made.clientId).not.toBe(known.clientId);
    expect((await stored()).clients.slice(0, 1)).toEqual(before);
  });

  test('gives a client one more secret, and the others stay', async () => {
    const { clientId, record: inUse } = await addClient(tables.table, name, wish);
    await addClientSecret(tables.table, name, clientId, { ...secretWish, ...key });
    const { record } = await addClientSecret(tables.table, name, clientId, { ...secretWish, ...key });
    expect((await stored()).clients[0]?.secrets).toEqual([record, inUse]);
  });

  test('and a rotation keeps the secret in use, however often it is made', async () => {
    const { clientId, record: inUse } = await addClient(tables.table, name, wish);
    await noteUse(tables.table, name, inUse.id, new Date());
    const rotate = () => addClientSecret(tables.table, name, clientId, secretWish, 'oldest');
    for (let times = 0; times < maxClientSecrets; times += 1) await rotate();
    const { record, tenant } = await rotate();
    expect((await stored()).clients[0]?.secrets).toEqual([record, inUse]);
    expect(tenant).toEqual(await stored());
    const alone = await addClientSecret(tables.table, name, clientId, secretWish, 'others');
    expect((await stored()).clients[0]?.secrets).toEqual([alone.record]);
  });
});

describe('addClient', () => {
  test('makes a client with one secret, of which only the hash is stored', async () => {
    const before = Date.now();
    const made = await addClient(tables.table, name, { ...wish, scopes: ['provisioning', 'read-only'] });
    expect(looksLikeClientSecret(made.secret)).toBe(true);
    const tenant = await stored();
    expect(tenant.clients).toEqual([
      {
        id: made.clientId,
        label: 'Entra',
        created: made.record.created,
        scopes: ['provisioning', 'read-only'],
        secrets: [made.record],
      },
    ]);
    expect(tenant.secretTokens).toHaveLength(1);
    expect(findSecret([made.record], made.secret)).toBe(made.record);
    expect(JSON.stringify(tenant)).not.toContain(made.secret.slice(8, -6));
    const { created, expires } = made.record;
    expect(Date.parse(created)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(expires ?? '') - Date.parse(created)).toBe(730 * day);
  });

  test.each([365, 366, 1_095])('its secret may work for %j days', async (days) => {
    const { record } = await addClient(tables.table, name, { ...wish, days });
    expect(Date.parse(record.expires ?? '') - Date.parse(record.created)).toBe(days * day);
  });

  test.each([0, -1, 1, 364, 1_096, 365.5, Number.NaN, Infinity])('and not for %j days', async (days) => {
    const row = await tables.row(name);
    await expect(addClient(tables.table, name, { ...wish, days })).rejects.toMatchObject(refused(400));
    const { clientId } = await addClient(tables.table, name, wish);
    await expect(
      addClientSecret(tables.table, name, clientId, { ...secretWish, days }),
    ).rejects.toMatchObject({ ...refused(400), message: expect.stringContaining('365 to 1095') as string });
    expect((await stored()).clients[0]?.secrets).toHaveLength(1);
    expect(row.etag).not.toBe((await tables.row(name)).etag);
  });

  test('has each of its scopes once', async () => {
    const { clientId } = await addClient(tables.table, name, {
      ...wish,
      scopes: ['read-only', 'provisioning', 'read-only'],
    });
    const [client] = (await stored()).clients;
    expect(client).toMatchObject({ id: clientId, scopes: ['provisioning', 'read-only'] });
  });

  test('needs a label and a scope', async () => {
    const row = await tables.row(name);
    for (const wrong of [
      { ...wish, label: '' },
      { ...wish, label: 'a\nb' },
      { ...wish, scopes: [] },
    ])
      await expect(addClient(tables.table, name, wrong)).rejects.toMatchObject(refused(400));
    expect(await tables.row(name)).toEqual(row);
  });

  test.each(['nobody', 'No/Tenant', ''])('there is no tenant %j', async (unknown) => {
    await expect(addClient(tables.table, unknown, wish)).rejects.toMatchObject(refused(404));
    await expect(addFederatedCredential(tables.table, unknown, federatedWish)).rejects.toMatchObject(
      refused(404),
    );
    await expect(removeClient(tables.table, unknown, 'x')).rejects.toMatchObject(refused(404));
  });

  test('where the answer to its write is lost it is made once', async () => {
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    const made = await addClient(tables.watched, name, wish);
    expect((await stored()).clients.map(({ id, secrets }) => [id, secrets])).toEqual([
      [made.clientId, [made.record]],
    ]);
  });

  test('another change that came first is not undone', async () => {
    let other: string | undefined;
    tables.proxy.treat(async ({ method }) => {
      if (method === 'PUT' && other === undefined) {
        other = '';
        other = (await addClient(tables.table, name, wish)).clientId;
      }
      return 'pass' as const;
    });
    const { clientId } = await addClient(tables.watched, name, wish);
    expect((await stored()).clients.map(({ id }) => id)).toEqual([other, clientId]);
  });

  test(`a tenant has at most ${maxClients} clients, the federated ones counted`, async () => {
    await fillWithClients(maxClients - 1);
    await addFederatedCredential(tables.table, name, federatedWish);
    const row = await tables.row(name);
    await expect(addClient(tables.table, name, wish)).rejects.toMatchObject(refused(409));
    await expect(
      addFederatedCredential(tables.table, name, { ...federatedWish, subject: subject(1) }),
    ).rejects.toMatchObject(refused(409));
    expect(await tables.row(name)).toEqual(row);
    await removeClient(tables.table, name, 'client-0');
    await expect(addClient(tables.table, name, wish)).resolves.toBeDefined();
  });
});

describe('the secrets of a client', () => {
  let clientId: string;
  let first: string;
  beforeEach(async () => {
    const made = await addClient(tables.table, name, wish);
    clientId = made.clientId;
    first = made.record.id;
  });
  const secrets = async () => (await stored()).clients.find(({ id }) => id === clientId)?.secrets ?? [];
  const add = (table = tables.table) => addClientSecret(table, name, clientId, secretWish);

  test('several work at a time, the newest first; other clients keep theirs', async () => {
    const other = await addClient(tables.table, name, wish);
    const second = await add();
    expect(second.clientId).toBe(clientId);
    expect(await secrets()).toMatchObject([{ id: second.record.id, label: 'Second' }, { id: first }]);
    expect((await stored()).clients[1]?.secrets).toEqual([other.record]);
  });

  test(`${maxClientSecrets} at most; who has expired makes room`, async () => {
    for (let i = 1; i < maxClientSecrets; i += 1) await add();
    const row = await tables.row(name);
    await expect(add()).rejects.toMatchObject(refused(409));
    expect(await tables.row(name)).toEqual(row);
    const tenant = await stored();
    const aged = tenant.clients.map((client) => ({
      ...client,
      secrets: client.secrets.map((secret) =>
        secret.id === first ? { ...secret, expires: '2020-01-01T00:00:00.000Z' } : secret,
      ),
    }));
    await writeTenant(tables.table, { ...tenant, clients: aged }, String(row.etag), signal);
    const { record } = await add();
    const ids = (await secrets()).map(({ id }) => id);
    expect([ids.length, ids[0], ids.includes(first)]).toEqual([maxClientSecrets, record.id, false]);
  });

  test('where the answer to its write is lost it is made once', async () => {
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    const { record } = await add(tables.watched);
    expect((await secrets()).map(({ id }) => id)).toEqual([record.id, first]);
  });

  test('one is revoked, also the last; the client stays', async () => {
    const { record } = await add();
    await revokeClientSecret(tables.table, name, clientId, first);
    expect((await secrets()).map(({ id }) => id)).toEqual([record.id]);
    await revokeClientSecret(tables.table, name, clientId, record.id);
    expect(await secrets()).toEqual([]);
    expect((await stored()).clients).toHaveLength(1);
  });

  test('where the answer to a revocation is lost it is done, and not said to be missing', async () => {
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    await revokeClientSecret(tables.watched, name, clientId, first);
    expect(await secrets()).toEqual([]);
  });

  test('there is no such secret, and no such client', async () => {
    const row = await tables.row(name);
    for (const id of ['', 'nobody', '__proto__']) {
      await expect(revokeClientSecret(tables.table, name, clientId, id)).rejects.toMatchObject(refused(404));
      await expect(revokeClientSecret(tables.table, name, id, first)).rejects.toMatchObject(refused(404));
      await expect(addClientSecret(tables.table, name, id, secretWish)).rejects.toMatchObject(refused(404));
      await expect(removeClient(tables.table, name, id)).rejects.toMatchObject(refused(404));
    }
    expect(await tables.row(name)).toEqual(row);
  });

  test('a client goes with all its secrets; a lost answer does not make it missing', async () => {
    const other = await addClient(tables.table, name, wish);
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    await removeClient(tables.watched, name, clientId);
    expect((await stored()).clients.map(({ id }) => id)).toEqual([other.clientId]);
    await expect(removeClient(tables.table, name, clientId)).rejects.toMatchObject(refused(404));
  });
});

describe('federated credentials', () => {
  test('are stored as they were wished, and removed by their id', async () => {
    const expires = '2030-01-01T00:00:00.000Z';
    const record = await addFederatedCredential(tables.table, name, { ...federatedWish, expires });
    expect(record).toEqual({ ...federatedWish, expires, id: record.id, created: record.created });
    expect((await stored()).federatedCredentials).toEqual([record]);
    await removeClient(tables.table, name, record.id);
    expect((await stored()).federatedCredentials).toEqual([]);
  });

  test('a subject has one credential', async () => {
    await addFederatedCredential(tables.table, name, federatedWish);
    const row = await tables.row(name);
    const again = { ...federatedWish, label: 'Again' };
    await expect(addFederatedCredential(tables.table, name, again)).rejects.toMatchObject(refused(409));
    expect(await tables.row(name)).toEqual(row);
  });

  test('where the answer to its write is lost it is made once', async () => {
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    const record = await addFederatedCredential(tables.watched, name, federatedWish);
    expect((await stored()).federatedCredentials).toEqual([record]);
  });

  test.each<Partial<FederatedCredentialInput>>([
    { label: '' },
    { scopes: [] },
    { entraTenantId: 'contoso.com' },
    { entraTenantId: federatedWish.entraTenantId.replace('1', 'A') },
    { subject: '' },
    { subject: `${federatedWish.subject}\n` },
    { audience: '' },
    { audience: '  ' },
    { audience: 'x'.repeat(257) },
    { audience: 'api://scim\u0000' },
  ])('refuses %j', async (wrong) => {
    const row = await tables.row(name);
    await expect(
      addFederatedCredential(tables.table, name, { ...federatedWish, ...wrong }),
    ).rejects.toMatchObject(refused(400));
    expect(await tables.row(name)).toEqual(row);
  });
});

test('the fullest tenant that there can be fits into its row', async () => {
  // Two UTF-16 units a character, and none that JSON writes as one.
  const widest = '😀';
  const label = widest.repeat(64);
  const all = [...scopes];
  await setTenant(tables.table, name, { displayName: widest.repeat(128) });
  for (const scope of scopes)
    for (let i = 0; i < 2; i += 1)
      await addSecretToken(
        tables.table,
        name,
        { ...anyToken, label, scope, expires: '2030-01-01T00:00:00.000Z' },
        'oldest',
      );
  for (let i = 0; i < maxClients; i += 1) {
    const { clientId } = await addClient(tables.table, name, { label, scopes: all, days: 365 });
    for (let more = 1; more < maxClientSecrets; more += 1)
      await addClientSecret(tables.table, name, clientId, { label, days: 365 });
  }
  const { clients, secretTokens } = await stored();
  expect(clients.every(({ secrets }) => secrets.length === maxClientSecrets)).toBe(true);
  expect([clients.length, secretTokens.length]).toEqual([maxClients, 6]);
  await expect(addSecretToken(tables.table, name, { ...anyToken, label }, 'oldest')).resolves.toBeDefined();
});
