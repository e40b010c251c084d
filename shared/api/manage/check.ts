import { randomUUID } from 'node:crypto';
import type { Check } from '../../../generated/manage.js';
import { attentionOf } from '../../activity/attention.ts';
import { storeActivity } from '../../activity/activityRecorder.ts';
import { readSummary } from '../../activity/summary.ts';
import { checkTenant } from '../../check/checkTenant.ts';
import type { Reply } from '../../check/finding.ts';
import { groupContext } from '../../groups/context.ts';
import { ScimError } from '../../scim/error.ts';
import { listResources, listUsers } from '../../users/listUsers.ts';
import { listBody, type Answer } from '../endpoint.ts';
import { groupsEndpoint } from '../groups.ts';
import { readinessFindings } from '../health.ts';
import type { TenantCall } from '../tenantEndpoint.ts';
import { jsonAnswer, type ManagedTenantCall } from './endpoint.ts';

/** What a check costs its caller, in requests: it looks up as many. */
const cost = 10;

/** POST /manage/tenants/{tenant}/check */
export async function postCheck(call: ManagedTenantCall): Promise<Answer> {
  const { service, tenant, origin, signal, quota } = call;
  quota.charge(cost);
  await storeActivity(tenant.name);
  const now = Date.now();
  const [health, summary] = await Promise.all([
    readinessFindings(call),
    readSummary(await service.table('scimTenants'), tenant.name, signal),
  ]);
  const found = await checkTenant({
    tenant,
    tenantUrl: `${origin}/scim/${tenant.name}`,
    // What is wrong inside the service concerns those who run it.
    health: call.role === undefined ? [inOneWord(health)] : health,
    attention: attentionOf(tenant, summary, now),
    issuesTokens: service.config.signing !== undefined,
    lookUp: (resource) => lookUp(call, resource),
  });
  const number = (wanted: string) => found.filter(({ state }) => state === wanted).length;
  const check: Check = {
    at: new Date(now).toISOString(),
    problems: number('problem'),
    warnings: number('warning'),
    findings: found.map(({ about, state, seen, advice }) => ({ about, state, seen, advice: advice ?? null })),
  };
  return jsonAnswer(200, check);
}

function inOneWord(findings: readonly { readonly ok: boolean }[]): { ok: boolean; detail: string } {
  return findings.every(({ ok }) => ok)
    ? { ok: true, detail: 'The service is ready for requests.' }
    : { ok: false, detail: 'The service is not ready. Those who run it can see why.' };
}

/** Looks up somebody who is not there, as Entra's Test Connection does. */
async function lookUp(call: TenantCall, resource: 'user' | 'group'): Promise<Reply> {
  const from = performance.now();
  const reply = (status: number, body: Reply['body']): Reply => ({
    ...{ status, body, headers: {}, empty: false, milliseconds: performance.now() - from },
  });
  const attribute = resource === 'user' ? 'userName' : 'displayName';
  const query = {
    filter: `${attribute} eq "${randomUUID()}"`,
    attributes: undefined,
    excludedAttributes: resource === 'user' ? undefined : 'members',
    sortBy: undefined,
    sortOrder: undefined,
    page: { by: 'index', startIndex: 1, count: 100 } as const,
  };
  try {
    const page =
      resource === 'user'
        ? await listUsers(call, query)
        : await listResources(await groupContext(call, query), query, groupsEndpoint);
    return reply(200, listBody(page));
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return reply(error.status, { detail: error.message });
  }
}
