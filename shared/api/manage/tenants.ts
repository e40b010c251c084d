import type { AddedTenant, Removal } from '../../../generated/manage.js';
import { queryOf } from '../request.ts';
import { type Answer, noContent } from '../endpoint.ts';
import { addTenant, setTenant } from '../../tenants/lifecycle.ts';
import { defaultSettings, isTenantName } from '../../tenants/tenant.ts';
import { createdAnswer, jsonAnswer, type ManagementCall, type ManagedTenantCall } from './endpoint.ts';
import { bodyOf, patchedMembers } from './input.ts';
import { idempotencyKeyOf, tokenInput } from './credentials.ts';
import { singleSignOnInput } from './singleSignOn.ts';
import { knownTenantView, countResources, unused, tenantView, preconditionOf, tenantTag } from './views.ts';
import { defined } from '../../scim/json.ts';
import { tokenUnwanted } from './errors.ts';
import { removeTenant, type RemovalProgress } from '../../jobs/removeTenant.ts';
import { removalUnconfirmed } from '../../tenants/errors.ts';

/** POST /manage/tenants */
export async function postTenant(call: ManagementCall): Promise<Answer> {
  const { service, origin, identified, record } = call;
  const table = await service.table('scimTenants');
  const body = await bodyOf(call, 'TenantAddition');
  const { name, displayName, settings, singleSignOn, provisioning, token: wanted } = body;
  record({ tenant: name });
  const isOff = provisioning?.enabled === false;
  if (isOff && wanted !== undefined) throw tokenUnwanted();
  const input = {
    displayName,
    settings: patchedMembers(settings, defaultSettings),
    singleSignOn: singleSignOnInput(service.config, singleSignOn),
  };
  const tokens = { ...tokenInput(service.config, wanted), ...idempotencyKeyOf(call) };
  // Before the tenant is stored: afterwards nothing may fail, because the answer holds the only copy of the secret.
  const counts = isTenantName(name) ? await countResources(call, { name }) : { users: 0, groups: 0 };
  const { tenant, token } = await addTenant(table, name, input, isOff ? undefined : tokens);
  identified(name);
  const added: AddedTenant = {
    tenant: knownTenantView(call, tenant, counts, unused),
    ...defined({ secretToken: token }),
  };
  return createdAnswer(`${origin}/manage/tenants/${name}`, added);
}

/** GET /manage/tenants/{tenant} */
export async function getTenant(call: ManagedTenantCall): Promise<Answer> {
  return jsonAnswer(200, await tenantView(call, call.tenant), { ETag: tenantTag(call.tenant) });
}

/** PATCH /manage/tenants/{tenant}: a JSON Merge Patch (RFC 7396) of the changeable members. */
export async function patchTenant(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant, record } = call;
  const { name } = tenant;
  const { displayName, provisioning, settings, singleSignOn } = await bodyOf(call, 'TenantChange');
  const signIn = singleSignOn?.enabled;
  if (provisioning !== undefined)
    record({ action: provisioning.enabled ? 'tenant.enable' : 'tenant.disable' });
  else if (signIn !== undefined)
    record({ action: signIn === true ? 'singleSignOn.enable' : 'singleSignOn.disable' });
  const input = {
    displayName: displayName === null ? name : displayName,
    enabled: provisioning?.enabled,
    settings: patchedMembers(settings, defaultSettings),
    singleSignOn: singleSignOnInput(service.config, singleSignOn),
  };
  const changed = await setTenant(await service.table('scimTenants'), name, input, preconditionOf(call));
  return jsonAnswer(200, await tenantView(call, changed), { ETag: tenantTag(changed) });
}

/** Time for which one request deletes rows. */
const workTimeMs = 20_000;

/** DELETE /manage/tenants/{tenant}: 204 when nothing is left; until then 202, and the next request continues. */
export async function deleteTenant(call: ManagementCall): Promise<Answer> {
  const { service, request, signal, identified } = call;
  const name = request.params.tenant ?? '';
  if (queryOf(request).one('confirm') !== name) {
    throw removalUnconfirmed();
  }
  const tables = { tenants: await service.table('scimTenants'), users: await service.table('scimUsers') };
  const until = performance.now() + workTimeMs;
  for await (const progress of removeTenant(tables, name, signal, preconditionOf(call))) {
    identified(name);
    if (progress.phase === 'done') return noContent;
    // The client waits, because a waiting request would occupy a connection.
    if (progress.phase === 'waiting' || performance.now() > until) return unfinished(progress);
  }
  return noContent;
}

function unfinished({ phase, deletedRows, waitMs }: RemovalProgress): Answer {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1_000));
  const body: Removal = { phase: phase === 'waiting' ? phase : 'deleting', deletedRows, retryAfter };
  return jsonAnswer(202, body, { 'Retry-After': String(retryAfter) });
}
