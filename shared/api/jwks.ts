import type { Call } from './endpoint.ts';
import type { Answer } from './response.ts';
import { keySetNotFound } from '../scim/errors/request.ts';

/**
 * GET /oauth2/jwks: the keys with which this deployment's access tokens are verified. Public, and the same under every
 * name, so it does not say which tenants exist.
 *
 * @throws ScimError 404 where this deployment issues no access tokens.
 */
export function jwks({ service: { accessTokens } }: Call): Answer {
  if (accessTokens === undefined) {
    throw keySetNotFound();
  }
  return {
    status: 200,
    body: accessTokens.keySet(),
    mediaType: 'application/json',
    headers: { 'Cache-Control': 'public, max-age=300' },
  };
}
