import type { HttpRequest } from '@azure/functions';
import type { Form } from '../auth/clientAuthentication.ts';
import { formNotUtf8, formParameterRepeated, formRequired, formTooLarge } from '../scim/errors/token.ts';
import { readBytes } from './request.ts';

/** Maximum size of a token request's form in bytes. A client assertion, its longest value, has about 2,000. */
export const maxFormBytes = 16_384;

/**
 * Reads a form (RFC 6749 §3.2): a parameter without a value counts as missing, and none may be repeated.
 *
 * @throws ScimError `invalid_request`; 411, 415
 */
export async function readForm(request: HttpRequest, maxBytes = maxFormBytes): Promise<Form> {
  const [mediaType = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/x-www-form-urlencoded') throw formRequired();
  const parameters = new URLSearchParams(
    decode(await readBytes(request, maxBytes, () => formTooLarge(maxBytes))),
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
