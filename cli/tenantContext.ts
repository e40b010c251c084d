import { randomUUID } from 'node:crypto';
import { readConfig } from '../shared/config/config.ts';
import { unlimited } from '../shared/throttle/throttle.ts';
import type { TenantContext } from '../shared/users/context.ts';
import { createService } from '../shared/service.ts';
import { requestDeadlineMs } from '../shared/store/limits.ts';
import { beingRemoved, requireTenant } from '../shared/tenants/change.ts';
import type { Settings } from './settings.ts';
import { openTenants } from './storage.ts';
import { tenantUrl } from './tenantUrl.ts';

/**
 * The context in which a command works on a tenant. The provisioning log names the command line as the actor.
 *
 * @param settings those of the deployment: the operations need its sealing keys.
 * @throws SettingError if one is missing or wrong; ScimError 404 if there is no such tenant, 409 if it is being
 * removed.
 */
export async function tenantContext(settings: Settings, tenantName: string): Promise<TenantContext> {
  const config = readConfig(settings);
  const baseUrl = tenantUrl(settings, tenantName);
  const tenant = await requireTenant(await openTenants(settings), tenantName);
  // A row that is written now could survive the removal.
  if (tenant.removing !== undefined) throw beingRemoved(tenant);
  return {
    service: createService(config),
    tenant,
    actor: { id: 'command-line', label: 'command line' },
    requestId: randomUUID(),
    signal: AbortSignal.timeout(requestDeadlineMs),
    baseUrl,
    quota: unlimited,
  };
}

/** The same context with a new deadline, for one more operation. */
export function again(context: TenantContext): TenantContext {
  return { ...context, requestId: randomUUID(), signal: AbortSignal.timeout(requestDeadlineMs) };
}
