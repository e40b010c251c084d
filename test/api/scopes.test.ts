import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTable } from '../../shared/store/tables.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import type { Scope } from '../../shared/tenants/credential.ts';
import { clientOf, type Client } from '../support/client.ts';
import { startHosted, type HostedService } from '../support/hostedService.ts';
import { patch, person } from '../support/people.ts';
import { audit, openPartition, startStorage, type TestStorage } from '../support/store.ts';
import { anyToken, madeTenant } from '../support/tenants.ts';

// What each scope reaches, on every function that is served under a tenant's URL.

let storage: TestStorage;
let service: HostedService;
let clients: Readonly<Record<Scope, Client>>;
let id: string;

beforeAll(async () => {
  storage = await startStorage();
  const table = await openTable(storage, 'scimTenants');
  const provisioning = await madeTenant(table, 'demo');
  const tokenOf = async (scope: Scope) =>
    (await addSecretToken(table, 'demo', { ...anyToken, scope }, 'none')).token;
  const [reader, manager] = [await tokenOf('read-only'), await tokenOf('management')];
  service = await startHosted({
    SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
    SCIM_SEALING_KEYS: `k=${randomBytes(32).toString('base64')}`,
  });
  const client = (token: string) => clientOf(`${service.host.url}/scim/demo`, token);
  clients = {
    provisioning: client(provisioning),
    'read-only': client(reader),
    management: client(manager),
  };
  id = (await clients.provisioning.send('POST', '/Users', person('ada'))).body.id;
});
afterAll(async () => {
  await service.stop();
  await storage.close();
});

interface Request {
  readonly method: string;
  readonly path: () => string;
  readonly body?: unknown;
  /** For who may. */
  readonly status: number;
}

const get = (path: string | (() => string), status = 200): Request => ({
  method: 'GET',
  path: typeof path === 'string' ? () => path : path,
  status,
});
const user = () => `/Users/${id}`;
const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] };
const bulk = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
  Operations: [{ method: 'POST', path: '/Users', bulkId: 'a', data: person('bulk') }],
};
const post = (path: string, body: unknown, status: number): Request => ({
  ...get(path, status),
  method: 'POST',
  body,
});

/** By the function that serves them. */
const reads: Readonly<Record<string, Request>> = {
  getGroup: get('/Groups/x', 404),
  getResourceType: get('/ResourceTypes/User'),
  getSchema: get('/Schemas/urn:ietf:params:scim:schemas:core:2.0:User'),
  getUser: get(user),
  listGroups: get('/Groups'),
  listResourceTypes: get('/ResourceTypes'),
  listSchemas: get('/Schemas'),
  listUsers: get('/Users?filter=userName+eq+%22ada@example.com%22'),
  me: get('/Me', 501),
  searchGroups: post('/Groups/.search', search, 200),
  search: post('/.search', search, 200),
  searchUsers: post('/Users/.search', search, 200),
  serviceProviderConfig: get('/ServiceProviderConfig'),
};
const writes: Readonly<Record<string, Request>> = {
  createUser: post('/Users', person('eve'), 201),
  replaceUser: { ...get(user), method: 'PUT', body: person('ada') },
  patchUser: { ...get(user), method: 'PATCH', body: patch({ op: 'replace', path: 'title', value: 'Other' }) },
  createGroup: post('/Groups', { displayName: 'Finance' }, 201),
  replaceGroup: { ...get('/Groups/x', 404), method: 'PUT', body: { displayName: 'Other' } },
  patchGroup: { ...get('/Groups/x', 404), method: 'PATCH', body: patch() },
  deleteGroup: { ...get('/Groups/x', 404), method: 'DELETE' },
  bulk: post('/Bulk', bulk, 200),
  deleteUser: { ...get(user, 204), method: 'DELETE' },
};

const send = (scope: Scope, { method, path, body }: Request) => clients[scope].send(method, path(), body);
const stored = async () => audit(await openPartition(storage.connectionString, 'demo'));

async function expectInsufficient(scope: Scope, request: Request, needed: string): Promise<void> {
  const reply = await send(scope, request);
  expect(reply.status).toBe(403);
  expect(reply.headers.get('www-authenticate')).toBe(
    `Bearer realm="scim", error="insufficient_scope", scope="${needed}"`,
  );
  expect(reply.headers.get('content-type')).toBe('application/scim+json');
  expect(reply.body).toMatchObject({ status: '403', detail: expect.stringContaining('scope') as string });
}

test('every function under a tenant is one of these', () => {
  const served = service.host.functions.filter(({ route }) => route.startsWith('scim/'));
  expect(served.map(({ name }) => name).toSorted()).toEqual(
    [...Object.keys(reads), ...Object.keys(writes), 'issueToken', 'jwks', 'provisioningLog'].toSorted(),
  );
});

describe('read-only', () => {
  test.each(Object.entries(reads))('%s is allowed', async (_, request) => {
    expect((await send('read-only', request)).status).toBe(request.status);
    if (request.method !== 'GET' || request.status !== 200) return;
    expect((await send('read-only', { ...request, method: 'HEAD' })).status).toBe(200);
  });

  test.each(Object.entries(writes))(
    '%s is 403 insufficient_scope, and nothing happens',
    async (_, request) => {
      const before = await stored();
      await expectInsufficient('read-only', request, 'provisioning');
      // A client that may not write is not told what else is wrong.
      if (request.body !== undefined)
        await expectInsufficient('read-only', { ...request, body: '{' }, 'provisioning');
      expect(await stored()).toEqual(before);
    },
  );

  test('what it reads holds no more than what a provisioning token reads', async () => {
    const [theirs, ours] = [await send('read-only', get(user)), await send('provisioning', get(user))];
    expect(theirs.body).toEqual(ours.body);
  });
});

describe('management', () => {
  test.each(Object.entries(reads))('%s is 403 insufficient_scope', async (_, request) => {
    await expectInsufficient('management', request, 'provisioning read-only');
  });

  test.each(Object.entries(writes))(
    '%s is 403 insufficient_scope, and nothing happens',
    async (_, request) => {
      const before = await stored();
      await expectInsufficient('management', request, 'provisioning');
      expect(await stored()).toEqual(before);
    },
  );
});

test.each(['provisioning', 'read-only', 'management'] as const)(
  '%s reads the provisioning log',
  async (scope) => {
    expect((await send(scope, get('/provisioningLog'))).status).toBe(200);
  },
);

test('a path that is not served is said to be so, whatever the scope', async () => {
  for (const scope of ['provisioning', 'read-only', 'management'] as const) {
    expect((await send(scope, get('/Nothing'))).status).toBe(404);
    expect((await send(scope, { ...get('/Users'), method: 'DELETE' })).status).toBe(405);
  }
});

describe('provisioning', () => {
  test.each(Object.entries({ ...reads, ...writes }))('%s is allowed', async (_, request) => {
    expect((await send('provisioning', request)).status).toBe(request.status);
  });
});

test('the log names the tenant where the caller is known, and never else', async () => {
  await clients['read-only'].send('POST', '/Users', person('eve'));
  const refusal = service.lines.find((line) => /"operation":"createUser".*"status":403/.test(line));
  expect(refusal).toContain('"tenant":"demo"');
  const before = service.lines.length;
  for (const tenant of ['demo', 'quiet', 'no%20name'])
    expect((await clientOf(`${service.host.url}/scim/${tenant}`, 'wrong').send('GET', '/Users')).status).toBe(
      401,
    );
  const lines = service.lines.slice(before).filter((line) => line.includes('"event":"request"'));
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).not.toMatch(/demo|quiet|name/);
});
