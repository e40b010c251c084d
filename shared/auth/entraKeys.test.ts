import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EntraKeys, keyLimits, type KeyLimits } from './entraKeys.ts';
import { issuerOf, issuerTemplate, tenantIdIn } from './entraDocuments.ts';
import { startEntraAuthority, type Conduct, type EntraAuthority } from '../../test/support/entraAuthority.ts';

const tenantId = '11111111-2222-3333-4444-555555555555';
const configuration = '/common/.well-known/openid-configuration';
const keyPath = '/common/discovery/keys';
const unreachable = { name: 'ScimError', status: 503, headers: { 'Retry-After': '30' } };
const noKey = { name: expect.stringMatching(/^(?:UnknownKey|JWKSNoMatchingKey)$/) as unknown };

let authority: EntraAuthority;
let time: number;
let keys: EntraKeys;

beforeAll(async () => {
  authority = await startEntraAuthority();
});
afterAll(() => authority.close());
beforeEach(() => {
  time = 0;
  keys = source();
  authority.forget();
});
afterEach(() => {
  authority.conduct(() => 'answer');
});

const source = (limits: Partial<KeyLimits> = {}, version: 'v1' | 'v2' = 'v1') =>
  new EntraKeys(authority.url, version, { ...keyLimits, ...limits }, () => time);
const current = () => keys.keyFor(authority.key.kid, tenantId);
const down = () => {
  authority.conduct(() => 'cut');
};

describe('the limits', () => {
  test('are an hour, a day, half a minute and five seconds', () => {
    expect(keyLimits).toEqual({
      timeout: 5_000,
      patience: 1_000,
      fresh: 3_600_000,
      stale: 86_400_000,
      pause: 30_000,
    });
  });
});

describe('the keys', () => {
  test.each([
    ['v1', [configuration, keyPath]],
    ['v2', ['/common/v2.0/.well-known/openid-configuration', '/common/discovery/v2.0/keys']],
  ] as const)('of %s are found from its common configuration', async (version, paths) => {
    const key = await source({}, version).keyFor(authority.key.kid, tenantId);
    expect([key.type, key.algorithm.name]).toEqual(['public', 'RSASSA-PKCS1-v1_5']);
    expect(authority.requests).toEqual(paths);
  });

  test('are fetched once for all who ask, also at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, current));
    await current();
    expect(authority.requests).toHaveLength(2);
  });

  test('are fetched again after an hour', async () => {
    await current();
    time = keyLimits.fresh - 1;
    await current();
    expect(authority.requests).toHaveLength(2);
    time = keyLimits.fresh;
    await current();
    expect(authority.requests).toHaveLength(4);
  });

  test('a new key works at its first token, if the pause is over, and the old one still works', async () => {
    await current();
    const { kid: old } = authority.key;
    authority.rotate();
    await expect(current()).rejects.toMatchObject(noKey);
    time = keyLimits.pause;
    await current();
    await keys.keyFor(old, tenantId);
    expect(authority.requests).toHaveLength(4);
  });

  test('a key that is withdrawn ends with the hour', async () => {
    await current();
    const { kid: old } = authority.key;
    authority.rotate();
    authority.rotate();
    await keys.keyFor(old, tenantId);
    time = keyLimits.fresh;
    await expect(keys.keyFor(old, tenantId)).rejects.toMatchObject(noKey);
  });

  test('made-up ids are asked for once in half a minute', async () => {
    await current();
    for (let i = 0; i < 20; i += 1)
      await expect(keys.keyFor(`made-up-${i}`, tenantId)).rejects.toMatchObject(noKey);
    expect(authority.requests).toHaveLength(2);
    time = keyLimits.pause;
    for (let i = 0; i < 20; i += 1)
      await expect(keys.keyFor(`made-up-${i}`, tenantId)).rejects.toMatchObject(noKey);
    expect(authority.requests).toHaveLength(4);
  });

  test('no id, no request', async () => {
    await expect(keys.keyFor(undefined, tenantId)).rejects.toMatchObject(noKey);
    expect(authority.requests).toEqual([]);
  });
});

describe('where Entra does not answer', () => {
  test('without keys it is 503, and it is not asked again for half a minute', async () => {
    down();
    for (let i = 0; i < 5; i += 1) await expect(current()).rejects.toMatchObject(unreachable);
    expect(authority.requests).toHaveLength(1);
    time = keyLimits.pause - 1;
    await expect(current()).rejects.toMatchObject(unreachable);
    expect(authority.requests).toHaveLength(1);
    authority.conduct(() => 'answer');
    time = keyLimits.pause;
    await current();
    await expect(keys.keyFor('unknown', tenantId)).rejects.toMatchObject(noKey);
  });

  test('the keys that there are work for a day, and an id that is not among them is 503', async () => {
    await current();
    down();
    time = keyLimits.stale - 1;
    await current();
    await expect(keys.keyFor('unknown', tenantId)).rejects.toMatchObject(unreachable);
    time = keyLimits.stale;
    await expect(current()).rejects.toMatchObject(unreachable);
  });

  test('everybody who waits is told by the same attempt', async () => {
    down();
    const results = await Promise.allSettled(Array.from({ length: 20 }, current));
    expect(results.map(({ status }) => status)).toEqual(Array<string>(20).fill('rejected'));
    expect(authority.requests).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['the configuration', configuration],
    ['the keys', keyPath],
  ])('nobody waits longer than the limit for %s', async (_, path) => {
    authority.conduct((asked) => (asked === path ? 'hang' : 'answer'));
    keys = source({ timeout: 50 });
    await expect(current()).rejects.toMatchObject({ ...unreachable, cause: { name: 'TimeoutError' } });
  });
});

describe('what is not what Entra says is not believed', () => {
  const evil = 'https://evil.example/{tenantid}/';
  const elsewhere = () => authority.url.replace('127.0.0.1', 'localhost');
  /** Each differs in one thing from what would be right. */
  const wrong: [string, string, (right: object) => Conduct][] = [
    ['an error', configuration, (right) => ({ status: 500, body: right })],
    ['a redirect', configuration, () => ({ status: 302, headers: { location: '/moved' } })],
    ['no JSON', configuration, () => ({ body: '<html>' })],
    ['no object', configuration, (right) => ({ body: [right] })],
    ['another issuer', configuration, (right) => ({ body: { ...right, issuer: evil } })],
    [
      'the issuer of one tenant',
      configuration,
      (right) => ({ body: { ...right, issuer: `https://sts.windows.net/${tenantId}/` } }),
    ],
    [
      'keys at another origin',
      configuration,
      (right) => ({ body: { ...right, jwks_uri: `${elsewhere()}${keyPath}` } }),
    ],
    ['keys nowhere', configuration, (right) => ({ body: { ...right, jwks_uri: undefined } })],
    ['keys at no URL', configuration, (right) => ({ body: { ...right, jwks_uri: keyPath } })],
    ['an error instead of keys', keyPath, (right) => ({ status: 404, body: right })],
    ['no key set', keyPath, () => ({ body: { keys: 'none' } })],
    ['an empty key set', keyPath, () => ({ body: { keys: [] } })],
    ['keys that are none', keyPath, (right) => ({ body: { keys: [right, 'x'] } })],
    ['a key set without end', keyPath, (right) => ({ body: { ...right, filler: 'x'.repeat(300_000) } })],
  ];
  test.each(wrong)('%s', async (_, path, conduct) => {
    const right = authority.document(path) ?? {};
    const misbehave = () => {
      authority.conduct((asked) => {
        if (asked === '/moved') return { body: right };
        return asked === path ? conduct(right) : 'answer';
      });
    };
    misbehave();
    await expect(current()).rejects.toMatchObject(unreachable);
    // Nor does it take the place of what was good.
    authority.conduct(() => 'answer');
    time = keyLimits.pause;
    await current();
    misbehave();
    time += keyLimits.fresh;
    await current();
  });
});

describe('a key that names an issuer', () => {
  const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';
  const issuers: [string, (tenant: string) => string, boolean][] = [
    ['all of v2', () => issuerTemplate(authority.url, 'v2'), true],
    ['all of v1', () => issuerTemplate(authority.url, 'v1'), true],
    ['this tenant', (tenant) => issuerOf(tenant, issuerTemplate(authority.url, 'v2')), true],
    ['another tenant', () => issuerOf(personal, issuerTemplate(authority.url, 'v2')), false],
    ['somebody else', () => 'https://evil.example/{tenantid}/v2.0', false],
  ];
  test.each(issuers)('%s', async (_, issuer, works) => {
    authority.rotate({ issuer: issuer(tenantId) });
    const found = current();
    await (works ? found : expect(found).rejects.toMatchObject(noKey));
  });

  test.each<[string, Record<string, unknown>]>([
    ['is for encryption', { use: 'enc' }],
    ['is of another algorithm', { alg: 'RS512' }],
    ['has no name that is one', { issuer: 1 }],
  ])('or %s signs nothing', async (_, members) => {
    authority.rotate(members);
    await expect(current()).rejects.toMatchObject(noKey);
  });
});

describe('issuers', () => {
  test.each([
    ['https://login.microsoftonline.com', 'v1', `https://sts.windows.net/${tenantId}/`],
    ['https://login.microsoftonline.com', 'v2', `https://login.microsoftonline.com/${tenantId}/v2.0`],
    ['https://login.microsoftonline.us', 'v1', `https://sts.windows.net/${tenantId}/`],
    ['https://login.partner.microsoftonline.cn', 'v1', `https://sts.chinacloudapi.cn/${tenantId}/`],
  ] as const)('%s %s', (authorityUrl, version, issuer) => {
    const template = issuerTemplate(authorityUrl, version);
    expect(issuerOf(tenantId, template)).toBe(issuer);
    expect(tenantIdIn(issuer, template)).toBe(tenantId);
  });

  test.each<unknown>([
    undefined,
    1,
    '',
    'https://sts.windows.net/',
    'https://sts.windows.net/{tenantid}/',
    `https://sts.windows.net/${tenantId}`,
    `https://sts.windows.net/${tenantId}/x`,
    `https://sts.windows.net/${tenantId.toUpperCase().replaceAll('1', 'A')}/`,
    `https://sts.windows.net.evil.example/${tenantId}/`,
    `http://sts.windows.net/${tenantId}/`,
  ])('%j is none', (issuer) => {
    expect(tenantIdIn(issuer, 'https://sts.windows.net/{tenantid}/')).toBeUndefined();
  });
});
