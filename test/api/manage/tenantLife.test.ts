import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTable } from '../../../shared/store/tables.ts';
import { readTenant, writeTenant } from '../../../shared/tenants/tenantStore.ts';
import { clientOf, type Client, type ReplyBody } from '../../support/client.ts';
import { managementToken, managerOf, startManaged } from '../../support/manage.ts';
import { person } from '../../support/people.ts';
import type { RunningService } from '../../support/service.ts';
import { allRows } from '../../support/store.ts';

// What a portal does with a customer from the first day to the last, in this order.

let service: RunningService;
let manager: Client;
let credential: string;

beforeAll(async () => {
  service = await startManaged();
  const made = await managementToken(service);
  credential = made.id;
  manager = managerOf(service, made.token);
});
afterAll(() => service.stop());

const path = '/tenants/contoso';
const scim = (token: unknown) => clientOf(`${service.url}/scim/contoso`, String(token));
const statusWith = async (token: unknown) => (await scim(token).send('GET', '/Users')).status;
const tenant = async () => (await manager.send('GET', path)).body;
const idOf = (part: unknown) => (part as { id: string }).id;
const list = (part: unknown) => part as ReplyBody[];

let token: unknown;
let tokenId: string;
let userId: string;

test('it is added, and its token works', async () => {
  const { status, headers, body } = await manager.send('POST', '/tenants', {
    name: 'contoso',
    displayName: 'Contoso Ltd',
    settings: { externalIdRequired: false },
    token: { label: 'Entra', expires: '90d' },
  });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`${service.url}/manage/tenants/contoso`);
  expect(body.tenant).toMatchObject({
    name: 'contoso',
    displayName: 'Contoso Ltd',
    tenantUrl: `${service.url}/scim/contoso`,
    tokenEndpoint: `${service.url}/scim/contoso/oauth2/token`,
    provisioning: { enabled: true },
    settings: { externalIdRequired: false, cardNumberUnique: true },
    ...{ users: 0, groups: 0 },
    removing: null,
    lastSeen: null,
    secretTokens: [{ label: 'Entra', scope: 'provisioning', lastUsed: null, state: 'valid' }],
  });
  token = body.secretToken;
  expect(await statusWith(token)).toBe(200);
  expect((await tenant()).name).toBe('contoso');
});

test('it can not be added twice', async () => {
  const { status, body } = await manager.send('POST', '/tenants', { name: 'contoso' });
  expect({ status, detail: body.detail }).toEqual({
    status: 409,
    detail:
      'There is a tenant "contoso" already. If nobody has seen its secret token, replace it by a new one.',
  });
  expect(await statusWith(token)).toBe(200);
});

test('its use is noted, and shown', async () => {
  const [shown] = list((await tenant()).secretTokens);
  expect(Date.now() - Date.parse(String(shown?.lastUsed))).toBeLessThan(60_000);
  tokenId = idOf(shown);
});

test('its token is rotated: both work until the old one is ended', async () => {
  const { status, headers, body } = await manager.send('POST', `${path}/tokens`, { label: 'Next' });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`${service.url}/manage${path}/tokens/${idOf(body.token)}`);
  expect(await statusWith(token)).toBe(200);
  expect(await statusWith(body.secretToken)).toBe(200);
  expect((await manager.send('DELETE', `${path}/tokens/${tokenId}`)).status).toBe(204);
  // On the instance that ended it at once, elsewhere within 30 seconds.
  expect(await statusWith(token)).toBe(401);
  token = body.secretToken;
});

test('a client gets access tokens for its secret', async () => {
  const { status, headers, body } = await manager.send('POST', `${path}/clients`, { label: 'Entra' });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`${service.url}/manage${path}/clients/${idOf(body.client)}`);
  const response = await fetch(`${service.url}/scim/contoso/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: idOf(body.client),
      client_secret: String(body.clientSecret),
    }),
  });
  const { access_token: accessToken } = (await response.json()) as { access_token: string };
  expect(await statusWith(accessToken)).toBe(200);
  expect((await manager.send('DELETE', `${path}/clients/${idOf(body.client)}`)).status).toBe(204);
  expect(await statusWith(accessToken)).toBe(401);
});

test('it is disabled and enabled again', async () => {
  const disabled = await manager.send('PATCH', path, { provisioning: { enabled: false } });
  expect(disabled.body.provisioning).toMatchObject({ enabled: false });
  expect(await statusWith(token)).toBe(403);
  expect((await manager.send('PATCH', path, { provisioning: { enabled: true } })).status).toBe(200);
  expect(await statusWith(token)).toBe(200);
});

test('its groups are counted', async () => {
  const { body } = await scim(token).send('POST', '/Groups', { displayName: 'Team' });
  expect(await tenant()).toMatchObject({ users: 0, groups: 1 });
  expect((await scim(token).send('DELETE', `/Groups/${body.id}`)).status).toBe(204);
  expect(await tenant()).toMatchObject({ users: 0, groups: 0 });
});

test('its users are there, with their secrets for the print system, and who had them is logged', async () => {
  userId = (await scim(token).send('POST', '/Users', person('ada'))).body.id;
  const found = await manager.send('GET', `${path}/users?filter=userName%20eq%20%22ada@example.com%22`);
  expect(found.body.Resources.map(({ id }) => id)).toEqual([userId]);
  expect((await tenant()).users).toBe(1);
  const { status, headers, body } = await manager.send('POST', `${path}/users/${userId}/secrets`, {
    reason: 'Ticket 4711',
  });
  expect({ status, cache: headers.get('cache-control') }).toEqual({ status: 200, cache: 'no-store' });
  expect(body.secrets).toEqual([{ attribute: expect.stringMatching(/:pin$/) as string, value: '0042' }]);
  const [newest] = (await manager.send('GET', `${path}/log`)).body.Resources;
  expect(newest).toMatchObject({
    action: 'reveal',
    userId,
    actor: { tenant: 'contoso', credential: { id: credential, label: 'Test' } },
    requestId: headers.get('x-request-id'),
  });
});

test('what was changed is in the log of the operator, with the credential, the request and what came of it', () => {
  const lines = service
    .log()
    .split('\n')
    .flatMap((line) => /\{.*\}/.exec(line) ?? [])
    .map((json) => JSON.parse(json) as Record<string, unknown>)
    .filter(({ event }) => event === 'managementCall');
  expect(lines.map(({ operation }) => operation)).toEqual([
    'manageAddTenant',
    'manageAddTenant',
    'manageAddToken',
    'manageRevokeToken',
    'manageAddClient',
    'manageRemoveClient',
    'manageChangeTenant',
    'manageChangeTenant',
    'manageRevealSecretsWithReason',
  ]);
  for (const line of lines)
    expect(line).toMatchObject({ credential, requestId: expect.any(String) as string });
  expect(lines.map(({ method, status }) => `${String(method)} ${String(status)}`)).toEqual([
    ...[
      'POST 201',
      'POST 409',
      'POST 201',
      'DELETE 204',
      'POST 201',
      'DELETE 204',
      'PATCH 200',
      'PATCH 200',
      'POST 200',
    ],
  ]);
});

test('it is removed only on confirmation', async () => {
  for (const query of ['', '?confirm=', '?confirm=demo', '?confirm=Contoso']) {
    const { status, body } = await manager.send('DELETE', `${path}${query}`);
    expect(status, query).toBe(400);
    expect(body.detail).toContain('?confirm=<tenant>');
  }
  expect(await statusWith(token)).toBe(200);
});

test('it is removed: every client is refused from then on, and the answer says how long it takes', async () => {
  const { status, headers, body } = await manager.send('DELETE', `${path}?confirm=contoso`);
  expect({ status, phase: body.phase }).toEqual({ status: 202, phase: 'waiting' });
  expect(body.deletedRows).toBeGreaterThan(4);
  expect(headers.get('retry-after')).toBe(String(body.retryAfter));
  expect(body.retryAfter).toBeGreaterThan(60);
  expect(await statusWith(token)).toBe(401);
  expect((await tenant()).removing).toEqual(expect.any(String));
  const refused = await manager.send('PATCH', path, { displayName: 'Still here' });
  expect(refused.status).toBe(409);
  expect((await manager.send('DELETE', `${path}/users/${userId}`)).status).toBe(409);
  const reveal = await manager.send('POST', `${path}/users/${userId}/secrets`, { reason: 'Ticket 4711' });
  expect(reveal.status).toBe(409);
});

test('a later request goes on where it was, and says when nothing is left', async () => {
  // As it is when the time has passed that the answer has named.
  const tenants = await openTable(service, 'scimTenants');
  const { signal } = new AbortController();
  const read = await readTenant(tenants, 'contoso', signal);
  const removing = new Date(Date.now() - 3_600_000).toISOString();
  if (read !== undefined) await writeTenant(tenants, { ...read.tenant, removing }, read.etag, signal);
  const users = await openTable(service, 'scimUsers');
  await users.createEntity({ partitionKey: 'contoso', rowKey: 'u:late', format: 1 });

  expect((await manager.send('DELETE', `${path}?confirm=contoso`)).status).toBe(204);
  expect((await allRows({ table: users, tenant: 'contoso', signal })).size).toBe(0);
  expect((await manager.send('GET', path)).status).toBe(404);
  expect((await manager.send('DELETE', `${path}?confirm=contoso`)).status).toBe(404);
  expect((await manager.send('GET', '/tenants')).body.tenants).toMatchObject([{ name: 'demo' }]);
});
