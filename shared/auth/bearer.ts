import { ScimError } from '../scim/error.ts';

/**
 * The scheme is compared without case, and one or more spaces follow it (RFC 7235 §2.1). Whatever comes after them is a
 * token, if perhaps none that there could be: two tokens must not be told from a wrong one.
 *
 * @throws ScimError 401 where there is no bearer token.
 */
export function bearerToken(authorization: string | null): string {
  const token = tokenIn(authorization);
  if (token !== undefined) return token;
  throw unauthorized(
    'The request has no bearer token. Send the secret token as "Authorization: Bearer <token>".',
    'Bearer realm="scim"',
  );
}

/**
 * The same for the management API.
 *
 * @throws ScimError 401 where there is no bearer token.
 */
export function managementBearerToken(authorization: string | null): string {
  const token = tokenIn(authorization);
  if (token !== undefined) return token;
  throw unauthorized(
    'The request has no bearer token. Send a management token as "Authorization: Bearer <token>".',
    'Bearer realm="scim"',
  );
}

function tokenIn(authorization: string | null): string | undefined {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1]?.trimEnd();
}

/** The same for every wrong credential, for a tenant that does not exist and for another tenant's credential. */
export function invalidToken(): ScimError {
  return unauthorized(
    'The bearer token is not valid for this tenant URL. Check that both are of the same tenant and complete, or make a new token.',
    'Bearer realm="scim", error="invalid_token"',
  );
}

/** The same for every wrong credential of the management API, whatever its path and tenant. */
export function invalidManagementToken(): ScimError {
  return unauthorized(
    'The bearer token is not valid here. Send a management token of the deployment, or a credential with the scope "management" of the tenant in the path.',
    'Bearer realm="scim", error="invalid_token"',
  );
}

/** RFC 6750 §3: the challenge names an error only where a token came. */
function unauthorized(detail: string, challenge: string): ScimError {
  return new ScimError(401, undefined, detail, { headers: { 'WWW-Authenticate': challenge } });
}

/** RFC 6750 §3.1: the credential is right and does not reach so far. @param needed the scopes of which one would do. */
export function insufficientScope(needed: readonly string[]): ScimError {
  return new ScimError(
    403,
    undefined,
    `This credential may not do that. It needs the scope ${needed.join(' or ')}.`,
    {
      headers: {
        'WWW-Authenticate': `Bearer realm="scim", error="insufficient_scope", scope="${needed.join(' ')}"`,
      },
    },
  );
}

/** The same, where no scope would do: what belongs to the deployment is not reached with a tenant's credential. */
export function managementTokenNeeded(): ScimError {
  return new ScimError(
    403,
    undefined,
    'This credential may not do that. It needs a management token of the deployment.',
    { headers: { 'WWW-Authenticate': 'Bearer realm="scim", error="insufficient_scope"' } },
  );
}
