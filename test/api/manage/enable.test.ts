import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientOf, type Client, type ReplyBody } from '../../support/client.ts';
import { managerOf, sharedManagementToken } from '../../support/manage.ts';
import { rememberSecret } from '../../support/secretSearch.ts';
import { useTenant } from '../../support/useTenant.ts';

// The way of the console: an identity provider is added, and provisioning enabled later.

const { service } = await useTenant();
let manager: Client;
let name: string;
let path: string;

beforeAll(async () => {
  manager = managerOf(service, (await sharedManagementToken(service)).token);
});
beforeEach(async () => {
  name = `e${randomUUID().slice(0, 13)}`;
  path = `/tenants/${name}`;
  const added = await manager.send('POST', '/tenants', {
    name,
    displayName: 'Contoso',
    provisioning: { enabled: false },
  });
  expect(added.status).toBe(201);
  expect(Object.keys(added.body)).toEqual(['tenant']);
  expect(added.body.tenant).toMatchObject({ provisioning: { enabled: false }, secretTokens: [] });
});

/** The answer of a POST that makes a secret is the only one that may hold it. */
async function enable(body: object, headers: Readonly<Record<string, string>> = {}): Promise<ReplyBody> {
  const { status, body: answer } = await clientOf(
    `${service.url}/manage`,
    (await sharedManagementToken(service)).token,
  ).send('POST', `${path}/enable`, body, headers);
  expect(status).toBe(200);
  for (const secret of [answer.secretToken, answer.clientSecret])
    rememberSecret(typeof secret === 'string' ? secret : undefined);
  expect(answer.tenant).toMatchObject({ name, provisioning: { enabled: true } });
  return answer;
}

const federation = {
  entraTenantId: '00000000-0000-0000-0000-000000000001',
  subject: '00000000-0000-0000-0000-000000000002',
  audience: 'api://AzureADTokenExchange',
};

describe('provisioning is enabled, with', () => {
  test('a secret token, which works at once', async () => {
    const made = await enable({ label: 'Entra', expires: '90d' });
    expect(made.token).toMatchObject({ label: 'Entra', state: 'valid', newest: true });
    const scim = clientOf(`${service.url}/scim/${name}`, String(made.secretToken));
    expect((await scim.send('GET', '/Users')).status).toBe(200);
  });

  test('a client, whose secret gets access tokens', async () => {
    const { client, clientSecret } = await enable({ method: 'clientCredentials', label: 'Entra', days: 365 });
    const { id, secrets } = client as ReplyBody;
    expect(secrets).toMatchObject([{ label: 'Entra', newest: true }]);
    const response = await fetch(`${service.url}/scim/${name}/oauth2/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: String(clientSecret),
      }),
    });
    expect(response.status).toBe(200);
  });

  test('an application of Entra, which has no secret', async () => {
    const made = await enable({ method: 'workloadIdentity', ...federation });
    expect(made).toMatchObject({ federatedCredential: { ...federation, scopes: ['provisioning'] } });
    expect(made).not.toHaveProperty('secretToken');
  });
});

test.each(['secretToken', 'clientCredentials'])('a %s is made once', async (method) => {
  await enable({ method });
  await manager.send('PATCH', path, { provisioning: { enabled: false } });
  for (const again of ['secretToken', 'clientCredentials'])
    expect(Object.keys(await enable({ method: again }))).toEqual(['tenant']);
  const { secretTokens, clients } = (await manager.send('GET', path)).body;
  expect((secretTokens as object[]).length + (clients as object[]).length).toBe(1);
});

test.each(['secretToken', 'clientCredentials'])(
  'if the answer was lost, a repetition with the same key makes another %s in its place',
  async (method) => {
    const etag = (await manager.send('GET', path)).headers.get('etag') ?? '';
    const headers = { 'idempotency-key': name, 'if-match': etag };
    const lost = await enable({ method }, headers);
    const again = await enable({ method }, headers);
    const secrets = [lost, again].map(({ secretToken, clientSecret }) => secretToken ?? clientSecret);
    expect(secrets.every((secret) => typeof secret === 'string')).toBe(true);
    expect(secrets[0]).not.toBe(secrets[1]);
    const { secretTokens, clients } = (await manager.send('GET', path)).body;
    expect((secretTokens as object[]).length + (clients as object[]).length).toBe(1);
  },
);

describe.each([
  ['secretToken', {}],
  ['clientCredentials', {}],
  ['workloadIdentity', federation],
])('of several who enable at once by %s, one makes a credential', (method, more) => {
  const enableAtOnce = async (headers: Readonly<Record<string, string>> = {}) => {
    const { token } = await sharedManagementToken(service);
    const client = clientOf(`${service.url}/manage`, token);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => client.send('POST', `${path}/enable`, { method, ...more }, headers)),
    );
    const { secretTokens, clients, federatedCredentials } = (await manager.send('GET', path)).body;
    expect([secretTokens, clients, federatedCredentials].flat()).toHaveLength(1);
    const made = answers.flatMap(({ body: { secretToken, clientSecret, federatedCredential } }) => {
      rememberSecret((secretToken ?? clientSecret) as string | undefined);
      return secretToken ?? clientSecret ?? federatedCredential ?? [];
    });
    expect(made).toHaveLength(1);
    return answers.map(({ status }) => status).toSorted();
  };

  test('and the others find provisioning on', async () => {
    expect(await enableAtOnce()).toEqual([200, 200, 200, 200]);
  });

  test('and the others are told so, if they say which version they saw', async () => {
    const etag = (await manager.send('GET', path)).headers.get('etag') ?? '';
    expect(await enableAtOnce({ 'if-match': etag })).toEqual([200, 412, 412, 412]);
  });
});

test('the audit log says which credential was made', async () => {
  const { token } = await enable({});
  const { body } = await manager.send('GET', `/audit?tenant=${name}&action=tenant.enable`);
  expect(body.entries).toMatchObject([{ target: (token as ReplyBody).id, outcome: 'done' }]);
});

test.each([
  [{ method: 'clientCredentials', expires: '90d' }, '/expires does not belong'],
  [{ days: 400 }, '/days does not belong'],
  [{ method: 'workloadIdentity', ...federation, audience: undefined }, '/audience is required'],
])('%j is refused, and provisioning stays off', async (body, detail) => {
  const refused = await manager.send('POST', `${path}/enable`, body);
  expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining(detail)]);
  expect((await manager.send('GET', path)).body.provisioning).toMatchObject({ enabled: false });
});

test.each([{ method: 'clientCredentials' }, { method: 'workloadIdentity', ...federation }])(
  'no credential is made that the tenant does not accept: %j',
  async (body) => {
    await manager.send('PATCH', path, { settings: { authentication: ['secretToken'] } });
    const refused = await manager.send('POST', `${path}/enable`, body);
    expect([refused.status, refused.body.detail]).toEqual([
      400,
      `The settings of the tenant do not allow the method ${body.method}. Allow it first, or choose another one.`,
    ]);
    const { provisioning, clients, federatedCredentials } = (await manager.send('GET', path)).body;
    expect({ provisioning, clients, federatedCredentials }).toMatchObject({
      ...{ provisioning: { enabled: false }, clients: [], federatedCredentials: [] },
    });
  },
);

test('a token belongs to a tenant whose provisioning is on', async () => {
  const body = { name: `${name}x`, provisioning: { enabled: false }, token: { label: 'Entra' } };
  expect((await manager.send('POST', '/tenants', body)).body.code).toBe('tokenUnwanted');
  const on = await manager.send('POST', '/tenants', { ...body, provisioning: { enabled: true } });
  expect([on.status, typeof on.body.secretToken]).toEqual([201, 'string']);
});

describe('who has an old version of a tenant', () => {
  const tagOf = async () => (await manager.send('GET', path)).headers.get('etag') ?? '';

  test('changes nothing', async () => {
    const old = await tagOf();
    const changed = await manager.send('PATCH', path, { displayName: 'Other' }, { 'if-match': old });
    expect(changed.headers.get('etag')).toBe(await tagOf());
    expect(changed.headers.get('etag')).not.toBe(old);
    for (const [method, part, body] of [
      ['PATCH', '', { displayName: 'Mine' }],
      ['POST', '/enable', {}],
      ['POST', '/enable', { method: 'clientCredentials' }],
    ] as const) {
      const refused = await manager.send(method, `${path}${part}`, body, { 'if-match': old });
      expect([refused.status, refused.body.code]).toEqual([412, 'versionMismatch']);
    }
    expect((await manager.send('GET', path)).body).toMatchObject({
      ...{ displayName: 'Other', provisioning: { enabled: false }, secretTokens: [], clients: [] },
    });
  });

  test('is told nothing if it is as it should be', async () => {
    const old = await tagOf();
    await manager.send('PATCH', path, { displayName: 'Other' });
    const repeated = await manager.send('PATCH', path, { displayName: 'Other' }, { 'if-match': old });
    expect(repeated.status).toBe(200);
  });

  test('finds that credentials change it, and what is provisioned does not', async () => {
    const { secretToken } = await enable({});
    const before = await tagOf();
    await clientOf(`${service.url}/scim/${name}`, String(secretToken)).send('GET', '/Users');
    expect(await tagOf()).toBe(before);
    await manager.send('POST', `${path}/tokens`, {});
    expect(await tagOf()).not.toBe(before);
  });
});
