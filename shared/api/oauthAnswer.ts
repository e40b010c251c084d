import type { OAuthErrorCode, ScimError } from '../scim/error.ts';
import type { Answer } from './response.ts';

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
  if (error.oauthError !== undefined) return error.oauthError;
  if (error.status === 429 || error.status === 503) return 'temporarily_unavailable';
  return error.status >= 500 ? 'server_error' : 'invalid_request';
}

/** RFC 6749 §5.2: a description is of printable ASCII, without quotation mark and backslash. */
function describable(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x5b\x5d-\x7e]/g, '?');
}
