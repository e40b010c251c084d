import { readLastUsed } from '../tenants/lastUsed.ts';
import type { ManagedTenantCall } from './endpoint.ts';
import type { Uses } from './views.ts';

/** Where a tenant is managed. */
export function addressOf({ origin, principal }: ManagedTenantCall): string {
  return `${origin}/manage/tenants/${principal.tenant.name}`;
}

/** When the tenant's credentials were last used. */
export async function usesOf({ service, principal, signal }: ManagedTenantCall): Promise<Uses> {
  return readLastUsed(await service.table('scimTenants'), principal.tenant.name, signal);
}
