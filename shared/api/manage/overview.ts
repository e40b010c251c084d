import type { Overview, TenantAttention } from '../../../generated/manage.js';
import { attentionKinds, attentionOf } from '../../activity/attention.ts';
import { hoursOf, readSummaries, summaryHours, type Summary } from '../../activity/summary.ts';
import { hourMs } from '../../telemetry/recorder.ts';
import type { Table } from '../../store/tables.ts';
import type { ManagementToken } from '../../tenants/deployment.ts';
import { warningsAbout } from '../../tenants/expiring.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { readTenants } from '../../tenants/tenantStore.ts';
import type { Answer } from '../endpoint.ts';
import { jsonAnswer, type ManagementCall } from './endpoint.ts';

/** GET /manage/overview */
export async function getOverview({ service, signal, warn }: ManagementCall): Promise<Answer> {
  const table = await service.table('scimTenants');
  const tokens = service.managementTokens.known();
  const onDamaged = (tenant: string): void => {
    warn('damagedTenant', { tenant });
  };
  return jsonAnswer(200, await readOverview(table, tokens, signal, onDamaged));
}

/** What needs attention first. Two storage calls for a thousand tenants. @param tokens of the deployment. */
export async function readOverview(
  table: Table,
  tokens: readonly ManagementToken[],
  signal: AbortSignal,
  onDamaged: (tenant: string) => void,
): Promise<Overview> {
  const tenants: Tenant[] = [];
  const damaged: string[] = [];
  const noteDamaged = (tenant: string): void => {
    onDamaged(tenant);
    damaged.push(tenant);
  };
  const readAll = async () => {
    for await (const tenant of readTenants(table, signal, noteDamaged)) tenants.push(tenant);
  };
  const [summaries] = await Promise.all([readSummaries(table, signal), readAll()]);
  const now = Date.now();
  const known = tenants.map((tenant) => summaries.get(tenant.name));
  return {
    at: new Date(now).toISOString(),
    tenants: statesOf(tenants, damaged.length),
    users: sumOf(known, 'users'),
    groups: sumOf(known, 'groups'),
    attention: [
      ...damaged.map((tenant) => damagedItem(tenant)),
      ...tenants.flatMap((tenant) => attentionItems(tenant, summaries.get(tenant.name), now)),
      ...deploymentItems(tokens, now),
    ].toSorted(byUrgency),
    hours: hoursView(known, Math.floor(now / hourMs)),
  };
}

function statesOf(tenants: readonly Tenant[], damaged: number): Overview['tenants'] {
  const restoring = tenants.filter((tenant) => tenant.restoring !== undefined).length;
  const removing = tenants.filter((tenant) => tenant.removing !== undefined).length - restoring;
  const staying = tenants.filter((tenant) => tenant.removing === undefined);
  const on = staying.filter(({ identityProvider }) => identityProvider.provisioning.enabled).length;
  return {
    total: tenants.length + damaged,
    on,
    off: staying.length - on,
    ...{ removing, restoring, damaged },
  };
}

function sumOf(summaries: readonly (Summary | undefined)[], name: 'users' | 'groups'): number {
  return summaries.reduce((sum, summary) => sum + (summary?.[name] ?? 0), 0);
}

function attentionItems(
  tenant: Tenant,
  summary: Summary | undefined,
  now: number,
): readonly TenantAttention[] {
  const { name, identityProvider } = tenant;
  return attentionOf(tenant, summary, now).map(({ kind, since, detail }) => ({
    tenant: name,
    displayName: identityProvider.displayName,
    kind,
    since: since ?? null,
    detail,
  }));
}

function damagedItem(tenant: string): TenantAttention {
  const detail =
    'Its stored row cannot be read, so every client is refused. Restore it from a backup, or remove it.';
  return { tenant, displayName: null, kind: 'damaged', since: null, detail };
}

/** Management tokens that end. */
function deploymentItems(tokens: readonly ManagementToken[], now: number): readonly TenantAttention[] {
  return warningsAbout(tokens, now).map(({ label, expires }) => ({
    tenant: null,
    displayName: null,
    kind: 'credentialExpiring',
    since: expires,
    detail: `The management token "${label}" ends within 60 days, or has ended. Make a new one, and revoke it.`,
  }));
}

function byUrgency(left: TenantAttention, right: TenantAttention): number {
  const urgency = ({ kind }: TenantAttention) => attentionKinds.indexOf(kind);
  return urgency(left) - urgency(right) || (left.since ?? '').localeCompare(right.since ?? '');
}

/** The sums of all tenants, hour by hour. @param hour the present one, since 1970. */
function hoursView(summaries: readonly (Summary | undefined)[], hour: number): Overview['hours'] {
  const sums = new Map<number, [requests: number, refused: number]>();
  for (const summary of summaries) {
    if (summary === undefined) continue;
    for (const [at, [requests, refused]] of hoursOf(summary, hour)) {
      const [before, refusedBefore] = sums.get(at) ?? [0, 0];
      sums.set(at, [before + requests, refusedBefore + refused]);
    }
  }
  return Array.from({ length: summaryHours }, (_, n) => {
    const at = hour - summaryHours + 1 + n;
    const [requests, refused] = sums.get(at) ?? [0, 0];
    return { hour: new Date(at * hourMs).toISOString(), requests, refused };
  });
}
