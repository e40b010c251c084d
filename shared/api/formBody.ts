import type { HttpRequest } from '@azure/functions';
import type { Form } from '../auth/clientAuthentication.ts';
import { formNotUtf8, formParameterRepeated, formRequired, formTooLarge } from '../scim/errors/token.ts';
import { readBytes } from './request.ts';

/** Bytes of a form beyond which it is refused. A client assertion, the longest thing in it, has about 2,000. */
export const maxFormBytes = 16_384;

/**
 * Reads the form of a token request (RFC 6749 §3.2): a parameter without a value counts as left out, and none may come
 * twice.
 *
 * @throws ScimError `invalid_request`; 411, 415
 */
export async function readForm(request: HttpRequest): Promise<Form> {
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/x-www-form-urlencoded') throw formRequired();
  const parameters = new URLSearchParams(
    decode(await readBytes(request, maxFormBytes, () => formTooLarge(maxFormBytes))),
  );
  const names = [...parameters.keys()];
  if (new Set(names).size < names.length) throw formParameterRepeated();
  return new Map([...parameters].filter(([, value]) => value !== ''));
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw formNotUtf8();
  }
}
