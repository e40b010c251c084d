import type { HttpRequest } from '@azure/functions';
import type { Quota } from '../throttle/throttle.ts';
import { maxBodyBytes } from '../scim/limits.ts';
import { type JsonObject, isObject, parseJson, type JsonValue } from '../scim/json.ts';
import { unitsPerRequest, nextTurn } from '../users/list/cost.ts';
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
 * Reads the body of a request. A large one is charged for, a unit of work for each byte; it is parsed in a turn of its
 * own, and whatever is done with it in another.
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
 * Reads the body of a POST, PUT or PATCH. Its media type is not looked at: Entra and others send
 * `application/scim+json` and `application/json`, with and without parameters.
 *
 * @throws ScimError 400 `invalidSyntax` where it is no JSON object, 411 without its length, 413 where it is too large,
 * 415 where it is compressed.
 */
export async function readBody(request: HttpRequest): Promise<JsonObject> {
  const bytes = await readBytes(request, maxBodyBytes, bodyTooLarge);
  if (bytes.byteLength === 0) throw bodyMissing();
  const value = decode(bytes);
  if (!isObject(value)) throw bodyNotObject();
  return value;
}

/**
 * The bytes of a body; none where Content-Length says so.
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
  // The host hands over no body that comes without its length, and says nothing of it.
  if (bytes.byteLength === 0 && (declared === null || headers.has('transfer-encoding'))) {
    throw bodyLengthRequired();
  }
  return bytes;
}

/** RFC 9110 §15.5.16; `Accept-Encoding` says what would do (§12.5.3). */
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
    // The parser's own message quotes the body, which may hold a secret.
    throw bodyNotJson();
  }
}

/** Nesting of arrays and objects beyond which a body is refused. */
export const maxJsonDepth = 32;

/** Members of one object beyond which a body is refused: to go through tens of thousands takes long, whoever does it. */
export const maxJsonMembers = 5_000;

const [quote, backslash, colon, u] = [0x22, 0x5c, 0x3a, 0x75];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Bounds the depth of a JSON text and the members of its objects, and refuses strings that could not be stored and returned as they came. The text is
 * looked at and not what is made of it: to walk through hundreds of thousands of small values takes much longer. What is
 * no JSON the parser finds.
 *
 * @param text well-formed, as a decoder of UTF-8 gives it.
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

/** The position of the quote that ends the string at `start`; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const character = text.charCodeAt(at);
    if (character === quote) return at;
    at = character === backslash ? endOfEscape(text, at) : at + 1;
  }
  return at;
}

/** The position behind an escape: of both halves where it is that of a surrogate, which must not stand alone. */
function endOfEscape(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== u) return at + 2;
  const unit = escapedUnit(text, at);
  if (unit < 0xd800 || unit > 0xdfff) return at + 6;
  const next = unit < 0xdc00 ? escapedUnit(text, at + 6) : 0;
  if (next < 0xdc00 || next > 0xdfff) throw bodyTextBroken();
  return at + 12;
}

/** The UTF-16 unit of an escape `\uXXXX`; 0 where none is there. */
function escapedUnit(text: string, at: number): number {
  const escape = text.slice(at, at + 6);
  return /^\\u[\dA-Fa-f]{4}$/.test(escape) ? Number.parseInt(escape.slice(2), 16) : 0;
}

/**
 * The parameters of a request's query. Their names are compared without case, as .NET's servers and the Functions host
 * compare them: `?Filter=…` that is taken for an unknown parameter would answer with everybody.
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
   * The value of a parameter that has one; undefined if it is not sent.
   *
   * @throws ScimError 400 `invalidValue` if it is sent more than once: nobody can tell which one is meant.
   */
  one(name: string): string | undefined {
    const values = this.#values.get(name.toLowerCase()) ?? [];
    if (values.length > 1) throw parameterRepeated(name, values.length);
    return values[0];
  }

  /** The value of a parameter that is a list with commas in it: sent more than once, it is one longer list. */
  list(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.join(',');
  }
}

/** From the URL: in `request.query` the host has joined, or dropped, what is sent more than once. */
export function queryOf(request: HttpRequest): Query {
  return new Query(new URL(request.url).searchParams);
}

/**
 * The address of the client, as the platform's front end appends it to `X-Forwarded-For`, with its port. What stands
 * before it is whatever the client has sent.
 */
export function clientAddress(request: HttpRequest): string {
  const last = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const withoutPort = /^\[([^\]]+)\](?::\d+)?$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1];
  return withoutPort ?? (last === '' ? 'unknown' : last);
}
