import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { EntraVersion } from '../../shared/auth/entraDocuments.ts';
import { jwt, rs256, seconds, type Signer } from './jwts.ts';
import { listen } from '../../cli/host/listen.ts';

/** What becomes of a request: an answer, none at all, a connection that breaks, or something else in place of the document. */
export type Conduct = 'answer' | 'hang' | 'cut' | Replacement;

interface Replacement {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or what is sent as JSON. */
  readonly body?: unknown;
}

export interface SigningOptions {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly signer?: Signer;
}

/** A key server as Entra's is: two versions of the common documents, and the tokens that its keys sign. */
export interface EntraAuthority {
  /** For SCIM_ENTRA_AUTHORITY. */
  readonly url: string;
  /** Paths of all requests that came. */
  readonly requests: readonly string[];
  /** The key that signs now, for forgers. */
  readonly key: SigningKey;
  /** The document under a path, without a request. */
  document(path: string): object | undefined;
  /** Decides about requests from now on. */
  conduct(decide: (path: string) => Conduct): void;
  /** Forgets the requests that came. */
  forget(): void;
  /** Signs with another key from now on, and publishes it with the members given. The one before it stays published. */
  rotate(members?: Readonly<Record<string, unknown>>): void;
  /** A v1 token of the provisioning service; a claim that is undefined is left out. */
  bearer(tenantId: string, claims?: object, options?: SigningOptions): string;
  /** A v2 client assertion. */
  assertion(tenantId: string, claims?: object, options?: SigningOptions): string;
  close(): Promise<void>;
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The `{tenantid}` that stands in the common documents. */
const template = '{tenantid}';

export async function startEntraAuthority(): Promise<EntraAuthority> {
  const requests: string[] = [];
  let keys: (SigningKey & { readonly members: object })[] = [];
  let decide: (path: string) => Conduct = () => 'answer';
  let url = '';

  const issuer = (version: EntraVersion, tenantId: string) =>
    version === 'v1' ? `https://sts.windows.net/${tenantId}/` : `${url}/${tenantId}/v2.0`;
  const published = (version: EntraVersion) =>
    keys.map(({ kid, publicKey, members }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      use: 'sig',
      // As Entra does it: only the keys of v2 say whose they are.
      ...(version === 'v2' ? { issuer: issuer('v2', template) } : {}),
      ...members,
    }));
  const documents: Readonly<Record<string, () => object>> = {
    '/common/.well-known/openid-configuration': () => ({
      issuer: issuer('v1', template),
      jwks_uri: `${url}/common/discovery/keys`,
    }),
    '/common/v2.0/.well-known/openid-configuration': () => ({
      issuer: issuer('v2', template),
      jwks_uri: `${url}/common/discovery/v2.0/keys`,
    }),
    '/common/discovery/keys': () => ({ keys: published('v1') }),
    '/common/discovery/v2.0/keys': () => ({ keys: published('v2') }),
  };

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const conduct = decide(path);
    if (conduct === 'hang') return;
    if (conduct === 'cut') request.socket.destroy();
    else if (conduct === 'answer')
      send(response, { body: documents[path]?.(), status: path in documents ? 200 : 404 });
    else send(response, conduct);
  });
  url = await listen(server, 0, '127.0.0.1');

  const rotate = (members: object = {}) => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    keys = [{ ...pair, kid: randomUUID(), members }, ...keys.slice(0, 1)];
  };
  rotate();
  const current = () => {
    const [key] = keys;
    if (key === undefined) throw new Error('There is no key.');
    return key;
  };
  const signed = (claims: object, { header = {}, signer }: SigningOptions) => {
    const { kid, privateKey } = current();
    return jwt({ alg: 'RS256', typ: 'JWT', kid, ...header }, claims, signer ?? rs256(privateKey));
  };

  return {
    url,
    requests,
    get key() {
      return current();
    },
    document: (path) => documents[path]?.(),
    conduct: (next) => (decide = next),
    forget: () => requests.splice(0),
    rotate,
    bearer: (tenantId, claims = {}, options = {}) => signed({ ...v1Claims(tenantId), ...claims }, options),
    assertion: (tenantId, claims = {}, options = {}) =>
      signed({ ...v2Claims(tenantId, issuer('v2', tenantId)), ...claims }, options),
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Replacement): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

const lifetime = 3_900;

function v1Claims(tenantId: string): object {
  return {
    aud: '8adf8e6e-67b2-4cf2-a259-e3dc5476c621',
    iss: `https://sts.windows.net/${tenantId}/`,
    tid: tenantId,
    appid: '00000014-0000-0000-c000-000000000000',
    iat: seconds(-10),
    nbf: seconds(-10),
    exp: seconds(lifetime),
    sub: randomUUID(),
    ver: '1.0',
  };
}

/** `sub` and `aud` are those of the customer's own set-up, so the caller gives them. */
function v2Claims(tenantId: string, iss: string): object {
  return { iss, tid: tenantId, iat: seconds(-10), nbf: seconds(-10), exp: seconds(lifetime), ver: '2.0' };
}
