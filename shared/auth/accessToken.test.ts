import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AccessTokens, type Grant } from './accessToken.ts';
import { es256, hs256, jwt, readJwt, seconds, unsigned, type Signer } from '../../test/support/jwts.ts';
import { signingKey, signingRing } from '../../test/support/signingKeys.ts';

const older = signingKey('older');
const newer = signingKey('newer');
const ring = signingRing(newer, older);
const tokens = new AccessTokens(ring);
const current = privateKey('newer');

const grant: Grant = {
  tenant: 'demo',
  clientId: 'client',
  credential: 'secret',
  way: 'clientCredentials',
  scopes: ['provisioning', 'read-only'],
};

function privateKey(id: string): KeyObject {
  const key = ring.keys.get(id);
  if (key === undefined) throw new Error(`There is no key ${id}.`);
  return key;
}

describe('an access token', () => {
  test('says what RFC 9068 asks for, and for which credential it was issued', async () => {
    const { header, claims } = readJwt(await tokens.sign(grant, 3_600));
    const iat = claims.iat as number;
    expect(header).toEqual({ alg: 'ES256', kid: 'newer', typ: 'at+jwt' });
    expect(claims).toEqual({
      iss: 'uniflow-scim',
      aud: 'scim/demo',
      sub: 'client',
      client_id: 'client',
      credential: 'secret',
      way: 'clientCredentials',
      scope: 'provisioning read-only',
      iat: expect.any(Number) as number,
      exp: iat + 3_600,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(Math.abs(iat - seconds())).toBeLessThan(60);
  });

  test('is never the same twice', async () => {
    const [first, second] = await Promise.all([tokens.sign(grant, 60), tokens.sign(grant, 60)]);
    expect(readJwt(first).claims.jti).not.toBe(readJwt(second).claims.jti);
  });

  test('stands for what it was issued for, and only at its tenant', async () => {
    const token = await tokens.sign(grant, 60);
    expect(await tokens.verify('demo', token)).toEqual(grant);
    for (const other of ['demo2', 'dem', '', 'DEMO'])
      expect(await tokens.verify(other, token)).toBeUndefined();
  });
});

describe('keys change with overlap', () => {
  const before = new AccessTokens(signingRing(older));
  const announced = new AccessTokens(signingRing(older, newer));

  test.each([
    ['signed before, verified after', before, tokens],
    ['signed with the old one while the new one is known', announced, tokens],
    ['signed with the new one, verified where it does not sign yet', tokens, announced],
  ])('%s', async (_, signs, verifies) => {
    expect(await verifies.verify('demo', await signs.sign(grant, 60))).toEqual(grant);
  });

  test('a key that is gone verifies nothing', async () => {
    const after = new AccessTokens(signingRing(newer));
    expect(await after.verify('demo', await before.sign(grant, 60))).toBeUndefined();
  });

  test('another key under the same id verifies nothing', async () => {
    const impostor = new AccessTokens(signingRing(signingKey('newer')));
    expect(await tokens.verify('demo', await impostor.sign(grant, 60))).toBeUndefined();
  });

  test('the key set has the public part of every key, and nothing of the private one', () => {
    expect(tokens.keySet()).toEqual({
      keys: ['newer', 'older'].map((kid) => {
        const { x, y } = createPublicKey(privateKey(kid)).export({ format: 'jwk' });
        return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' };
      }),
    });
  });
});

describe('no access token is', () => {
  const header = { alg: 'ES256', kid: 'newer', typ: 'at+jwt' };
  const claims = {
    iss: 'uniflow-scim',
    aud: 'scim/demo',
    sub: 'client',
    client_id: 'client',
    credential: 'secret',
    way: 'clientCredentials',
    scope: 'provisioning',
    iat: seconds(),
    exp: seconds(600),
    jti: 'one',
  };
  const made = (otherHeader: object, otherClaims: object, signer: Signer = es256(current)) =>
    tokens.verify('demo', jwt({ ...header, ...otherHeader }, { ...claims, ...otherClaims }, signer));

  test('one that differs in nothing is: the others fail for what they differ in', async () => {
    expect(await made({}, {})).toMatchObject({ clientId: 'client', scopes: ['provisioning'] });
    expect(await made({}, { exp: seconds(-30), nbf: seconds(30) })).toBeDefined();
  });

  test.each(Object.keys(claims))('one without %s', async (claim) => {
    expect(await made({}, { [claim]: undefined })).toBeUndefined();
  });

  test.each<[string, object]>([
    ['of another issuer', { iss: 'https://sts.windows.net/x/' }],
    ["with another tenant's audience", { aud: 'scim/other' }],
    ['that has expired', { exp: seconds(-120) }],
    ['that is not valid yet', { nbf: seconds(120) }],
    ['whose exp is text', { exp: String(seconds(600)) }],
    ['whose client is no text', { client_id: ['client'] }],
    ['whose credential is no text', { credential: 1 }],
    ['whose scope is no text', { scope: ['provisioning'] }],
    ['of a way in which none is issued', { way: 'secretToken' }],
  ])('one %s', async (_, otherClaims) => {
    expect(await made({}, otherClaims)).toBeUndefined();
  });

  const publicPem = createPublicKey(current).export({ format: 'pem', type: 'spki' });
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  test.each<[string, object, Signer?]>([
    ['without a signature', { alg: 'none' }, unsigned],
    ['without a signature that says ES256', {}, unsigned],
    ['signed by HS256 with the public key as secret', { alg: 'HS256' }, hs256(publicPem)],
    ['signed by another key', {}, es256(foreign)],
    ['whose key nobody knows', { kid: 'unknown' }],
    ['whose key is called __proto__', { kid: '__proto__' }],
    ['that names no key', { kid: undefined }],
    [
      'that brings its key along',
      { kid: undefined, jwk: createPublicKey(foreign).export({ format: 'jwk' }) },
      es256(foreign),
    ],
    ['whose key is another one of the ring', { kid: 'older' }],
    ['of another type', { typ: 'JWT' }],
    ['without a type', { typ: undefined }],
    ['with an extension that nobody knows', { crit: ['exp'] }],
  ])('one %s', async (_, otherHeader, signer) => {
    expect(await made(otherHeader, {}, signer)).toBeUndefined();
  });

  test.each(['', '.', '..', 'a.b.c', 'e30.e30.', '....'])('%j', async (text) => {
    expect(await tokens.verify('demo', text)).toBeUndefined();
  });

  test('one with a changed letter', async () => {
    const token = await tokens.sign(grant, 60);
    const [head = '', body = '', signature = ''] = token.split('.');
    const { claims: read } = readJwt(token);
    const wider = Buffer.from(JSON.stringify({ ...read, scope: 'management' })).toString('base64url');
    expect(await tokens.verify('demo', `${head}.${wider}.${signature}`)).toBeUndefined();
    expect(await tokens.verify('demo', `${head}.${body}.${signature.slice(0, -4)}`)).toBeUndefined();
  });
});
