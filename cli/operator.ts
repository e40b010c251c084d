import { randomUUID } from 'node:crypto';
import { readConfig } from '../shared/config/config.ts';
import { ScimError } from '../shared/scim/error.ts';
import type { Caller } from '../shared/users/caller.ts';
import { createService } from '../shared/service.ts';
import { requestDeadline } from '../shared/store/limits.ts';
import { beingRemoved, requireTenant } from '../shared/tenants/change.ts';
import { scopes } from '../shared/tenants/scope.ts';
import type { Settings } from './settings.ts';
import { openTenants } from './storage.ts';
import { tenantUrl } from './tenantUrl.ts';

/**
 * Whoever runs a command, as the service's operations know a caller. The provisioning log calls it the command line.
 *
 * @param settings those of the deployment: the operations need its sealing keys.
 * @throws SettingError where one is missing or wrong, TenantError 404 where there is no such tenant, 409 where it is
 * being removed.
 */
export async function operatorFor(settings: Settings, tenantName: string): Promise<Caller> {
  const config = readConfig(settings);
  const baseUrl = tenantUrl(settings, tenantName);
  const tenant = await requireTenant(await openTenants(settings), tenantName);
  // What is written to it now could stay behind.
  if (tenant.removing !== undefined) throw beingRemoved(tenant);
  return {
    service: createService(config),
    principal: {
      tenant,
      credential: { id: 'command-line', label: 'command line', expires: undefined },
      scopes: new Set(scopes),
    },
    requestId: randomUUID(),
    signal: AbortSignal.timeout(requestDeadline),
    baseUrl,
    explain: (error) => {
      if (error instanceof ScimError) return error;
      throw error;
    },
    // Nobody waits for a command but who has started it.
    charge: () => undefined,
    long: () => Promise.resolve(() => undefined),
  };
}

/** The same operator with time for one more operation. */
export function again(operator: Caller): Caller {
  return { ...operator, requestId: randomUUID(), signal: AbortSignal.timeout(requestDeadline) };
}
