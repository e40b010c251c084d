import type { Answer } from '../response.ts';
import { setTenant } from '../../tenants/lifecycle.ts';
import { jsonAnswer } from './answers.ts';
import { bodyOf } from './body.ts';
import type { ManagedTenantCall } from './endpoint.ts';
import { settingsWish } from './settings.ts';
import { tenantView } from './tenantView.ts';

/** GET /manage/tenants/{tenant} */
export async function getTenant(call: ManagedTenantCall): Promise<Answer> {
  return jsonAnswer(200, await tenantView(call, call.tenant));
}

/** PATCH /manage/tenants/{tenant}: a JSON Merge Patch (RFC 7396) of what can be changed. */
export async function changeTenant(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant } = call;
  const { name } = tenant;
  const { displayName, provisioning, settings } = await bodyOf(call, 'TenantChange');
  const wish = {
    displayName: displayName === null ? name : displayName,
    enabled: provisioning?.enabled,
    settings: settingsWish(settings),
  };
  const changed = await setTenant(await service.table('scimTenants'), name, wish);
  return jsonAnswer(200, await tenantView(call, changed));
}
