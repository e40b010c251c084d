import type { Activity } from '../../../generated/manage.js';
import { storeActivity } from '../../activity/activityRecorder.ts';
import { keptHours, readMinutes } from '../../activity/minutes.ts';
import { patternOf } from '../../activity/pattern.ts';
import { readSummary } from '../../activity/summary.ts';
import { activityKinds, hourMs, type ActivityKind, type KindCounts } from '../../telemetry/recorder.ts';
import type { Table } from '../../store/tables.ts';
import { readResourceCounts } from '../../store/countUsers.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Answer } from '../endpoint.ts';
import { queryOf } from '../request.ts';
import { jsonAnswer, type ManagedTenantCall } from './endpoint.ts';
import { activityHoursInvalid } from './errors.ts';

/** How many hours are told if nobody says. */
export const defaultHours = 3;

/** GET /manage/tenants/{tenant}/activity */
export async function getActivity({ service, tenant, request, signal }: ManagedTenantCall): Promise<Answer> {
  const hours = readHours(queryOf(request).one('hours'));
  await storeActivity(tenant.name);
  const tables = { tenants: await service.table('scimTenants'), users: await service.table('scimUsers') };
  return jsonAnswer(200, await readActivity(tables, tenant, hours, signal));
}

/** What provisioning of a tenant does, minute by minute. @param hours from 1 to `keptHours`. */
export async function readActivity(
  tables: { readonly tenants: Table; readonly users: Table },
  tenant: Tenant,
  hours: number,
  signal: AbortSignal,
): Promise<Activity> {
  const { name } = tenant;
  const now = Date.now();
  const from = now - hours * hourMs;
  const [minutes, summary, counts] = await Promise.all([
    readMinutes(tables.tenants, name, from, signal),
    readSummary(tables.tenants, name, signal),
    readResourceCounts(tables.users, tenant, signal),
  ]);
  const lastSeen = summary?.lastSeen;
  const { state, since, detail } = patternOf(
    tenant,
    minutes,
    lastSeen === undefined ? undefined : Date.parse(lastSeen),
    now,
  );
  return {
    tenant: name,
    from: new Date(from).toISOString(),
    to: new Date(now).toISOString(),
    lastSeen: lastSeen ?? null,
    ...counts,
    pattern: { state, since: since === undefined ? null : new Date(since).toISOString(), detail },
    minutes: [...minutes].map(([at, kinds]) => minuteView(at, kinds)),
  };
}

function minuteView(at: number, counts: KindCounts): Activity['minutes'][number] {
  const of = (kind: ActivityKind): number => counts[activityKinds.indexOf(kind)] ?? 0;
  return {
    minute: new Date(at).toISOString(),
    requests: of('requests'),
    refused: of('refused'),
    created: of('created'),
    updated: of('updated'),
    disabled: of('disabled'),
    deleted: of('deleted'),
    groupsCreated: of('groupsCreated'),
    groupsUpdated: of('groupsUpdated'),
    groupsDeleted: of('groupsDeleted'),
  };
}

function readHours(text: string | undefined): number {
  if (text === undefined) return defaultHours;
  const hours = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (hours >= 1 && hours <= keptHours) return hours;
  throw activityHoursInvalid(keptHours);
}
