import { createPublicKey, randomUUID, type KeyObject } from 'node:crypto';
import { createClientSecret, createSecretToken } from '../../shared/tenants/credential.ts';
import { altered } from './altered.ts';
import type { EntraAuthority } from './entraAuthority.ts';
import { es256, hs256, jwt, rs256, seconds, unsigned, type Signer } from './jwts.ts';

/** What an access token of this service says, and whose key signs it. */
export interface OwnToken {
  readonly kid: string;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
  readonly tenant: string;
  readonly clientId: string;
  /** Id of the secret for which it was issued. */
  readonly credential: string;
}

interface Forgery {
  readonly header?: object;
  readonly claims?: object;
  readonly signer?: Signer;
}

/** A right access token, or one with something else in it. */
export function ownToken(own: OwnToken, { header = {}, claims = {}, signer }: Forgery = {}): string {
  return jwt(
    { alg: 'ES256', kid: own.kid, typ: 'at+jwt', ...header },
    {
      iss: 'uniflow-scim',
      aud: `scim/${own.tenant}`,
      sub: own.clientId,
      client_id: own.clientId,
      credential: own.credential,
      way: 'clientCredentials',
      scope: 'provisioning',
      iat: seconds(-10),
      exp: seconds(600),
      jti: randomUUID(),
      ...claims,
    },
    signer ?? es256(own.key),
  );
}

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString();

/** Access tokens of this service of which one thing is wrong each, by what it is. */
export function wrongOwnTokens(own: OwnToken, foreignKey: KeyObject): Readonly<Record<string, string>> {
  const wrong: Readonly<Record<string, Forgery>> = {
    'another issuer': { claims: { iss: 'uniflow-scim-2' } },
    'no issuer': { claims: { iss: undefined } },
    "another tenant's audience": { claims: { aud: 'scim/other' } },
    'no audience': { claims: { aud: undefined } },
    'an unknown subject': { claims: { sub: randomUUID(), client_id: randomUUID() } },
    'no subject': { claims: { sub: undefined } },
    'an unknown client': { claims: { client_id: randomUUID() } },
    'no client': { claims: { client_id: undefined } },
    'an unknown credential': { claims: { credential: randomUUID() } },
    'no credential': { claims: { credential: undefined } },
    'another way': { claims: { way: 'secretToken' } },
    'no way': { claims: { way: undefined } },
    'no scope': { claims: { scope: undefined } },
    'an end that is past': { claims: { exp: seconds(-120) } },
    'no end': { claims: { exp: undefined } },
    'a beginning to come': { claims: { nbf: seconds(600) } },
    'no time of issue': { claims: { iat: undefined } },
    'no id': { claims: { jti: undefined } },
    'another type': { header: { typ: 'JWT' } },
    'alg none': { header: { alg: 'none' }, signer: unsigned },
    'alg none under the right signature': { header: { alg: 'none' } },
    'HS256 with the public key': { header: { alg: 'HS256' }, signer: hs256(pem(own.publicKey)) },
    'no signature': { signer: unsigned },
    'another key': { signer: es256(foreignKey) },
    'an unknown key id': { header: { kid: 'unknown' } },
    'no key id': { header: { kid: undefined } },
  };
  return named('an access token with', wrong, (forgery) => ownToken(own, forgery));
}

/** Tokens of Entra's of which one thing is wrong each, by what it is. */
export function wrongEntraTokens(
  authority: EntraAuthority,
  tenantId: string,
  foreignKey: KeyObject,
): Readonly<Record<string, string>> {
  const stranger = randomUUID();
  const foreign = rs256(foreignKey);
  const jwk = createPublicKey(foreignKey).export({ format: 'jwk' });
  const claims: Readonly<Record<string, object>> = {
    "another tenant's issuer": { iss: `https://sts.windows.net/${stranger}/` },
    'another issuer': { iss: `https://sts.example.net/${tenantId}/` },
    "another tenant's tid": { tid: stranger },
    'no tid': { tid: undefined },
    'another audience': { aud: randomUUID() },
    'no audience': { aud: undefined },
    'several audiences': { aud: ['8adf8e6e-67b2-4cf2-a259-e3dc5476c621', 'x'] },
    'another application': { appid: randomUUID() },
    'no application': { appid: undefined },
    'an end that is past': { exp: seconds(-120) },
    'no end': { exp: undefined },
    'a beginning to come': { nbf: seconds(600) },
    'version 2': { ver: '2.0' },
  };
  const headers: Readonly<Record<string, Parameters<EntraAuthority['bearer']>[2]>> = {
    'alg none': { header: { alg: 'none' }, signer: unsigned },
    'HS256 with the public key': {
      header: { alg: 'HS256' },
      signer: hs256(pem(authority.key.publicKey)),
    },
    'no signature': { signer: unsigned },
    'another key': { signer: foreign },
    'another key that it brings along': { header: { kid: undefined, jwk }, signer: foreign },
    'an unknown key id': { header: { kid: 'unknown' } },
    'no key id': { header: { kid: undefined } },
  };
  return {
    ...named("a token of Entra's with", claims, (changed) => authority.bearer(tenantId, changed)),
    ...named("a token of Entra's with", headers, (options) => authority.bearer(tenantId, {}, options)),
    "a rightly signed token of another tenant of Entra's": authority.bearer(stranger),
  };
}

/** Secret tokens that are none, by what is wrong with them. */
export function wrongSecretTokens(right: string): Readonly<Record<string, string>> {
  return {
    garbage: 'garbage',
    'a wrong checksum': altered(right),
    'a token that was cut': right.slice(0, -1),
    'a token with something behind it': `${right}x`,
    'a token that nobody has': createSecretToken(),
    'a client secret': createClientSecret(),
    'three parts of nothing': 'a.b.c',
    '8,000 characters': 'x'.repeat(8_000),
  };
}

function named<Value>(
  prefix: string,
  values: Readonly<Record<string, Value>>,
  make: (value: Value) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix} ${name}`, make(value)]),
  );
}
