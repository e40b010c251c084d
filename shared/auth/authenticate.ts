import type { Table } from '../store/tables.ts';
import { ScimError } from '../http/error.ts';
import { isTenantName, type SecretTokenRecord, type Tenant } from '../tenants/tenant.ts';
import { TenantCache } from '../tenants/tenantCache.ts';
import { readTenant } from '../tenants/tenantStore.ts';
import { findSecretToken, looksLikeSecretToken } from './secretToken.ts';

/** Who calls: a tenant, by one of its credentials. */
export interface Principal {
  readonly tenant: Tenant;
  /** Id of the credential, for the log. */
  readonly credential: string;
}

const cache = new TenantCache();

/**
 * Who the caller is, by its bearer token (RFC 6750). A cached tenant costs no storage call; a token that does not fit
 * it is tried once more against storage, so that a new token works at once.
 *
 * @throws ScimError 401, the same for a wrong token, an unknown tenant and another tenant's token.
 */
export async function authenticate(
  tenants: Table,
  name: string,
  authorization: string | null,
  signal: AbortSignal,
): Promise<Principal> {
  const token = bearerToken(authorization);
  if (token === undefined)
    throw unauthorized(
      'The request has no bearer token. Send the secret token as "Authorization: Bearer <token>".',
      false,
    );
  if (!isTenantName(name) || !looksLikeSecretToken(token)) throw invalidToken();
  const known = cache.get(name, Date.now());
  const tenant =
    known !== undefined && findSecretToken(known, token) !== undefined
      ? known
      : await refresh(tenants, name, signal);
  const record: SecretTokenRecord | undefined =
    tenant === undefined ? undefined : findSecretToken(tenant, token);
  if (tenant === undefined || record === undefined) throw invalidToken();
  return { tenant, credential: record.id };
}

async function refresh(tenants: Table, name: string, signal: AbortSignal): Promise<Tenant | undefined> {
  const read = await readTenant(tenants, name, signal);
  if (read === undefined) cache.delete(name);
  else cache.set(read.tenant, Date.now());
  return read?.tenant;
}

/**
 * The scheme is compared without case, and one or more spaces follow it (RFC 7235 §2.1). Whatever comes after them is a
 * token, if perhaps none that there could be: two tokens must not be told from a wrong one.
 */
function bearerToken(authorization: string | null): string | undefined {
  return /^bearer +(\S.*)$/i.exec(authorization ?? '')?.[1]?.trimEnd();
}

function invalidToken(): ScimError {
  return unauthorized(
    'The bearer token is not valid for this tenant URL. Check that both are of the same tenant and complete, or make a new token.',
    true,
  );
}

/** RFC 6750 §3: the challenge names an error only where a token came. */
function unauthorized(detail: string, tokenCame: boolean): ScimError {
  const challenge = tokenCame ? 'Bearer realm="scim", error="invalid_token"' : 'Bearer realm="scim"';
  return new ScimError(401, undefined, detail, { headers: { 'WWW-Authenticate': challenge } });
}
