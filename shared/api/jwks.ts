import type { Call } from './endpoint.ts';
import { ScimError } from '../scim/error.ts';
import type { Answer } from './response.ts';

/**
 * GET /oauth2/jwks: the keys with which this deployment's access tokens are verified. Public, and the same under every
 * name, so it does not say which tenants exist.
 *
 * @throws ScimError 404 where this deployment issues no access tokens.
 */
export function jwks({ service: { accessTokens } }: Call): Answer {
  if (accessTokens === undefined) {
    throw new ScimError(
      404,
      undefined,
      'This deployment issues no access tokens, so it has no keys for them.',
    );
  }
  return {
    status: 200,
    body: accessTokens.keySet(),
    mediaType: 'application/json',
    headers: { 'Cache-Control': 'public, max-age=300' },
  };
}
