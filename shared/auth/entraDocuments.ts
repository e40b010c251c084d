import { isGuid, isObject, member, parseJson, type JsonObject } from '../scim/json.ts';
import type { CryptoKey, JWK } from 'jose';
import { UnknownKey } from './jwt.ts';

/**
 * Entra issues tokens of two versions, each with its own issuer and keys: v1 as bearer tokens, v2 as client
 * assertions.
 */
export type EntraVersion = 'v1' | 'v2';

const placeholder = '{tenantid}';

/** The cloud in China has its own token service; all others share one. */
const chineseAuthority = 'https://login.partner.microsoftonline.cn';

/**
 * The issuer in Entra's common documents, with `{tenantid}` as a placeholder for Entra's tenant id.
 *
 * @param authority origin of Entra, without a slash at its end.
 */
export function issuerTemplate(authority: string, version: EntraVersion): string {
  if (version === 'v2') return `${authority}/${placeholder}/v2.0`;
  const tokenService =
    authority === chineseAuthority ? 'https://sts.chinacloudapi.cn' : 'https://sts.windows.net';
  return `${tokenService}/${placeholder}/`;
}

/** Entra's tenant id in an issuer; undefined if the issuer does not match the template. */
export function tenantIdIn(issuer: unknown, template: string): string | undefined {
  if (typeof issuer !== 'string') return undefined;
  const [before = '', after = ''] = template.split(placeholder);
  const id = issuer.slice(before.length, issuer.length - after.length);
  return isGuid(id) && issuer === issuerOf(id, template) ? id : undefined;
}

export function issuerOf(tenantId: string, template: string): string {
  return template.split(placeholder).join(tenantId);
}

/** Maximum size of a document in bytes. Entra's key sets have about 20,000. */
const maxDocumentBytes = 262_144;

/**
 * Fetches the keys with which Entra signs for all its tenants. It uses the common documents and not those of one
 * tenant: callers can't make this service request made-up tenants, and requests to existing and unknown tenants take
 * the same path.
 *
 * @param signal ends both fetches.
 * @throws if Entra does not answer, or answers with another document.
 */
export async function fetchKeySet(
  authority: string,
  version: EntraVersion,
  signal: AbortSignal,
): Promise<EntraKeySet> {
  const path = version === 'v1' ? '' : 'v2.0/';
  const configuration = await fetchJson(
    `${authority}/common/${path}.well-known/openid-configuration`,
    signal,
  );
  if (member(configuration, 'issuer') !== issuerTemplate(authority, version))
    throw new UnusableDocument('The configuration is that of another issuer.');
  const keySet = await fetchJson(keySetUrl(configuration, authority), signal);
  if (!isKeySetDocument(keySet)) throw new UnusableDocument('The key set is none.');
  // Keys of both versions may name the issuer of v2.
  return readKeySet(keySet, [issuerTemplate(authority, version), issuerTemplate(authority, 'v2')]);
}

function keySetUrl(configuration: JsonObject, authority: string): string {
  const uri = member(configuration, 'jwks_uri');
  const url = typeof uri === 'string' ? URL.parse(uri) : null;
  if (url?.origin !== authority) throw new UnusableDocument('The keys stand at another origin.');
  return url.href;
}

async function fetchJson(url: string, signal: AbortSignal): Promise<JsonObject> {
  const limits = { signal, maxBytes: maxDocumentBytes, accept: 'application/json' };
  const document = parseJson(await fetchDocument(url, limits));
  if (!isObject(document)) throw new UnusableDocument('The document is no object.');
  return document;
}

/** Entra's JWK Set, as received. */
interface KeySetDocument {
  keys: (JWK & {
    /** Issuer whose tokens the key signs, with or without `{tenantid}`; missing in keys of v1. */
    readonly issuer?: unknown;
  })[];
}

/** The keys of one version of Entra's tokens. */
export interface EntraKeySet {
  has(kid: string): boolean;
  /** @throws UnknownKey if no key with this id signs for this tenant of Entra's. */
  keyFor(kid: string, tenantId: string): Promise<CryptoKey>;
}

/**
 * @param templates issuers that a key may name. Some keys of the common set name one tenant, such as that of personal
 * accounts; they sign for that tenant only.
 */
function readKeySet(document: KeySetDocument, templates: readonly string[]): EntraKeySet {
  const keysOf = (kid: string) => document.keys.filter((key) => key.kid === kid);
  return {
    has: (kid) => keysOf(kid).length > 0,
    async keyFor(kid, tenantId) {
      const issuers: readonly unknown[] = templates.map((template) => issuerOf(tenantId, template));
      const keys = keysOf(kid).filter(
        ({ issuer }) =>
          issuer === undefined ||
          (typeof issuer === 'string' && issuers.includes(issuerOf(tenantId, issuer))),
      );
      if (keys.length === 0) throw new UnknownKey();
      const { createLocalJWKSet } = await import('jose');
      return createLocalJWKSet({ keys })({ alg: 'RS256', kid });
    },
  };
}

/** Whether a document is a key set with keys: an empty one must not replace a good one. */
function isKeySetDocument(document: unknown): document is KeySetDocument {
  if (typeof document !== 'object' || document === null || !('keys' in document)) return false;
  const { keys } = document;
  return (
    Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'object' && key !== null)
  );
}

/** Entra, or a server in its place, sent an invalid document. */
export class UnusableDocument extends Error {
  override readonly name = 'UnusableDocument';
}

export interface DocumentLimits {
  /** Ends the fetch. */
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** Media type. */
  readonly accept: string;
}

/**
 * Fetches a document of Entra's, which is never behind a redirect.
 *
 * @throws if the server does not answer in time with 200 and at most so many bytes.
 */
export async function fetchDocument(
  url: string,
  { signal, maxBytes, accept }: DocumentLimits,
): Promise<string> {
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept } });
  const body: ReadableStream<Uint8Array> | null = response.body;
  if (response.status !== 200 || body === null) {
    await body?.cancel();
    // The log has the code alone.
    const code = `HTTP_${response.status}`;
    throw Object.assign(new UnusableDocument(`The answer is ${response.status}.`), { code });
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) throw new UnusableDocument('The document is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
