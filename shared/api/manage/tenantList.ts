import type { TenantPage, TenantFacts } from '../../../generated/manage.js';
import { attentionOf, credentialStates } from '../../activity/attention.ts';
import { countSummary } from '../../activity/activityRecorder.ts';
import { readSummaries, type Summary, hoursOf, noSummary, totalOf } from '../../activity/summary.ts';
import { fold } from '../../scim/json.ts';
import { inParallel } from '../../store/inParallel.ts';
import { readLastSeen } from '../../tenants/lastUsed.ts';
import { isTenantName, type Tenant } from '../../tenants/tenant.ts';
import { readTenants } from '../../tenants/tenantStore.ts';
import type { Answer } from '../endpoint.ts';
import { queryOf } from '../request.ts';
import { jsonAnswer, type ManagementCall } from './endpoint.ts';
import { manageAfterInvalid, tenantIncludeInvalid, tenantStateInvalid } from './errors.ts';
import { readCount } from './input.ts';
import { tenantSummary } from './views.ts';
import { hourMs } from '../../telemetry/recorder.ts';

/** By name, or by display name, or by a value in its row. */
type Wanted = (tenant: Tenant) => boolean;

type Summaries = ReadonlyMap<string, Summary>;

/** Tenants of one page that are counted for the first time, and how many of them at a time. */
const maxCounted = 50;
const countedInParallel = 8;

/**
 * GET /manage/tenants, sorted by name. A row that can't be read is left out and logged. With summaries two storage calls for
 * a thousand tenants.
 */
export async function getTenants(call: ManagementCall): Promise<Answer> {
  const { request, service, signal, warn } = call;
  const query = queryOf(request);
  const after = readAfter(query.one('after'));
  const count = readCount(query.one('count'));
  const state = readState(query.one('state'));
  const withFacts = readInclude(query.one('include'));
  const table = await service.table('scimTenants');
  const now = Date.now();
  const summaries: Summaries | undefined =
    withFacts || state === 'attention' ? await readSummaries(table, signal) : undefined;
  const isNamed = named(query.one('q'));
  const isIn = inState(state, summaries ?? new Map(), now);
  const found: Tenant[] = [];
  const onDamaged = (tenant: string): void => {
    warn('damagedTenant', { tenant });
  };
  for await (const tenant of readTenants(table, signal, onDamaged, after)) {
    if (isNamed(tenant) && isIn(tenant)) found.push(tenant);
    if (found.length > count) break;
  }
  const shown = found.slice(0, count);
  const next = found.length > count ? shown.at(-1)?.name : undefined;
  const page: TenantPage = {
    tenants:
      withFacts && summaries !== undefined
        ? await withSummaries(call, shown, summaries, now)
        : await withLastSeen(call, shown),
    next,
  };
  return jsonAnswer(200, page);
}

async function withLastSeen(
  { service, origin, signal }: ManagementCall,
  tenants: readonly Tenant[],
): Promise<TenantPage['tenants']> {
  const [first, last] = [tenants.at(0), tenants.at(-1)];
  if (first === undefined || last === undefined) return [];
  const seen = await readLastSeen(await service.table('scimTenants'), first.name, last.name, signal);
  return tenants.map((tenant) => tenantSummary(origin, tenant, seen.get(tenant.name)));
}

async function withSummaries(
  { service, origin, signal }: ManagementCall,
  tenants: readonly Tenant[],
  summaries: Summaries,
  now: number,
): Promise<TenantPage['tenants']> {
  const unknown = tenants.filter(({ name, removing }) => removing === undefined && !summaries.has(name));
  const tables = { tenants: await service.table('scimTenants'), users: await service.table('scimUsers') };
  const counted = new Map(
    await inParallel(unknown.slice(0, maxCounted), countedInParallel, async (tenant) => {
      return [tenant.name, await countSummary(tables, tenant, signal)] as const;
    }),
  );
  return tenants.map((tenant) => {
    const summary = summaries.get(tenant.name) ?? counted.get(tenant.name);
    return { ...tenantSummary(origin, tenant, summary?.lastSeen), facts: factsView(tenant, summary, now) };
  });
}

function readAfter(after: string | undefined): string {
  if (after === undefined || after === '') return '';
  // The name goes into a storage query unescaped.
  if (isTenantName(after)) return after;
  throw manageAfterInvalid();
}

function readInclude(include: string | undefined): boolean {
  if (include === undefined || include === '') return false;
  if (include === 'summary') return true;
  throw tenantIncludeInvalid();
}

const states = ['on', 'off', 'removing', 'restoring', 'attention'] as const;
type State = (typeof states)[number];

function readState(text: string | undefined): State | undefined {
  if (text === undefined || text === '') return undefined;
  const state = states.find((each) => each === text);
  if (state === undefined) throw tenantStateInvalid(states.join(', '));
  return state;
}

function named(q = ''): Wanted {
  const wanted = fold(q.trim());
  return ({ name, identityProvider }) =>
    name.includes(wanted) || fold(identityProvider.displayName).includes(wanted);
}

function inState(state: State | undefined, summaries: Summaries, now: number): Wanted {
  if (state === undefined) return () => true;
  if (state === 'attention')
    return (tenant) => attentionOf(tenant, summaries.get(tenant.name), now).length > 0;
  return (tenant) => stateOf(tenant) === state;
}

function stateOf({ removing, restoring, identityProvider }: Tenant): State {
  if (restoring !== undefined) return 'restoring';
  if (removing !== undefined) return 'removing';
  return identityProvider.provisioning.enabled ? 'on' : 'off';
}

/** What is known of a tenant without reading its rows. @param now milliseconds since 1970. */
function factsView(tenant: Tenant, summary: Summary = noSummary, now: number): TenantFacts {
  const { users, groups, counted } = summary;
  const [requestsIn24Hours, refusedIn24Hours] = totalOf(hoursOf(summary, Math.floor(now / hourMs)));
  const { nextExpiry, ...states } = credentialStates(tenant, now);
  return {
    users: users ?? null,
    groups: groups ?? null,
    counted: counted ?? null,
    requestsIn24Hours,
    refusedIn24Hours,
    credentials: { ...states, nextExpiry: nextExpiry ?? null },
    attention: attentionOf(tenant, summary, now).map(({ kind, since, detail }) => ({
      kind,
      since: since ?? null,
      detail,
    })),
  };
}
