import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { removeClient } from '../../shared/tenants/clients.ts';
import { type FederatedCredential, createSecretToken } from '../../shared/tenants/credential.ts';
import {
  addFederatedCredential,
  type FederatedCredentialInput,
} from '../../shared/tenants/federatedCredentials.ts';
import { ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { clientOf } from '../support/client.ts';
import { startEntraAuthority, type EntraAuthority, type SigningOptions } from '../support/entraAuthority.ts';
import { es256, hs256, readJwt, rs256, seconds, unsigned } from '../support/jwts.ts';
import { requestToken, type TokenReply } from '../support/oauth.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { startService, type RunningService } from '../support/service.ts';
import { signingKey } from '../support/signingKeys.ts';
import { anyToken, madeTenant } from '../support/tenants.ts';

const entraTenantId = '11111111-2222-3333-4444-555555555555';
const subject = '66666666-7777-8888-9999-000000000000';
const audience = 'api://print';
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const sharedSettings = {
  SCIM_SIGNING_KEYS: signingKey('key'),
  SCIM_SEALING_KEYS: `key=${Buffer.alloc(32, 1).toString('base64')}`,
};

let authority: EntraAuthority;
let service: RunningService;
let table: Table;
let tenant: string;
let credential: FederatedCredential;
let serial = 0;

beforeAll(async () => {
  authority = await startEntraAuthority();
  service = await startService({ ...sharedSettings, SCIM_ENTRA_AUTHORITY: authority.url });
  table = await openTable(service, 'scimTenants');
});
afterAll(async () => {
  await service.stop();
  await authority.close();
});
beforeEach(async () => {
  tenant = `tenant-${(serial += 1)}`;
  await madeTenant(table, tenant);
  credential = await federate({});
});
afterEach(() => {
  authority.conduct(() => 'answer');
});

function federate(wish: Partial<FederatedCredentialInput>, name = tenant): Promise<FederatedCredential> {
  const usual = {
    label: 'Entra',
    entraTenantId,
    subject,
    audience,
    scopes: ['provisioning'],
    expires: undefined,
  } as const;
  return addFederatedCredential(table, name, { ...usual, ...wish });
}

const urlOf = (name: string, running = service): string => `${running.url}/scim/${name}`;
const assertion = (claims: object = {}, options?: SigningOptions): string => {
  const made = authority.assertion(entraTenantId, { sub: subject, aud: audience, ...claims }, options);
  rememberSecret(made);
  return made;
};
const ask = (
  client_assertion: string,
  form: Record<string, string> = {},
  name = tenant,
  running = service,
): Promise<TokenReply> =>
  requestToken(urlOf(name, running), { client_assertion, client_assertion_type: jwtBearer, ...form });

const face = ({ status, headers, text }: TokenReply) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name)),
});
const wrong = () => requestToken(urlOf('nowhere'), { client_id: 'nobody', client_secret: 'x' });

describe("an application of Entra's gets an access token", () => {
  test('that works, and stands for its federated credential', async () => {
    const { status, body } = await ask(assertion());
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3_600, scope: 'provisioning' });
    expect(readJwt(body.access_token).claims).toMatchObject({
      client_id: subject,
      sub: subject,
      credential: credential.id,
      way: 'workloadIdentity',
    });
    const client = clientOf(urlOf(tenant), body.access_token);
    expect((await client.send('GET', '/Users')).status).toBe(200);

    await removeClient(table, tenant, credential.id);
    await clientOf(urlOf(tenant), createSecretToken()).send('GET', '/Users');
    expect((await client.send('GET', '/Users')).status).toBe(401);
    // Not even another credential for the same application brings it back.
    await federate({});
    expect((await client.send('GET', '/Users')).status).toBe(401);
  });

  const right: [string, () => Promise<TokenReply>][] = [
    ['with its client_id besides', () => ask(assertion(), { client_id: subject })],
    ['with the scope that Entra sends', () => ask(assertion(), { scope: 'scim' })],
    ['with an assertion that has just expired', () => ask(assertion({ exp: seconds(-30) }))],
    [
      'with an assertion of a clock that is ahead',
      () => ask(assertion({ nbf: seconds(30), iat: seconds(30) })),
    ],
    ['with an assertion that has no tid of its own', () => ask(assertion({ tid: undefined }))],
    ['with an assertion of neither iat nor nbf', () => ask(assertion({ iat: undefined, nbf: undefined }))],
  ];
  test.each(right)('%s', async (_, send) => {
    expect(await send()).toMatchObject({ status: 200 });
  });

  // Without jti, which Entra's have not, a captured assertion can be sent again until it ends.
  test.each([
    ['is as long as any', 3_900, 3_600],
    ['ends with its assertion', 1_500, 1_560],
    ['has ten minutes at least', 60, 600],
    ['has them of an assertion that has just expired, too', -30, 600],
  ])('whose lifetime %s', async (_, left, expires_in) => {
    const { body } = await ask(assertion({ exp: seconds(left), iat: seconds(left - 3_900) }));
    expect(body.expires_in).toBeLessThanOrEqual(expires_in);
    // Of the service's own time, a second or so.
    expect(body.expires_in).toBeGreaterThan(expires_in - 60);
    const { exp, iat } = readJwt(body.access_token).claims;
    expect(Number(exp) - Number(iat)).toBe(body.expires_in);
  });

  test('for an assertion that works for a day, as an administrator of Entra can set it', async () => {
    const day = 24 * 3_600;
    expect((await ask(assertion({ iat: seconds(0), exp: seconds(day) }))).status).toBe(200);
    expect((await ask(assertion({ iat: undefined, nbf: undefined, exp: seconds(day - 60) }))).status).toBe(
      200,
    );
  });

  test('where the audience was set up as Entra shows it', async () => {
    const other = randomUUID();
    await federate({ subject: other, audience: 'api://shown/.default' });
    expect((await ask(assertion({ sub: other, aud: 'api://shown' }))).status).toBe(200);
    expect((await ask(assertion({ sub: other, aud: 'api://shown/.default' }))).status).toBe(200);
    expect((await ask(assertion({ aud: `${audience}/.default` }))).status).toBe(401);
  });
});

function another(authorityUrl = authority.url): Promise<RunningService> {
  return startService({
    ...sharedSettings,
    SCIM_ENTRA_AUTHORITY: authorityUrl,
    SCIM_STORAGE_CONNECTION_STRING: service.connectionString,
  });
}

describe('an assertion is refused like every wrong credential, byte for byte', () => {
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = () => authority.key.publicKey.export({ format: 'pem', type: 'spki' });
  const other = '99999999-2222-3333-4444-555555555555';
  const cases: [string, () => string, Record<string, string>?][] = [
    ['without exp', () => assertion({ exp: undefined })],
    ['that works for more than a day', () => assertion({ iat: seconds(0), exp: seconds(25 * 3_600) })],
    ['that has done so', () => assertion({ iat: seconds(-24 * 3_600), exp: seconds(3_600) })],
    [
      'that does not say since when',
      () => assertion({ iat: undefined, nbf: undefined, exp: seconds(25 * 3_600) }),
    ],
    ['that has expired', () => assertion({ exp: seconds(-120) })],
    ['that is not valid yet', () => assertion({ nbf: seconds(120) })],
    ['from the future', () => assertion({ iat: seconds(120) })],
    ['of another subject', () => assertion({ sub: randomUUID() })],
    ['without a subject', () => assertion({ sub: undefined })],
    ['for another audience', () => assertion({ aud: 'api://other' })],
    ['for several audiences', () => assertion({ aud: [audience] })],
    ['without an audience', () => assertion({ aud: undefined })],
    ["of another of Entra's tenants", () => authority.assertion(other, { sub: subject, aud: audience })],
    ['whose tid is another', () => assertion({ tid: other })],
    ['of the issuer of v1', () => assertion({ iss: `https://sts.windows.net/${entraTenantId}/` })],
    ['of another issuer', () => assertion({ iss: `https://issuer.example.net/${entraTenantId}/v2.0` })],
    ['without an issuer', () => assertion({ iss: undefined })],
    ['that is unsigned', () => assertion({}, { header: { alg: 'none' }, signer: unsigned })],
    [
      'signed with the public key as secret',
      () => assertion({}, { header: { alg: 'HS256' }, signer: hs256(pem()) }),
    ],
    ['signed by another key', () => assertion({}, { signer: rs256(foreign.privateKey) })],
    [
      'signed by another algorithm',
      () =>
        assertion(
          {},
          {
            header: { alg: 'ES256' },
            signer: es256(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
          },
        ),
    ],
    ['whose key is unknown', () => assertion({}, { header: { kid: 'unknown' } })],
    ['that names no key', () => assertion({}, { header: { kid: undefined } })],
    [
      'that brings its key along',
      () =>
        assertion(
          {},
          {
            header: { kid: undefined, jwk: foreign.publicKey.export({ format: 'jwk' }) },
            signer: rs256(foreign.privateKey),
          },
        ),
    ],
    ['that is no JWT', () => 'x.y.z'],
    ['that is too long', () => assertion({ filler: 'x'.repeat(9_000) })],
    ['of another client than the parameter says', () => assertion(), { client_id: randomUUID() }],
    [
      'of another type',
      () => assertion(),
      { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' },
    ],
  ];
  let refused: object;
  beforeAll(async () => {
    const reply = await wrong();
    expect([reply.status, reply.body.error]).toEqual([401, 'invalid_client']);
    refused = face(reply);
  });
  test.each(cases)('one %s', async (_, made, form = {}) => {
    expect(face(await ask(made(), form))).toEqual(refused);
    expect(face(await ask(made(), form, 'nowhere'))).toEqual(refused);
  });

  test('one that is right, at a tenant that does not exist, does not know it, or lets none in', async () => {
    expect(face(await ask(assertion(), {}, 'nowhere'))).toEqual(refused);
    expect(face(await ask(assertion(), {}, 'demo'))).toEqual(refused);
    await ensureTenant(
      table,
      tenant,
      { settings: { authentication: ['secretToken', 'clientCredentials'] } },
      anyToken,
    );
    expect(face(await ask(assertion()))).toEqual(refused);
  });

  test('one for a federated credential that has expired', async () => {
    const ended = randomUUID();
    await federate({ subject: ended, expires: new Date(Date.now() - 1).toISOString() });
    expect(face(await ask(assertion({ sub: ended })))).toEqual(refused);
  });
});

describe('a jti', () => {
  test('is good for once, at every instance', async () => {
    const second = await another();
    const once = assertion({ jti: randomUUID() });
    expect((await ask(once)).status).toBe(200);
    const refused = face(await wrong());
    expect(face(await ask(once))).toEqual(refused);
    expect(face(await ask(once, {}, tenant, second))).toEqual(refused);
    expect((await ask(assertion({ jti: randomUUID() }), {}, tenant, second)).status).toBe(200);
    await second.stop();
  });

  test('is not used up by a request that is refused for another reason', async () => {
    const once = assertion({ jti: randomUUID() });
    expect((await ask(once, { scope: 'management' })).body).toMatchObject({ error: 'invalid_scope' });
    expect((await ask(once)).status).toBe(200);
    expect(face(await ask(once))).toEqual(face(await wrong()));
  });

  test('that comes many times at once is accepted once', async () => {
    const once = assertion({ jti: randomUUID() });
    const replies = await Promise.all(Array.from({ length: 10 }, () => ask(once)));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(401)]);
  });

  test('is not used up by an assertion that is refused', async () => {
    const jti = randomUUID();
    await ask(assertion({ jti, aud: 'api://other' }));
    await ask(assertion({ jti }), { client_id: 'other' });
    await ask(assertion({ jti }), {}, 'nowhere');
    expect((await ask(assertion({ jti }))).status).toBe(200);
  });

  test("of another of Entra's tenants is another one", async () => {
    const other = '99999999-2222-3333-4444-555555555555';
    const name = `${tenant}-other`;
    await madeTenant(table, name);
    await federate({ entraTenantId: other }, name);
    const jti = randomUUID();
    expect((await ask(assertion({ jti }))).status).toBe(200);
    const theirs = authority.assertion(other, { sub: subject, aud: audience, jti });
    expect((await ask(theirs, {}, name)).status).toBe(200);
  });

  test('that is missing asks for nothing: Entra hands its assertions out again until they end', async () => {
    const again = assertion({ uti: 'the-same' });
    expect([(await ask(again)).status, (await ask(again)).status]).toEqual([200, 200]);
  });
});

describe('where the key server does not answer', () => {
  test('it is 503 for every tenant alike, and what can be seen to be wrong is refused without it', async () => {
    const broken = await startEntraAuthority();
    broken.conduct(() => 'cut');
    const service503 = await another(broken.url);
    const made = broken.assertion(entraTenantId, { sub: subject, aud: audience });
    const unknown = await ask(made, {}, 'nowhere', service503);
    expect([unknown.status, unknown.body.error]).toEqual([503, 'temporarily_unavailable']);
    expect(unknown.headers.get('retry-after')).toBe('30');
    expect(face(await ask(made, {}, tenant, service503))).toEqual(face(unknown));
    expect(face(await ask(made, {}, 'demo', service503))).toEqual(face(unknown));
    expect(broken.requests).toHaveLength(1);
    for (const visibly of [
      { aud: undefined },
      { sub: undefined },
      { iss: 'https://issuer.example.net' },
      { tid: randomUUID() },
    ])
      expect(
        (
          await ask(
            broken.assertion(entraTenantId, { sub: subject, aud: audience, ...visibly }),
            {},
            tenant,
            service503,
          )
        ).status,
      ).toBe(401);
    const otherAlgorithm = { header: { alg: 'ES256' } };
    const es = broken.assertion(entraTenantId, { sub: subject, aud: audience }, otherAlgorithm);
    expect((await ask(es, {}, tenant, service503)).status).toBe(401);
    await service503.stop();
    await broken.close();
  });
});
