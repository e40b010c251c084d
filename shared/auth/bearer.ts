import { managementTokenMissing, tokenMissing } from '../scim/errors/access.ts';

/**
 * Reads the bearer token. The scheme ignores case, and one or more spaces follow it (RFC 7235 §2.1). All the rest is
 * the token: malformed and wrong tokens must get the same answer.
 *
 * @throws ScimError 401 if there is no bearer token.
 */
export function bearerToken(authorization: string | null): string {
  const token = tokenIn(authorization);
  if (token !== undefined) return token;
  throw tokenMissing();
}

/**
 * The same for the management API.
 *
 * @throws ScimError 401 if there is no bearer token.
 */
export function managementBearerToken(authorization: string | null): string {
  const token = tokenIn(authorization);
  if (token !== undefined) return token;
  throw managementTokenMissing();
}

function tokenIn(authorization: string | null): string | undefined {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1]?.trimEnd();
}
