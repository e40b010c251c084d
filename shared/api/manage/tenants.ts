import type { AddedTenant, TenantPage, Removal } from '../../../generated/manage.js';
import { queryOf } from '../request.ts';
import { type Answer, noContent } from '../endpoint.ts';
import { readLastSeen } from '../../tenants/lastUsed.ts';
import { addTenant, setTenant } from '../../tenants/lifecycle.ts';
import { isTenantName, type Tenant } from '../../tenants/tenant.ts';
import { readTenants } from '../../tenants/tenantStore.ts';
import { createdAnswer, jsonAnswer, type ManagementCall, type ManagedTenantCall } from './endpoint.ts';
import { bodyOf } from './body.ts';
import { idempotencyKeyOf, tokenInput } from './credentials.ts';
import {
  settingsInput,
  knownTenantView,
  tenantSummary,
  countResources,
  unused,
  tenantView,
} from './views.ts';
import { manageAfterInvalid } from './errors.ts';
import { readCount } from './page.ts';
import { removeTenant, type RemovalProgress } from '../../jobs/removeTenant.ts';
import { removalUnconfirmed } from '../../tenants/errors.ts';

/** GET /manage/tenants, sorted by name. A row that can't be read is left out and logged. */
export async function getTenants(call: ManagementCall): Promise<Answer> {
  const { request, service, signal, warn, origin } = call;
  const query = queryOf(request);
  const after = readAfter(query.one('after'));
  const count = readCount(query.one('count'));
  const found: Tenant[] = [];
  const onDamaged = (tenant: string): void => {
    warn('damagedTenant', { tenant });
  };
  const table = await service.table('scimTenants');
  for await (const tenant of readTenants(table, signal, onDamaged, after)) {
    found.push(tenant);
    if (found.length > count) break;
  }
  const shown = found.slice(0, count);
  const next = found.length > count ? shown.at(-1)?.name : undefined;
  const [first, last] = [shown.at(0), shown.at(-1)];
  const seen =
    first === undefined || last === undefined
      ? new Map<string, string>()
      : await readLastSeen(table, first.name, last.name, signal);
  const page: TenantPage = {
    tenants: shown.map((tenant) => tenantSummary(origin, tenant, seen.get(tenant.name))),
    next,
  };
  return jsonAnswer(200, page);
}

/** POST /manage/tenants */
export async function postTenant(call: ManagementCall): Promise<Answer> {
  const { service, origin, identified, record } = call;
  const table = await service.table('scimTenants');
  const { name, displayName, settings, token: tokenSettings } = await bodyOf(call, 'TenantAddition');
  record({ tenant: name });
  const input = { displayName, settings: settingsInput(settings) };
  const tokens = { ...tokenInput(service.config, tokenSettings), ...idempotencyKeyOf(call) };
  // Before the tenant is stored: afterwards nothing may fail, because the answer holds the only copy of the secret.
  const counts = isTenantName(name) ? await countResources(call, { name }) : { users: 0, groups: 0 };
  const { tenant, token = '' } = await addTenant(table, name, input, tokens);
  identified(name);
  const added: AddedTenant = { tenant: knownTenantView(call, tenant, counts, unused), secretToken: token };
  return createdAnswer(`${origin}/manage/tenants/${name}`, added);
}

function readAfter(after: string | undefined): string {
  if (after === undefined || after === '') return '';
  // The name goes into a storage query unescaped.
  if (isTenantName(after)) return after;
  throw manageAfterInvalid();
}

/** GET /manage/tenants/{tenant} */
export async function getTenant(call: ManagedTenantCall): Promise<Answer> {
  return jsonAnswer(200, await tenantView(call, call.tenant));
}

/** PATCH /manage/tenants/{tenant}: a JSON Merge Patch (RFC 7396) of the changeable members. */
export async function patchTenant(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant, record } = call;
  const { name } = tenant;
  const { displayName, provisioning, settings } = await bodyOf(call, 'TenantChange');
  if (provisioning !== undefined)
    record({ action: provisioning.enabled ? 'tenant.enable' : 'tenant.disable' });
  const input = {
    displayName: displayName === null ? name : displayName,
    enabled: provisioning?.enabled,
    settings: settingsInput(settings),
  };
  const changed = await setTenant(await service.table('scimTenants'), name, input);
  return jsonAnswer(200, await tenantView(call, changed));
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
  for await (const progress of removeTenant(tables, name, signal)) {
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
