import { ScimError } from '../scim/error.ts';

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
