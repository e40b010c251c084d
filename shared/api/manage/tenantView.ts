import type { Tenant as TenantView, TenantSummary } from '../../../generated/manage.js';
import { countUsers } from '../../store/countUsers.ts';
import { readLastUsed } from '../../tenants/lastUsed.ts';
import type { Uses } from '../../tenants/replacing.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { ManagementCall } from './endpoint.ts';
import { settingsView } from './settings.ts';
import { clientView, federatedView, tokenViews } from './views.ts';

/** A tenant as it stands in a list. @param lastSeen RFC 3339. */
export function tenantSummary(origin: string, tenant: Tenant, lastSeen: string | undefined): TenantSummary {
  const { name, created, removing, identityProvider } = tenant;
  return {
    name,
    displayName: identityProvider.displayName,
    created,
    tenantUrl: `${origin}/scim/${name}`,
    provisioning: identityProvider.provisioning,
    removing: removing ?? null,
    lastSeen: lastSeen ?? null,
  };
}

/** All that is known of a tenant. Two storage calls. */
export async function tenantView(call: ManagementCall, tenant: Tenant): Promise<TenantView> {
  const { service, signal } = call;
  const [users, uses] = await Promise.all([
    userCount(call, tenant.name),
    readLastUsed(await service.table('scimTenants'), tenant.name, signal),
  ]);
  return knownTenantView(call, tenant, users, uses);
}

/** The same where it is known already how many users it has and when its credentials were used: nothing can fail here. */
export function knownTenantView(
  { service, origin }: ManagementCall,
  tenant: Tenant,
  users: number,
  uses: Uses,
): TenantView {
  const { providerType, wsFederationType, settings } = tenant.identityProvider;
  const summary = tenantSummary(origin, tenant, [...uses.values()].toSorted().at(-1));
  return {
    ...summary,
    tokenEndpoint: service.config.signing === undefined ? null : `${summary.tenantUrl}/oauth2/token`,
    providerType,
    wsFederationType,
    settings: settingsView(settings),
    users,
    secretTokens: tokenViews(tenant.secretTokens, uses),
    clients: tenant.clients.map((client) => clientView(client, uses)),
    federatedCredentials: tenant.federatedCredentials.map((credential) => federatedView(credential, uses)),
  };
}

export async function userCount({ service, signal }: ManagementCall, tenant: string): Promise<number> {
  return countUsers({ table: await service.table('scimUsers'), tenant, signal });
}
