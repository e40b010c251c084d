import type { Activity } from '../../../generated/manage.js';
import { storeActivity } from '../../activity/activityRecorder.ts';
import { keptHours, readMinutes } from '../../activity/minutes.ts';
import { patternOf } from '../../activity/pattern.ts';
import { readSummary } from '../../activity/summary.ts';
import { activityKinds, hourMs, type ActivityKind, type KindCounts } from '../../telemetry/activity.ts';
import { readResourceCounts } from '../../tenants/resourceCounts.ts';
import type { Answer } from '../endpoint.ts';
import { queryOf } from '../request.ts';
import { jsonAnswer, type ManagedTenantCall } from './endpoint.ts';
import { activityHoursInvalid } from './errors.ts';

const defaultHours = 3;

/** GET /manage/tenants/{tenant}/activity */
export async function getActivity({ service, tenant, request, signal }: ManagedTenantCall): Promise<Answer> {
  const hours = readHours(queryOf(request).one('hours'));
  const { name } = tenant;
  await storeActivity(name);
  const table = await service.table('scimTenants');
  const now = Date.now();
  const from = now - hours * hourMs;
  const [minutes, summary, counts] = await Promise.all([
    readMinutes(table, name, from, signal),
    readSummary(table, name, signal),
    readResourceCounts(await service.table('scimUsers'), tenant, signal),
  ]);
  const lastSeen = summary?.lastSeen;
  const { state, since, detail } = patternOf(
    tenant,
    minutes,
    lastSeen === undefined ? undefined : Date.parse(lastSeen),
    now,
  );
  const activity: Activity = {
    tenant: name,
    from: new Date(from).toISOString(),
    to: new Date(now).toISOString(),
    lastSeen: lastSeen ?? null,
    ...counts,
    pattern: { state, since: since === undefined ? null : new Date(since).toISOString(), detail },
    minutes: [...minutes].map(([at, kinds]) => minuteView(at, kinds)),
  };
  return jsonAnswer(200, activity);
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
