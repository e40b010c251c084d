import { isObject, member, parseJson, type JsonObject } from '../scim/json.ts';
import { issuerTemplate, type EntraVersion } from './entraIssuer.ts';
import { isKeySetDocument, readKeySet, type EntraKeySet } from './entraKeySet.ts';

/** Bytes of a document beyond which it is none of Entra's. Its key sets have about 20,000. */
const maxDocumentBytes = 262_144;

/** Entra, or whoever answers in its place, says something else than it must. */
export class UnusableDocument extends Error {
  override readonly name = 'UnusableDocument';
}

/**
 * Fetches the keys with which Entra signs for every one of its tenants. From the common documents, and not from those of
 * one tenant: nobody can then make this service ask for tenants that they have made up, and a request to a tenant that
 * exists takes the same way as one to a tenant that does not.
 *
 * @param signal ends both fetches together.
 * @throws where Entra does not answer, or with something else than its documents.
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
  // Keys of either version may name the issuer of v2.
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
    // Wherever a redirect leads, it is not where Entra keeps its keys.
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
