import { defined } from '../scim/json.ts';
import type { Table } from '../store/tables.ts';
import { validityOf, type Credential } from './credential.ts';
import { readManagementTokens } from './deployment.ts';
import type { Tenant } from './tenant.ts';
import { readTenants } from './tenantStore.ts';

/** A credential that expires soon or has expired. */
export interface ExpiryWarning {
  /** Undefined for a credential of the deployment. */
  readonly tenant?: string;
  /** Its id. */
  readonly credential: string;
  readonly label: string;
  /** RFC 3339. */
  readonly expires: string;
}

/** The credentials of a tenant that may expire. A client's secret has the client's label, as in logs. */
export function credentialsOf({
  secretTokens,
  clients,
  federatedCredentials,
}: Tenant): readonly Credential[] {
  const clientSecrets = clients.flatMap(({ label, secrets }) =>
    secrets.map((secret) => ({ ...secret, label })),
  );
  return [...secretTokens, ...clientSecrets, ...federatedCredentials];
}

/** The credentials that expire within 60 days or have expired. @param now milliseconds since 1970. */
export function warningsAbout(
  credentials: readonly Credential[],
  now: number,
  tenant?: string,
): readonly ExpiryWarning[] {
  return credentials.flatMap((credential) => {
    const { id, label, expires } = credential;
    if (expires === undefined || validityOf(credential, now) === 'valid') return [];
    return [{ ...defined({ tenant }), credential: id, label, expires }];
  });
}

/**
 * The warnings about all tenants in the order of their names, then about the deployment.
 *
 * @param onDamaged receives the name of a tenant whose row can't be read.
 */
export async function readExpiryWarnings(
  table: Table,
  signal: AbortSignal,
  onDamaged: (tenant: string) => void,
): Promise<readonly ExpiryWarning[]> {
  const now = Date.now();
  const warnings: ExpiryWarning[] = [];
  for await (const tenant of readTenants(table, signal, onDamaged))
    warnings.push(...warningsAbout(credentialsOf(tenant), now, tenant.name));
  const { tokens } = await readManagementTokens(table, signal);
  return [...warnings, ...warningsAbout(tokens, now)];
}
