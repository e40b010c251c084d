import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from 'jose';
import { isObject } from '../json.ts';

/** The claims of an assertion. */
interface Assertion {
  readonly entraTenant: string;
  readonly subject: string;
  readonly audience: string;
}

/** A substitute for login.microsoftonline.com. A service that trusts it reads its keys there. */
export interface Authority {
  /** For SCIM_ENTRA_AUTHORITY of the service. */
  readonly url: string;
  sign(assertion: Assertion): Promise<string>;
  close(): Promise<void>;
}

const lifetime = '65m';

/** @param keyFile keeps the signing key for the next run. */
export async function startAuthority(port: number, keyFile: string): Promise<Authority> {
  const { key, published } = await signingKey(keyFile);
  let url = '';
  const documents: Readonly<Record<string, () => object>> = {
    '/common/v2.0/.well-known/openid-configuration': () => ({
      issuer: `${url}/{tenantid}/v2.0`,
      jwks_uri: `${url}/common/discovery/v2.0/keys`,
    }),
    '/common/discovery/v2.0/keys': () => ({ keys: [{ ...published, issuer: `${url}/{tenantid}/v2.0` }] }),
  };
  const server = createServer((request, response) => {
    const body = documents[request.url ?? '']?.();
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`;
  return {
    url,
    sign: ({ entraTenant, subject, audience }) =>
      // Entra's assertions have no jti either.
      new SignJWT({ tid: entraTenant, ver: '2.0' })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: published.kid })
        .setIssuer(`${url}/${entraTenant}/v2.0`)
        .setAudience(audience)
        .setSubject(subject)
        .setIssuedAt()
        .setNotBefore('-1m')
        .setExpirationTime(lifetime)
        .sign(key),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function signingKey(file: string) {
  const stored = existsSync(file) ? jwkIn(readFileSync(file, 'utf8')) : undefined;
  const jwk = stored ?? (await newKey(file));
  const { kty, n, e } = jwk;
  if (kty === undefined || n === undefined || e === undefined)
    throw new TypeError(`${file} holds no RSA key.`);
  const kid = await calculateJwkThumbprint(jwk);
  return { key: await importJWK(jwk, 'RS256'), published: { kty, n, e, kid, use: 'sig' } };
}

function jwkIn(text: string): JWK | undefined {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? { ...value } : undefined;
}

async function newKey(file: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
  return jwk;
}
