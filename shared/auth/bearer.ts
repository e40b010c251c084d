import { managementTokenMissing, tokenMissing } from '../scim/errors/access.ts';

/**
 * The scheme is compared without case, and one or more spaces follow it (RFC 7235 §2.1). Whatever comes after them is a
 * token, if perhaps none that there could be: two tokens must not be told from a wrong one.
 *
 * @throws ScimError 401 where there is no bearer token.
 */
export function bearerToken(authorization: string | null): string {
  const token = tokenIn(authorization);
  if (token !== undefined) return token;
  throw tokenMissing();
}

/**
 * The same for the management API.
 *
 * @throws ScimError 401 where there is no bearer token.
 */
export function managementBearerToken(authorization: string | null): string {
  const token = tokenIn(authorization);
  if (token !== undefined) return token;
  throw managementTokenMissing();
}

function tokenIn(authorization: string | null): string | undefined {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1]?.trimEnd();
}
