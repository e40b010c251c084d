import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defined } from '../../shared/scim/json.ts';
import { createClientSecret } from '../../shared/tenants/credential.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import {
  addClient,
  addClientSecret,
  revokeClientSecret,
  type MadeSecret,
} from '../../shared/tenants/clients.ts';
import { readLastUsed } from '../../shared/tenants/lastUsed.ts';
import { disableTenant, ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { readTenant, writeTenant } from '../../shared/tenants/tenantStore.ts';
import { altered } from '../support/altered.ts';
import { clientOf } from '../support/client.ts';
import { readJwt } from '../support/jwts.ts';
import { basic, requestToken, type TokenForm, type TokenReply } from '../support/oauth.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { startService, type RunningService } from '../support/service.ts';
import { signingKey } from '../support/signingKeys.ts';
import { busyMessage, startStorageProxy } from '../support/storageProxy.ts';
import { anyToken, madeTenant } from '../support/tenants.ts';

let service: RunningService;
let table: Table;
let client: MadeSecret;

beforeAll(async () => {
  service = await startService({
    SCIM_SIGNING_KEYS: [signingKey('new'), signingKey('old')].join(','),
    SCIM_ACCESS_TOKEN_MINUTES: '90',
  });
  table = await openTable(service, 'scimTenants');
  client = await madeClient('demo');
});
afterAll(() => service.stop());

/** One more service on the storage of the first. */
function startOn(connectionString: string, more: Readonly<Record<string, string>> = {}) {
  return startService({
    SCIM_STORAGE_CONNECTION_STRING: connectionString,
    SCIM_SEALING_KEYS: `key=${Buffer.alloc(32, 1).toString('base64')}`,
    SCIM_SIGNING_KEYS: signingKey('key'),
    ...more,
  });
}

async function madeClient(tenant: string): Promise<MadeSecret> {
  const made = await addClient(table, tenant, {
    label: 'Reporting',
    scopes: ['provisioning', 'read-only'],
    days: 365,
  });
  rememberSecret(made.secret);
  return made;
}

const urlOf = (tenant: string): string => `${service.url}/scim/${tenant}`;
const ask = (form: TokenForm, headers?: Record<string, string>, tenant = 'demo'): Promise<TokenReply> =>
  requestToken(urlOf(tenant), form, headers);
const inBody = () => ({ client_id: client.clientId, client_secret: client.secret });
const read = async (token: string, tenant = 'demo'): Promise<number> =>
  (await clientOf(urlOf(tenant), token).send('GET', '/Users')).status;

/** What two answers must have in common, to be the same: all of the answer but its time and its id. */
const face = ({ status, headers, text }: TokenReply) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
});

describe('a client gets an access token', () => {
  test('that is answered as RFC 6749 §5.1 has it', async () => {
    const { status, headers, body } = await ask({}, basic(client.clientId, client.secret));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'Bearer',
      expires_in: 5_400,
      scope: 'provisioning read-only',
    });
    expect([headers.get('content-type'), headers.get('cache-control'), headers.get('pragma')]).toEqual([
      'application/json',
      'no-store',
      'no-cache',
    ]);
    const { header, claims } = readJwt(body.access_token);
    expect(header).toEqual({ alg: 'ES256', kid: 'new', typ: 'at+jwt' });
    expect(claims).toMatchObject({
      client_id: client.clientId,
      credential: client.record.id,
      aud: 'scim/demo',
    });
    expect(await read(body.access_token)).toBe(200);
  });

  // How a client may say who it is: shared/auth/clientAuthentication.test.ts.
  const ways: [string, () => Promise<TokenReply>][] = [
    ['in the header', () => ask({}, basic(client.clientId, client.secret))],
    ['in the body, with empty parameters', () => ask({ ...inBody(), client_assertion: '', scope: '' })],
    ['in the body, with a parameter that nobody knows', () => ask({ ...inBody(), resource: 'x' })],
    [
      'in the body, with a charset',
      () => ask(inBody(), { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }),
    ],
  ];
  test.each(ways)('%s', async (_, send) => {
    expect(await send()).toMatchObject({ status: 200 });
  });

  test('for each of its secrets, until that is revoked', async () => {
    const second = await addClientSecret(table, 'demo', client.clientId, { label: 'Second', days: 365 });
    rememberSecret(second.secret);
    const withSecond = () => ask({ ...inBody(), client_secret: second.secret });
    expect([(await ask(inBody())).status, (await withSecond()).status]).toEqual([200, 200]);
    await revokeClientSecret(table, 'demo', client.clientId, second.record.id);
    // An unknown client makes the service read the tenant again: from then on it knows of the revocation.
    await ask({ ...inBody(), client_secret: createClientSecret() });
    expect([(await ask(inBody())).status, (await withSecond()).status]).toEqual([200, 401]);
  });

  test('and it is known which secret it has used, and when', async () => {
    await madeTenant(table, 'noted');
    const { clientId, secret, record } = await madeClient('noted');
    await ask({ client_id: clientId, client_secret: secret }, {}, 'noted');
    const used = await readLastUsed(table, 'noted', new AbortController().signal);
    expect([...used.keys()]).toEqual([record.id]);
  });

  test('that works no longer than the secret', async () => {
    await madeTenant(table, 'ending');
    const ending = await madeClient('ending');
    await expireSecrets('ending', new Date(Date.now() + 600_000));
    const { body } = await ask({ client_id: ending.clientId, client_secret: ending.secret }, {}, 'ending');
    expect(body.expires_in).toBeGreaterThan(500);
    expect(body.expires_in).toBeLessThanOrEqual(600);
  });

  test.each([
    [undefined, 'provisioning read-only'],
    ['read-only', 'read-only'],
    ['provisioning', 'provisioning'],
    ['read-only provisioning', 'provisioning read-only'],
    ['read-only read-only', 'read-only'],
    ['scim', 'provisioning read-only'],
  ])('for the scope that it asks for: %s', async (scope, granted) => {
    const { body } = await ask({ ...inBody(), ...defined({ scope }) });
    expect(body.scope).toBe(granted);
    expect(readJwt(body.access_token).claims.scope).toBe(granted);
  });
});

/** Sets the end of all secrets of a tenant's clients. */
async function expireSecrets(name: string, expires: Date): Promise<void> {
  const { signal } = new AbortController();
  const stored = await readTenant(table, name, signal);
  if (stored === undefined) throw new Error(`There is no tenant ${name}.`);
  const clients = stored.tenant.clients.map((each) => ({
    ...each,
    secrets: each.secrets.map((secret) => ({ ...secret, expires: expires.toISOString() })),
  }));
  await writeTenant(table, { ...stored.tenant, clients }, stored.etag, signal);
}

describe('what is wrong with a request is said as RFC 6749 §5.2 has it', () => {
  const text = (form: Record<string, string>): string => new URLSearchParams(form).toString();
  // What is wrong with a form or with how a client says who it is: shared/api/oauth.test.ts and
  // shared/auth/clientAuthentication.test.ts.
  const cases: [string, string, () => Promise<TokenReply>][] = [
    ['no grant type', 'invalid_request', () => ask(text(inBody()))],
    ['another grant type', 'unsupported_grant_type', () => ask({ ...inBody(), grant_type: 'password' })],
    ['a grant type in capitals', 'unsupported_grant_type', () => ask({ grant_type: 'CLIENT_CREDENTIALS' })],
    ['JSON', 'invalid_request', () => ask('{}', { 'content-type': 'application/json' })],
    [
      'a secret in header and body',
      'invalid_request',
      () => ask(inBody(), basic(client.clientId, client.secret)),
    ],
    ['a scope that it has not', 'invalid_scope', () => ask({ ...inBody(), scope: 'management' })],
    ['a scope that there is not', 'invalid_scope', () => ask({ ...inBody(), scope: 'read-only everything' })],
    ['a scope in another case', 'invalid_scope', () => ask({ ...inBody(), scope: 'Provisioning' })],
  ];
  test.each(cases)('%s: %s', async (_, error, send) => {
    const { status, headers, body } = await send();
    expect([status, body.error]).toEqual([400, error]);
    expect(Object.keys(body)).toEqual(['error', 'error_description']);
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    expect(headers.get('content-type')).toBe('application/json');
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    expect(headers.get('www-authenticate')).toBeNull();
  });

  test('none of it depends on whether there is such a tenant, but for what only a client is told', async () => {
    const wrong: TokenForm[] = ['', text(inBody()), { grant_type: 'password' }, { client_assertion: 'x' }];
    for (const form of wrong) {
      const [there, nowhere] = [await ask(form), await ask(form, {}, 'nowhere')];
      expect(face(nowhere)).toEqual(face(there));
    }
    const scope = { scope: 'everything', client_id: 'x', client_secret: createClientSecret() };
    expect((await ask(scope)).body.error).toBe('invalid_client');
  });
});

describe('a client that is refused', () => {
  let wrong: TokenReply;
  beforeAll(async () => {
    wrong = await ask({ client_id: 'nobody', client_secret: 'x' });
  });

  test('is told so as RFC 6749 §5.2 has it', () => {
    const { status, headers, body } = wrong;
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(Object.keys(body)).toEqual(['error', 'error_description']);
    expect(headers.get('www-authenticate')).toBe('Basic realm="scim"');
  });

  const cases: [string, () => Promise<TokenReply>][] = [
    ['it says nothing of itself', () => ask({})],
    ['it says no more than its id', () => ask({ client_id: client.clientId })],
    ['the client is unknown', () => ask({ ...inBody(), client_id: 'nobody' })],
    ['the secret is unknown', () => ask({ ...inBody(), client_secret: createClientSecret() })],
    ['the secret has a wrong checksum', () => ask({ ...inBody(), client_secret: altered(client.secret) })],
    ['the secret is cut', () => ask({ ...inBody(), client_secret: client.secret.slice(0, -1) })],
    ['there is no such tenant', () => ask(inBody(), {}, 'nowhere')],
    ['there can be no such tenant', () => ask(inBody(), {}, 'NO%20NAME')],
    ['the tenant is nothing that storage could be asked for', () => ask(inBody(), {}, 'a%5Cb%23')],
    ['the header is no Basic', () => ask({}, { authorization: `Bearer ${service.token}` })],
  ];
  test.each(cases)('because %s gets the same, byte for byte', async (_, send) => {
    expect(face(await send())).toEqual(face(wrong));
  });

  test("because it is another tenant's gets the same", async () => {
    await madeTenant(table, 'other');
    expect(face(await ask(inBody(), {}, 'other'))).toEqual(face(wrong));
  });

  test('because its secret has expired gets the same', async () => {
    await madeTenant(table, 'expired');
    const { clientId, secret } = await madeClient('expired');
    await expireSecrets('expired', new Date(Date.now() - 1));
    expect(face(await ask({ client_id: clientId, client_secret: secret }, {}, 'expired'))).toEqual(
      face(wrong),
    );
  });

  test('because the tenant does not let clients in gets the same', async () => {
    await madeTenant(table, 'tokens-only');
    const { clientId, secret } = await madeClient('tokens-only');
    await ensureTenant(table, 'tokens-only', { settings: { authentication: ['secretToken'] } }, anyToken);
    expect(face(await ask({ client_id: clientId, client_secret: secret }, {}, 'tokens-only'))).toEqual(
      face(wrong),
    );
  });

  test('because the tenant is disabled is told so', async () => {
    await madeTenant(table, 'disabled');
    const { clientId, secret } = await madeClient('disabled');
    await disableTenant(table, 'disabled');
    const { status, body } = await ask({ client_id: clientId, client_secret: secret }, {}, 'disabled');
    expect([status, body.error]).toEqual([400, 'unauthorized_client']);
    expect(face(await ask({ client_id: clientId, client_secret: 'x' }, {}, 'disabled'))).toEqual(face(wrong));
  });
});

test('the token endpoint is for POST', async () => {
  const get = await clientOf(service.tenantUrl, service.token).send('GET', '/oauth2/token');
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  expect((await clientOf(service.tenantUrl, undefined).send('GET', '/oauth2/token')).status).toBe(401);
});

describe('JWKS', () => {
  test('has the public keys, for anybody and under any name', async () => {
    const reply = await clientOf(service.tenantUrl, undefined).send('GET', '/oauth2/jwks');
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('cache-control')]).toEqual([
      200,
      'application/json',
      'public, max-age=300',
    ]);
    const keys = reply.body.keys as Record<string, string>[];
    expect(keys.map(({ kid, alg, use, kty }) => [kid, alg, use, kty])).toEqual([
      ['new', 'ES256', 'sig', 'EC'],
      ['old', 'ES256', 'sig', 'EC'],
    ]);
    for (const key of keys)
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    const nowhere = await clientOf(urlOf('nowhere'), undefined).send('GET', '/oauth2/jwks');
    expect([nowhere.status, nowhere.text]).toEqual([200, reply.text]);
  });

  test('says nothing besides, and other answers are not kept by anybody', async () => {
    const reply = await clientOf(service.tenantUrl, service.token).send('GET', '/Users');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect((await fetch(`${service.tenantUrl}/oauth2/jwks`, { method: 'HEAD' })).status).toBe(200);
  });
});

test('the configuration names the grant, after the secret token', async () => {
  const { body } = await clientOf(service.tenantUrl, service.token).send('GET', '/ServiceProviderConfig');
  const schemes = body.authenticationSchemes as Record<string, unknown>[];
  expect(schemes.map(({ type, primary }) => [type, primary])).toEqual([
    ['oauthbearertoken', true],
    ['oauth2', false],
  ]);
  expect(schemes[1]?.description).toContain(`${service.tenantUrl}/oauth2/token`);
});

describe('a deployment without signing keys', () => {
  let plain: RunningService;
  beforeAll(async () => {
    plain = await startOn(service.connectionString, { SCIM_SIGNING_KEYS: '' });
  });
  afterAll(() => plain.stop());

  test('issues no tokens, and names the setting that is missing', async () => {
    const { status, body } = await requestToken(plain.tenantUrl, inBody());
    expect([status, body.error]).toEqual([400, 'unsupported_grant_type']);
    expect(body.error_description).toContain('SCIM_SIGNING_KEYS');
  });

  test('has no keys, knows no access token, and does not say that there are any', async () => {
    const anonymous = await clientOf(plain.tenantUrl, undefined).send('GET', '/oauth2/jwks');
    expect([anonymous.status, anonymous.body.status]).toEqual([404, '404']);
    const { body } = await ask(inBody());
    expect((await clientOf(plain.tenantUrl, body.access_token).send('GET', '/Users')).status).toBe(401);
    const config = await clientOf(plain.tenantUrl, service.token).send('GET', '/ServiceProviderConfig');
    expect(config.body.authenticationSchemes).toHaveLength(1);
  });
});

test('failures from one address are slowed, and a client like any other request of its credential', async () => {
  const guarded = await startOn(service.connectionString, {
    SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '3',
    SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '1',
  });
  const wrong = () =>
    requestToken(guarded.tenantUrl, { client_id: 'x', client_secret: createClientSecret() });
  for (let i = 0; i < 3; i += 1) expect((await wrong()).status).toBe(401);
  const { status, headers, body } = await wrong();
  expect([status, body.error]).toEqual([429, 'temporarily_unavailable']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await requestToken(guarded.tenantUrl, inBody())).status).toBe(200);
  // The same count as for bearer tokens.
  expect((await clientOf(guarded.tenantUrl, 'garbage').send('GET', '/Users')).status).toBe(429);
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => requestToken(guarded.tenantUrl, inBody())),
  );
  const slowed = replies.filter((reply) => reply.status === 429);
  expect(slowed.length).toBeGreaterThan(0);
  for (const reply of slowed)
    expect([reply.body.error, reply.headers.get('retry-after')]).toEqual(['temporarily_unavailable', '1']);
  await guarded.stop();
});

test('where storage does not answer, it is 503 in the form of OAuth, and says nothing of storage', async () => {
  const proxy = await startStorageProxy(service.connectionString);
  const cut = await startOn(proxy.connectionString);
  proxy.treat(() => 'refuse');
  const { status, headers, body, text } = await requestToken(cut.tenantUrl, inBody());
  expect([status, body.error, headers.get('retry-after')]).toEqual([503, 'temporarily_unavailable', '5']);
  expect(text).not.toContain(busyMessage);
  // What can be seen to be no secret, or no tenant's name, is not looked for.
  const cutOff = { ...inBody(), client_secret: client.secret.slice(0, -1) };
  expect((await requestToken(cut.tenantUrl, cutOff)).status).toBe(401);
  expect((await requestToken(`${cut.url}/scim/NO%20NAME`, inBody())).status).toBe(401);
  await cut.stop();
  await proxy.close();
});
