import { isObject, member, parseJson, type JsonObject } from '../scim/json.ts';
import { issuerTemplate, type EntraVersion } from './entraIssuer.ts';
import { isKeySetDocument, readKeySet, type EntraKeySet } from './entraKeySet.ts';

/** Maximum size of a document in bytes. Entra's key sets have about 20,000. */
const maxDocumentBytes = 262_144;

/** Entra, or a server in its place, sent an invalid document. */
export class UnusableDocument extends Error {
  override readonly name = 'UnusableDocument';
}

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
  const response = await fetch(url, {
    signal,
    // Entra's keys are never behind a redirect.
    redirect: 'error',
    headers: { accept: 'application/json' },
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new UnusableDocument(`The answer is ${response.status}.`);
  }
  const document = parseJson(await boundedText(response.body));
  if (!isObject(document)) throw new UnusableDocument('The document is no object.');
  return document;
}

async function boundedText(body: ReadableStream<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > maxDocumentBytes) throw new UnusableDocument('The document is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
