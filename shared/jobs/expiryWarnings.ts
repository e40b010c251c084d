import type { InvocationContext } from '@azure/functions';
import { defined } from '../scim/json.ts';
import { log } from '../telemetry/log.ts';
import type { Table } from '../store/tables.ts';
import { validityOf, type Credential } from '../tenants/credential.ts';
import { readManagementTokens } from '../tenants/deployment.ts';
import { credentialsOf } from '../tenants/expiring.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** Logs every credential that ends within 60 days, and none that has ended: the tenants', and then the deployment's own. */
export async function warnOfExpiry(
  context: InvocationContext,
  tenants: readonly Tenant[],
  table: Table,
  signal: AbortSignal,
): Promise<void> {
  for (const tenant of tenants) warnOf(context, credentialsOf(tenant), tenant.name);
  warnOf(context, (await readManagementTokens(table, signal)).tokens);
}

function warnOf(context: InvocationContext, credentials: readonly Credential[], tenant?: string): void {
  const now = Date.now();
  for (const credential of credentials) {
    const { id, expires } = credential;
    if (expires === undefined || validityOf(credential, now) !== 'expiring') continue;
    log(context, 'warn', 'credentialExpires', {
      ...defined({ tenant }),
      credential: id,
      expires,
    });
  }
}
