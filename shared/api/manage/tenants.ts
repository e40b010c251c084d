import type { AddedTenant, TenantPage } from '../../../generated/manage.js';
import { queryOf } from '../query.ts';
import type { Answer } from '../response.ts';
import { readLastSeen } from '../../tenants/lastUsed.ts';
import { addTenant as makeTenant } from '../../tenants/lifecycle.ts';
import { isTenantName, type Tenant } from '../../tenants/tenant.ts';
import { readTenants } from '../../tenants/tenantStore.ts';
import { createdAnswer, jsonAnswer } from './answers.ts';
import { bodyOf } from './body.ts';
import { idempotencyKeyOf } from './credentials.ts';
import type { ManagementCall } from './endpoint.ts';
import { settingsWish } from './settings.ts';
import { knownTenantView, tenantSummary, userCount } from './tenantView.ts';
import { tokenWish } from './tokenWish.ts';
import { unused } from './views.ts';
import { manageAfterInvalid, manageCountInvalid } from './errors.ts';

/** Tenants on a page: by default, and at most. */
const defaultCount = 100;
const maxCount = 1_000;

/** GET /manage/tenants, in the order of their names. A row that can't be read is left out, and the operator is told. */
export async function listTenants(call: ManagementCall): Promise<Answer> {
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
export async function addTenant(call: ManagementCall): Promise<Answer> {
  const { service, origin, identified } = call;
  const table = await service.table('scimTenants');
  const { name, displayName, settings, token: wishedToken } = await bodyOf(call, 'TenantAddition');
  const wish = { displayName, settings: settingsWish(settings) };
  const tokens = { ...tokenWish(service.config, wishedToken), ...idempotencyKeyOf(call) };
  // Before it is stored: then nothing may fail any more, for the answer has the only copy of the secret.
  const users = isTenantName(name) ? await userCount(call, name) : 0;
  const { tenant, token = '' } = await makeTenant(table, name, wish, tokens);
  identified(name);
  const added: AddedTenant = { tenant: knownTenantView(call, tenant, users, unused), secretToken: token };
  return createdAnswer(`${origin}/manage/tenants/${name}`, added);
}

function readAfter(after: string | undefined): string {
  if (after === undefined || after === '') return '';
  // It goes into a query to storage.
  if (isTenantName(after)) return after;
  throw manageAfterInvalid();
}

function readCount(count: string | undefined): number {
  if (count === undefined) return defaultCount;
  const number = /^\d{1,4}$/.test(count) ? Number(count) : 0;
  if (number >= 1 && number <= maxCount) return number;
  throw manageCountInvalid(maxCount);
}
