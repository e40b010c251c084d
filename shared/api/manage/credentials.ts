import { readLastUsed } from '../../tenants/lastUsed.ts';
import type { Uses } from '../../tenants/replacing.ts';
import type { ManagedTenantCall, ManagementCall } from './endpoint.ts';

/** Where a tenant is managed. */
export function addressOf({ origin, tenant }: ManagedTenantCall): string {
  return `${origin}/manage/tenants/${tenant.name}`;
}

/** When the tenant's credentials were last used. */
export async function usesOf({ service, tenant, signal }: ManagedTenantCall): Promise<Uses> {
  return readLastUsed(await service.table('scimTenants'), tenant.name, signal);
}

/** A name of the wish, by which a repetition finds what an earlier attempt has made and nobody has seen. */
export function idempotencyKeyOf({ request }: ManagementCall): {
  readonly idempotencyKey: string | undefined;
} {
  return { idempotencyKey: request.headers.get('idempotency-key') ?? undefined };
}
