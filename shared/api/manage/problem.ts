import { STATUS_CODES } from 'node:http';
import type { ScimError } from '../../scim/error.ts';
import type { Answer } from '../response.ts';

/** An error of the management API (RFC 9457). The extension `code` says which: docs/errors.md. */
export function problemAnswer({ code, status, message, headers }: ScimError): Answer {
  return {
    status,
    mediaType: 'application/problem+json',
    headers,
    body: { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail: message },
  };
}
