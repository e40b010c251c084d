import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { readLastUsed } from '../../shared/tenants/lastUsed.ts';
import { disableTenant, ensureTenant } from '../../shared/tenants/lifecycle.ts';
import type { TenantSettings } from '../../shared/tenants/tenant.ts';
import { clientOf, type Reply } from '../support/client.ts';
import { startEntraAuthority, type EntraAuthority } from '../support/entraAuthority.ts';
import { es256, hs256, seconds, unsigned } from '../support/jwts.ts';
import { person } from '../support/people.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { startService, type RunningService } from '../support/service.ts';
import { anyToken, madeTenant } from '../support/tenants.ts';

const ours = '11111111-2222-3333-4444-555555555555';
const theirs = '99999999-2222-3333-4444-555555555555';

let authority: EntraAuthority;
let service: RunningService;
let table: Table;

beforeAll(async () => {
  authority = await startEntraAuthority();
  service = await startService({ SCIM_ENTRA_AUTHORITY: authority.url });
  table = await openTable(service, 'scimTenants');
  await madeTenant(table, 'open', lettingIn(ours));
  await madeTenant(table, 'shut');
});
afterAll(async () => {
  await service.stop();
  await authority.close();
});
beforeEach(() => {
  authority.forget();
});
afterEach(() => {
  authority.conduct(() => 'answer');
});

function lettingIn(entraTenantId: string): Partial<TenantSettings> {
  return { authentication: ['secretToken', 'entraToken'], entraTenantId };
}

const get = (token: string, tenant = 'open', running = service): Promise<Reply> => {
  rememberSecret(token);
  return clientOf(`${running.url}/scim/${tenant}`, token).send('GET', '/Users');
};
const face = ({ status, headers, text }: Reply) => ({
  status,
  text,
  challenge: headers.get('www-authenticate'),
  retry: headers.get('retry-after'),
});
const garbage = async () => face(await get('garbage'));
const bearer: EntraAuthority['bearer'] = (...words) => authority.bearer(...words);

describe("Entra's own token", () => {
  test('provisions where the tenant lets it in', async () => {
    const client = clientOf(`${service.url}/scim/open`, bearer(ours));
    expect((await client.send('GET', '/Users')).status).toBe(200);
    expect((await client.send('POST', '/Users', person('jane'))).status).toBe(201);
    const used = await readLastUsed(table, 'open', new AbortController().signal);
    expect([...used.keys()]).toContain('entra');
  });

  test('of an older job does too, and one whose clock differs a little', async () => {
    const older = { aud: '00000002-0000-0000-c000-000000000000' };
    for (const claims of [older, { exp: seconds(-30) }, { nbf: seconds(30) }, { ver: undefined }])
      expect((await get(bearer(ours, claims))).status).toBe(200);
  });

  test('is believed by keys that are fetched once', async () => {
    await get(bearer(ours));
    authority.forget();
    for (let i = 0; i < 5; i += 1) await get(bearer(ours));
    expect(authority.requests).toEqual([]);
  });

  test('still works while the key server is down', async () => {
    await get(bearer(ours));
    authority.conduct(() => 'cut');
    expect((await get(bearer(ours))).status).toBe(200);
  });

  test("is told that the tenant is disabled, and another tenant's is not", async () => {
    await madeTenant(table, 'disabled', lettingIn(ours));
    await disableTenant(table, 'disabled');
    expect((await get(bearer(ours), 'disabled')).status).toBe(403);
    expect((await get(bearer(theirs), 'disabled')).status).toBe(401);
  });

  test('and the secret token work beside each other', async () => {
    const token = await madeTenant(table, 'both', lettingIn(theirs));
    expect([(await get(token, 'both')).status, (await get(bearer(theirs), 'both')).status]).toEqual([
      200, 200,
    ]);
  });
});

describe('is refused like every wrong token, byte for byte', () => {
  test.each([
    ["one of another of Entra's tenants, which is issued it as well", () => bearer(theirs), 'open'],
    ['one for a tenant that did not turn it on', () => bearer(ours), 'shut'],
    ['one for a tenant that does not exist', () => bearer(ours), 'nowhere'],
  ])('%s', async (_, token, tenant) => {
    expect(face(await get(token(), tenant))).toEqual(await garbage());
  });

  /** A service that has no keys yet, and whose Entra would not give it any. */
  let cold: RunningService;
  let unasked: EntraAuthority;
  beforeAll(async () => {
    unasked = await startEntraAuthority();
    unasked.conduct(() => 'cut');
    cold = await startService({
      SCIM_ENTRA_AUTHORITY: unasked.url,
      SCIM_STORAGE_CONNECTION_STRING: service.connectionString,
      SCIM_SEALING_KEYS: `key=${Buffer.alloc(32, 1).toString('base64')}`,
    });
  });
  afterAll(async () => {
    await cold.stop();
    await unasked.close();
  });

  const pem = (from: EntraAuthority) => from.key.publicKey.export({ format: 'pem', type: 'spki' });
  const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  /** What can be seen before any key is there. */
  const visibly: [string, (from: EntraAuthority) => string][] = [
    ['whose tid is another than its issuer says', (from) => from.bearer(theirs, { tid: ours })],
    [
      'whose issuer is another than its tid says',
      (from) => from.bearer(ours, { iss: `https://sts.windows.net/${theirs}/` }),
    ],
    ['with the right issuer, whose tid is another', (from) => from.bearer(ours, { tid: theirs })],
    ['without a tid', (from) => from.bearer(ours, { tid: undefined })],
    ['of the issuer of v2', (from) => from.bearer(ours, { iss: `${from.url}/${ours}/v2.0` })],
    [
      'of an issuer that only begins alike',
      (from) => from.bearer(ours, { iss: `https://sts.windows.net/${ours}/x/` }),
    ],
    ['without an issuer', (from) => from.bearer(ours, { iss: undefined })],
    ['for another audience', (from) => from.bearer(ours, { aud: 'https://graph.microsoft.com' })],
    ['for several audiences', (from) => from.bearer(ours, { aud: ['8adf8e6e-67b2-4cf2-a259-e3dc5476c621'] })],
    ['without an audience', (from) => from.bearer(ours, { aud: undefined })],
    [
      'of another application',
      (from) => from.bearer(ours, { appid: '00000014-0000-0000-c000-000000000001' }),
    ],
    ['of no application', (from) => from.bearer(ours, { appid: undefined })],
    ['of another version', (from) => from.bearer(ours, { ver: '2.0' })],
    ['that is unsigned', (from) => from.bearer(ours, {}, { header: { alg: 'none' }, signer: unsigned })],
    [
      'signed with the public key as secret',
      (from) => from.bearer(ours, {}, { header: { alg: 'HS256' }, signer: hs256(pem(from)) }),
    ],
    ['signed by ES256', (from) => from.bearer(ours, {}, { header: { alg: 'ES256' }, signer: es256(p256) })],
    ['that is too long', (from) => from.bearer(ours, { filler: 'x'.repeat(9_000) })],
  ];
  // On every route, and what only a key shows: isolation.test.ts.
  test.each(visibly)('one %s, and Entra is not asked', async (_, token) => {
    expect(face(await get(token(unasked), 'open', cold))).toEqual(await garbage());
    expect(unasked.requests).toEqual([]);
  });
});

describe('where the key server never answered', () => {
  let broken: EntraAuthority;
  let running: RunningService;
  beforeAll(async () => {
    broken = await startEntraAuthority();
    broken.conduct(() => 'cut');
    running = await startService({
      SCIM_ENTRA_AUTHORITY: broken.url,
      SCIM_STORAGE_CONNECTION_STRING: service.connectionString,
      SCIM_SEALING_KEYS: `key=${Buffer.alloc(32, 1).toString('base64')}`,
    });
  });
  afterAll(async () => {
    await running.stop();
    await broken.close();
  });

  test('it is 503 for every tenant alike, and it is not asked again at once', async () => {
    const token = broken.bearer(ours);
    const answers = await Promise.all(
      ['open', 'shut', 'nowhere', 'open'].map((tenant) => get(token, tenant, running)),
    );
    const [first] = answers.map(face);
    expect(first).toMatchObject({ status: 503, retry: '30', challenge: null });
    for (const answer of [
      ...answers,
      await get(token, 'open', running),
      await get(token, 'nowhere', running),
    ])
      expect(face(answer)).toEqual(first);
    // One attempt for all of them, and none in the half minute after it.
    expect(broken.requests).toHaveLength(1);
    expect((await get('garbage', 'open', running)).status).toBe(401);
  });
});

test('a tenant that turns it on has access at once', async () => {
  await madeTenant(table, 'late', { entraTenantId: theirs });
  expect((await get(bearer(theirs), 'late')).status).toBe(401);
  await ensureTenant(table, 'late', { settings: lettingIn(theirs) }, anyToken);
  expect((await get(bearer(theirs), 'late')).status).toBe(200);
});
