import { STATUS_CODES } from 'node:http';
import type { ScimError } from '../../scim/error.ts';
import type { Answer } from '../response.ts';

/** An error of the management API (RFC 9457): the status says what kind of problem it is. */
export function problemAnswer({ status, message, headers }: ScimError): Answer {
  return {
    status,
    mediaType: 'application/problem+json',
    headers,
    body: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message },
  };
}
