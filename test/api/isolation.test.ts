import { generateKeyPairSync, createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSigningKeys } from '../../shared/config/keyRing.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { addClient, removeClient } from '../../shared/tenants/clients.ts';
import { addManagementToken } from '../../shared/tenants/deployment.ts';
import { addSecretToken, revokeSecretToken } from '../../shared/tenants/secretTokens.ts';
import { clientOf } from '../support/client.ts';
import { startEntraAuthority, type EntraAuthority } from '../support/entraAuthority.ts';
import { startHosted, type HostedService } from '../support/hostedService.ts';
import { person } from '../support/people.ts';
import { signingKey } from '../support/signingKeys.ts';
import { startStorageProxy, type StorageProxy } from '../support/storageProxy.ts';
import { startStorage, type TestStorage } from '../support/store.ts';
import { anyToken, madeTenant } from '../support/tenants.ts';
import {
  ownToken,
  wrongEntraTokens,
  wrongOwnTokens,
  wrongSecretTokens,
  type OwnToken,
} from '../support/wrongCredentials.ts';

// Every route and verb that is served and every kind of wrong credential, at a tenant that exists and at one that does
// not: the same answer, byte for byte, and nothing is written. What each scope reaches: scopes.test.ts, manage/roles.test.ts.

const entraTenant = randomUUID();
const signing = signingKey('s1');
const settings = {
  SCIM_SEALING_KEYS: `k=${randomBytes(32).toString('base64')}`,
  SCIM_SIGNING_KEYS: signing,
  SCIM_MANAGEMENT_API: 'on',
  SCIM_SINGLE_SIGN_ON: 'on',
  SCIM_PUBLIC_URL: 'https://scim.example.net',
  SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
  SCIM_TENANT_REQUESTS_PER_SECOND: '0',
  SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '0',
};

let storage: TestStorage;
let proxy: StorageProxy;
let authority: EntraAuthority;
let service: HostedService;
let tenants: Table;
let own: OwnToken;
let userId: string;
/** Wrong credentials for the tenant `demo`, by what is wrong with them. */
let wrong: Readonly<Record<string, string>>;
let right: Readonly<Record<'secret' | 'access' | 'entra' | 'deployment', string>>;

beforeAll(async () => {
  storage = await startStorage();
  proxy = await startStorageProxy(storage.connectionString);
  authority = await startEntraAuthority();
  tenants = await openTable(storage, 'scimTenants');
  const secret = await madeTenant(tenants, 'demo', {
    authentication: ['secretToken', 'clientCredentials', 'workloadIdentity', 'entraToken'],
    entraTenantId: entraTenant,
  });
  const other = await madeTenant(tenants, 'other');
  own = await makeClient();
  wrong = { ...(await wrongTokens(secret)), "another tenant's token": other };
  right = {
    secret,
    access: ownToken(own),
    entra: authority.bearer(entraTenant),
    deployment: (await addManagementToken(tenants, { label: 'Test', expires: undefined }, 'none')).token,
  };
  service = await startHosted({
    ...settings,
    SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
    SCIM_ENTRA_AUTHORITY: authority.url,
  });
  const created = await clientOf(`${service.host.url}/scim/demo`, secret).send(
    'POST',
    '/Users',
    person('ada'),
  );
  userId = created.body.id;
});
afterAll(async () => {
  await service.stop();
  await authority.close();
  await proxy.close();
  await storage.close();
});

/** A client of the tenant `demo`, and what signs its access tokens. */
async function makeClient(): Promise<OwnToken> {
  const { clientId, record } = await addClient(tenants, 'demo', {
    label: 'Test',
    scopes: ['provisioning'],
    days: 365,
  });
  const key = readSigningKeys({ SCIM_SIGNING_KEYS: signing })?.keys.get('s1');
  if (key === undefined) throw new Error('There is no key.');
  return { kid: 's1', key, publicKey: createPublicKey(key), tenant: 'demo', clientId, credential: record.id };
}

async function wrongTokens(secret: string): Promise<Record<string, string>> {
  const revoked = await addSecretToken(tenants, 'demo', anyToken, 'none');
  await revokeSecretToken(tenants, 'demo', revoked.record.id);
  const past = new Date(Date.now() - 1_000).toISOString();
  const expired = await addSecretToken(tenants, 'demo', { ...anyToken, expires: past }, 'none');
  const gone = await makeClient();
  const goneToken = ownToken(gone);
  await removeClient(tenants, 'demo', gone.clientId);
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const foreignRsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
  return {
    ...wrongSecretTokens(secret),
    'a revoked token': revoked.token,
    'an expired token': expired.token,
    'an access token of a client that was removed': goneToken,
    ...wrongOwnTokens(own, foreign),
    ...wrongEntraTokens(authority, entraTenant, foreignRsa),
  };
}

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: (tenant: string) => string;
}

/** Open to everybody, by what they are; the token endpoint has its own credentials and its own tests. */
const open = [
  'health',
  'healthLive',
  'healthReady',
  'jwks',
  'issueToken',
  'manageGetOpenApi',
  'manageGetSignIn',
];

/** Every function that is served, verb by verb; fetch can send neither TRACE nor CONNECT. */
function routes(prefix: 'scim' | 'manage' | 'sso'): Route[] {
  const filled = (route: string, tenant: string): string =>
    route
      .replace('{*path}', 'Nothing')
      .replace('{tenant}', tenant)
      .replace(/\{id\}/i, userId)
      .replace(/\{[^}]+\}/g, randomUUID());
  return service.host.functions
    .filter(({ name }) => !open.includes(name))
    .flatMap(({ name, methods, route }) => {
      const served = name === 'zzNotFound' ? 'scim/{tenant}/{*path}' : route;
      if (!served.startsWith(prefix)) return [];
      return methods
        .filter((method) => !['TRACE', 'CONNECT'].includes(method))
        .map((method) => ({ name, method, path: (tenant: string) => filled(served, tenant) }));
    });
}

/** A GET by the name of its function. */
function routeOf(name: string): Route {
  const found = routes('scim').find((route) => route.name === name && route.method === 'GET');
  if (found === undefined) throw new Error(`There is no route ${name}.`);
  return found;
}

async function answer({ method, path }: Route, tenant: string, token: string | undefined) {
  const hasBody = !['GET', 'HEAD', 'OPTIONS'].includes(method);
  const response = await fetch(`${service.host.url}/${path(tenant)}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(hasBody ? { body: JSON.stringify(person('eve')) } : {}),
  });
  const text = await response.text();
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    type: response.headers.get('content-type'),
    // HEAD has the headers alone.
    text: method === 'HEAD' ? undefined : text,
  };
}

const kindsOfRoute = 4;

/** The kinds of wrong credential that one route meets: the next four, all of them in turn. */
function kindsFor<Kind>(kinds: readonly Kind[], route: number): Kind[] {
  return Array.from(
    { length: kindsOfRoute },
    (_, n) => kinds[(route * kindsOfRoute + n) % kinds.length],
  ).filter((kind) => kind !== undefined);
}

/** What the service counted is stored every minute. */
const isCount = (url: string) => /activity(?::|%3A)|'summary'/.test(url);

function writes(): number {
  return proxy.calls.filter(
    ({ method, url, body }) => method !== 'GET' && !isCount(url) && !body.includes('"summary"'),
  ).length;
}

describe.each(['scim', 'manage'] as const)('under /%s', (prefix) => {
  test('whatever is wrong with a credential, every route and verb gives one and the same 401, and nothing is written', async () => {
    const all = routes(prefix);
    expect(all.length).toBeGreaterThan(20);
    expect(all.length * kindsOfRoute).toBeGreaterThan(2 * Object.keys(wrong).length);
    const [first] = all.filter(({ method }) => method === 'GET');
    if (first === undefined) throw new Error('There is no route.');
    const expected = await answer(first, 'demo', 'garbage');
    expect(expected).toMatchObject({ status: 401, challenge: 'Bearer realm="scim", error="invalid_token"' });
    proxy.forget();
    const kinds = Object.entries(wrong);
    for (const [index, route] of all.entries()) {
      // One stage decides for all routes: each meets four kinds, and each kind meets several routes.
      for (const [what, token] of kindsFor(kinds, index)) {
        for (const tenant of ['demo', 'nobody']) {
          const found = await answer(route, tenant, token);
          const text = found.text === undefined ? undefined : expected.text;
          expect({ route: route.name, method: route.method, tenant, what, ...found }).toEqual({
            ...{ route: route.name, method: route.method, tenant, what, ...expected },
            text,
          });
        }
      }
    }
    expect(writes()).toBe(0);
  }, 240_000);

  test('without a credential the challenge names no error', async () => {
    proxy.forget();
    for (const route of routes(prefix)) {
      const [existing, unknown] = [
        await answer(route, 'demo', undefined),
        await answer(route, 'nobody', undefined),
      ];
      expect({ ...existing, route: route.name }).toMatchObject({
        status: 401,
        challenge: 'Bearer realm="scim"',
      });
      expect(unknown).toEqual(existing);
    }
    expect(writes()).toBe(0);
  });
});

test('under /sso a tenant that has it off is as one that is not there, and nothing is written', async () => {
  proxy.forget();
  const all = routes('sso');
  expect(all.length).toBeGreaterThan(10);
  for (const route of all) {
    const [existing, unknown] = [
      await answer(route, 'demo', undefined),
      await answer(route, 'nobody', undefined),
    ];
    expect({ route, status: existing.status }).toEqual({ route, status: 404 });
    const nameless = (text: string | undefined) => text?.replace(/<small>.*<\/small>/s, '');
    expect({ ...unknown, text: nameless(unknown.text) }).toEqual({
      ...existing,
      text: nameless(existing.text),
    });
  }
  expect(writes()).toBe(0);
});

test('the right credentials are right: nothing above was refused for another reason', async () => {
  const get = routeOf('getUser');
  for (const token of [right.secret, right.access, right.entra])
    expect((await answer(get, 'demo', token)).status).toBe(200);
  for (const token of Object.values(right)) expect((await answer(get, 'other', token)).status).toBe(401);
});

test("if Entra's keys can't be read, a genuine token is 503 for every tenant alike, and nothing is written", async () => {
  const away = await startEntraAuthority();
  away.conduct(() => 'cut');
  const lonely = await startHosted({
    ...settings,
    SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
    SCIM_ENTRA_AUTHORITY: away.url,
  });
  const usual = service;
  try {
    service = lonely;
    proxy.forget();
    const token = away.bearer(entraTenant);
    for (const route of routes('scim')) {
      const [existing, unknown] = [await answer(route, 'demo', token), await answer(route, 'nobody', token)];
      expect({ route: route.name, status: existing.status }).toEqual({ route: route.name, status: 503 });
      expect(unknown).toEqual(existing);
    }
    // Nobody fetches again and again from a server that is down.
    expect(away.requests.length).toBeLessThanOrEqual(1);
    expect(proxy.calls.filter(({ url }) => !isCount(url))).toEqual([]);
    // Other credentials still work.
    for (const other of [right.secret, right.access])
      expect((await answer(routeOf('getUser'), 'demo', other)).status).toBe(200);
  } finally {
    service = usual;
    await lonely.stop();
    await away.close();
  }
});
