import type { HttpRequest } from '@azure/functions';
import type { Quota } from '../throttle/throttle.ts';
import { maxBodyBytes } from '../scim/bounds.ts';
import { type JsonObject, isObject, parseJson, type JsonValue } from '../scim/json.ts';
import { unitsPerRequest, nextTurn } from '../users/list/work.ts';
import type { ScimError } from '../scim/error.ts';
import {
  bodyEncodingUnsupported,
  bodyLengthRequired,
  bodyMissing,
  bodyNotJson,
  bodyNotObject,
  bodyNotUtf8,
  bodyTooLarge,
  bodyTextBroken,
  bodyTooDeep,
  bodyTooManyMembers,
  parameterRepeated,
} from '../scim/errors/request.ts';

interface RequestOfCaller {
  readonly request: HttpRequest;
  readonly quota: Pick<Quota, 'charge'>;
}

/**
 * Reads the body of a request. A large one is charged, a unit of work for each byte; it is parsed in its own turn of
 * the event loop, and used in another.
 *
 * @throws ScimError as `readBody` does.
 */
export async function readRequestBody({ request, quota }: RequestOfCaller): Promise<JsonObject> {
  const bytes = Number(request.headers.get('content-length') ?? 0);
  const requests = Math.floor(bytes / unitsPerRequest);
  if (!(requests > 0 && bytes <= maxBodyBytes)) return readBody(request);
  quota.charge(requests);
  await nextTurn();
  const body = await readBody(request);
  await nextTurn();
  return body;
}

/**
 * Reads the body of a POST, PUT or PATCH. Ignores its media type: Entra and others send `application/scim+json` and
 * `application/json`, with and without parameters.
 *
 * @throws ScimError 400 `invalidSyntax` if it is no JSON object, 411 without a length, 413 if it is too large, 415 if
 * it is compressed.
 */
export async function readBody(request: HttpRequest): Promise<JsonObject> {
  const bytes = await readBytes(request, maxBodyBytes, bodyTooLarge);
  if (bytes.byteLength === 0) throw bodyMissing();
  const value = decode(bytes);
  if (!isObject(value)) throw bodyNotObject();
  return value;
}

/**
 * The bytes of a body; none if Content-Length is 0.
 *
 * @param tooLarge the error for a body of more than `maxBytes`.
 * @throws ScimError 411, 415
 */
export async function readBytes(
  request: HttpRequest,
  maxBytes: number,
  tooLarge: (bytes: number, maxBytes: number) => ScimError,
): Promise<ArrayBuffer> {
  const { headers } = request;
  requireNoEncoding(headers);
  const declared = headers.get('content-length');
  if (Number(declared ?? 0) > maxBytes) throw tooLarge(Number(declared), maxBytes);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > maxBytes) throw tooLarge(bytes.byteLength, maxBytes);
  // The host silently drops a body without a length.
  if (bytes.byteLength === 0 && (declared === null || headers.has('transfer-encoding'))) {
    throw bodyLengthRequired();
  }
  return bytes;
}

/** 415 (RFC 9110 §15.5.16) with the supported codings in `Accept-Encoding` (§12.5.3). */
function requireNoEncoding(headers: HttpRequest['headers']): void {
  const codings = (headers.get('content-encoding') ?? '').toLowerCase().split(',');
  if (codings.every((coding) => ['', 'identity'].includes(coding.trim()))) return;
  throw bodyEncodingUnsupported();
}

function decode(bytes: ArrayBuffer): JsonValue {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw bodyNotUtf8();
  }
  const value = parsed(text);
  checkJsonText(text);
  return value;
}

function parsed(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    // The parser's message quotes the body, which may hold a secret.
    throw bodyNotJson();
  }
}

/** Maximum nesting of arrays and objects. */
export const maxJsonDepth = 32;

/** Maximum members of one object: iterating over tens of thousands takes long. */
export const maxJsonMembers = 5_000;

const [quote, backslash, colon, u] = [0x22, 0x5c, 0x3a, 0x75];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Checks nesting, numbers of members, and strings that can't be stored unchanged. It scans the text and not the
 * parsed value: walking through hundreds of thousands of small values takes much longer. The parser reports invalid
 * JSON.
 *
 * @param text well-formed, from a decoder of UTF-8.
 * @throws ScimError 400 `invalidSyntax`, `invalidValue`
 */
function checkJsonText(text: string): void {
  const members = [0];
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === quote) at = endOfString(text, at);
    else if (character === openBrace || character === openBracket) {
      depth += 1;
      if (depth > maxJsonDepth) {
        throw bodyTooDeep(maxJsonDepth);
      }
      members[depth] = 0;
    } else if (character === closeBrace || character === closeBracket) depth -= 1;
    else if (character === colon) {
      const count = (members[depth] ?? 0) + 1;
      if (count > maxJsonMembers) {
        throw bodyTooManyMembers(maxJsonMembers);
      }
      members[depth] = count;
    }
  }
}

/** Position of the quote that ends the string at `start`; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const character = text.charCodeAt(at);
    if (character === quote) return at;
    at = character === backslash ? endOfEscape(text, at) : at + 1;
  }
  return at;
}

/** Position after an escape; after both halves of a surrogate pair, because a half must not stand alone. */
function endOfEscape(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== u) return at + 2;
  const unit = escapedUnit(text, at);
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  const next = unit < 0xdc00 ? escapedUnit(text, at + 6) : 0;
  if (next < 0xdc00 || next > 0xdfff) throw bodyTextBroken();
  return at + 12;
}

/** The UTF-16 code unit of an escape `\uXXXX`; 0 if there is none. */
function escapedUnit(text: string, at: number): number {
  const escape = text.slice(at, at + 6);
  return /^\\u[\dA-Fa-f]{4}$/.test(escape) ? Number.parseInt(escape.slice(2), 16) : 0;
}

/**
 * The parameters of a request's query. Names ignore case, as with .NET's servers and the Functions host: a
 * `?Filter=…` that was ignored would return everybody.
 */
export class Query {
  readonly #values = new Map<string, string[]>();

  constructor(parameters: Iterable<readonly [string, string]>) {
    for (const [name, value] of parameters) {
      const folded = name.toLowerCase();
      const values = this.#values.get(folded);
      if (values === undefined) this.#values.set(folded, [value]);
      else values.push(value);
    }
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /**
   * The value of a parameter; undefined if it is missing.
   *
   * @throws ScimError 400 `invalidValue` if it is repeated, because it is unclear which one is meant.
   */
  one(name: string): string | undefined {
    const values = this.#values.get(name.toLowerCase()) ?? [];
    if (values.length > 1) throw parameterRepeated(name, values.length);
    return values[0];
  }

  /** The value of a comma-separated parameter; repeated parameters are joined. */
  list(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.join(',');
  }
}

/** From the URL, because in `request.query` the host has joined or dropped repeated parameters. */
export function queryOf(request: HttpRequest): Query {
  return new Query(new URL(request.url).searchParams);
}

/**
 * The client's address, which the platform's front end appends to `X-Forwarded-For` with its port. The client may
 * have sent everything before it.
 */
export function clientAddress(request: HttpRequest): string {
  const last = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const withoutPort = /^\[([^\]]+)\](?::\d+)?$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1];
  return withoutPort ?? (last === '' ? 'unknown' : last);
}
