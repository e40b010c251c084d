import { ScimError } from './error.ts';
import type { Answer } from './response.ts';

/** Of the codes of RFC 6749 §5.2, those that the client credentials grant has. */
export type OAuthErrorCode =
  'invalid_request' | 'invalid_client' | 'unauthorized_client' | 'unsupported_grant_type' | 'invalid_scope';

/** An error of the token endpoint: 400, or 401 for `invalid_client` (RFC 6749 §5.2). */
export class OAuthError extends ScimError {
  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, description: string) {
    const options =
      code === 'invalid_client' ? { headers: { 'WWW-Authenticate': 'Basic realm="scim"' } } : {};
    super(code === 'invalid_client' ? 401 : 400, undefined, description, options);
    this.code = code;
  }
}

/** RFC 6749 §5.1: neither tokens nor what is said in their place may be kept by anybody on the way. */
export const uncached = { 'Cache-Control': 'no-store', Pragma: 'no-cache' } as const;

/** How an error looks on the token endpoint. */
export function oauthErrorAnswer(error: ScimError): Answer {
  return {
    status: error.status,
    mediaType: 'application/json',
    body: { error: codeOf(error), error_description: describable(error.message) },
    headers: { ...uncached, ...error.headers },
  };
}

/** What §5.2 has no code for has one in §4.1.2.1. */
function codeOf(error: ScimError): OAuthErrorCode | 'temporarily_unavailable' | 'server_error' {
  if (error instanceof OAuthError) return error.code;
  if (error.status === 429 || error.status === 503) return 'temporarily_unavailable';
  return error.status >= 500 ? 'server_error' : 'invalid_request';
}

/** RFC 6749 §5.2: a description is of printable ASCII, without quotation mark and backslash. */
function describable(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x5b\x5d-\x7e]/g, '?');
}
