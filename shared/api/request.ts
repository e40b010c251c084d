import { maxBodyBytes } from '../scim/limits.ts';
import type { HttpRequest } from '@azure/functions';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';
import type { ScimError } from '../scim/error.ts';
import {
  bodyEncodingUnsupported,
  bodyLengthRequired,
  bodyMissing,
  bodyNotJson,
  bodyNotObject,
  bodyNotUtf8,
  bodyTooLarge,
} from '../scim/errors/request.ts';
import { checkJsonText } from './jsonText.ts';

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
