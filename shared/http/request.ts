import type { HttpRequest } from '@azure/functions';
import { isArray, isObject, parseJson, type JsonObject, type JsonValue } from '../scim/json.ts';
import { invalidValue, ScimError } from './error.ts';

/** Bytes of a body beyond which it is refused with 413; declared as `maxPayloadSize`. */
export const maxBodyBytes = 1_048_576;

/** Nesting of arrays and objects beyond which a body is refused. */
export const maxJsonDepth = 32;

/**
 * Reads the body of a POST, PUT or PATCH. Its media type is not looked at: Entra and others send
 * `application/scim+json` and `application/json`, with and without parameters.
 *
 * @throws ScimError 400 `invalidSyntax` where it is no JSON object, 413 where it is too large.
 */
export async function readBody(request: HttpRequest): Promise<JsonObject> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > maxBodyBytes) throw tooLarge(declared);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > maxBodyBytes) throw tooLarge(bytes.byteLength);
  // The platform drops a body that comes without Content-Length (chunked).
  if (bytes.byteLength === 0)
    throw badSyntax('The request needs a JSON body, sent with a Content-Length header.');
  const value = decode(bytes);
  checkValue(value, 1);
  if (!isObject(value)) throw badSyntax('The body must be a JSON object.');
  return value;
}

function decode(bytes: ArrayBuffer): JsonValue {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badSyntax('The body is not valid UTF-8.');
  }
  try {
    return parseJson(text);
  } catch {
    // The parser's own message quotes the body, which may hold a secret.
    throw badSyntax('The body is not valid JSON.');
  }
}

/** Bounds the depth, and refuses text that could not be stored and returned as it came. */
function checkValue(value: JsonValue, depth: number): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw invalidValue('A string in the body holds half of a surrogate pair.');
    return;
  }
  if (!isArray(value) && !isObject(value)) return;
  if (depth > maxJsonDepth) throw badSyntax(`The body is nested deeper than ${maxJsonDepth} levels.`);
  for (const part of Object.values(value)) checkValue(part, depth + 1);
}

function badSyntax(detail: string): ScimError {
  return new ScimError(400, 'invalidSyntax', detail);
}

function tooLarge(bytes: number): ScimError {
  return new ScimError(413, undefined, `The body has ${bytes} bytes; ${maxBodyBytes} are allowed.`);
}
