import { randomUUID } from 'node:crypto';
import { inParallel } from '../store/inParallel.ts';
import type { Table, TableName } from '../store/tables.ts';
import { readResourceCounts } from '../store/countUsers.ts';
import type { TenantDirectory } from '../tenants/tenantDirectory.ts';
import {
  activityKinds,
  hourMs,
  startCounting,
  type ActivityCounter,
  type ActivityKind,
  type HourOfMinutes,
  type TenantActivity,
} from '../telemetry/recorder.ts';
import { writeHour } from './minutes.ts';
import { changeSummary, withInstance, type HourCounts, type Hours, type Summary } from './summary.ts';
import { readLastUsed } from '../tenants/lastUsed.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** What is counted is stored so often. What an instance has counted since is lost if it is killed. */
const intervalMs = 60_000;

/** Time to store what was counted; when the instance ends, the platform gives five seconds. */
const timeoutMs = 20_000;
const lastTimeoutMs = 3_000;

/** Tenants that are stored at a time. */
const tenantsInParallel = 8;

interface ActivityServices {
  readonly tenants: Pick<TenantDirectory, 'known' | 'fresh'>;
  readonly table: (name: TableName) => Promise<Table>;
}

/** Stores what this process counts, beside the requests and never in one. */
export class ActivityRecorder {
  readonly #service: ActivityServices;
  readonly #counter: ActivityCounter;
  /** Names the rows of this process. */
  readonly #instance = randomUUID().slice(0, 8);
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();

  constructor(service: ActivityServices, counter: ActivityCounter = startCounting()) {
    this.#service = service;
    this.#counter = counter;
    this.#timer = setInterval(() => void this.flush(), intervalMs).unref();
  }

  /** Stores what was counted. What can't be stored is tried again with the next. It never fails. */
  flush(tenants = this.#counter.dirty, time = timeoutMs): Promise<void> {
    const signal = AbortSignal.timeout(time);
    // One after the other: each writes the whole of an hour.
    this.#running = this.#running.then(async () => {
      await inParallel(tenants, tenantsInParallel, (tenant) => this.#store(tenant, signal));
    });
    return this.#running;
  }

  /** Stores what is left, when the process ends. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush(this.#counter.dirty, lastTimeoutMs);
  }

  async #store(tenant: string, signal: AbortSignal): Promise<void> {
    const activity = this.#counter.take(tenant);
    if (activity === undefined) return;
    try {
      await this.#write(tenant, activity, signal);
    } catch {
      this.#counter.putBack(tenant, activity);
    }
  }

  async #write(name: string, activity: TenantActivity, signal: AbortSignal): Promise<void> {
    const { tenants, table } = this.#service;
    const tenant = tenants.known(name) ?? (await tenants.fresh(name));
    // Rows of a tenant that is gone would stay behind.
    if (tenant === undefined || tenant.removing !== undefined) return;
    const stored = await table('scimTenants');
    for (const [hour, minutes] of activity.hours)
      await writeHour(stored, name, this.#instance, hour, minutes, signal);
    const counts = hasCountChanged(activity)
      ? await readResourceCounts(await table('scimUsers'), tenant, signal)
      : {};
    const now = Date.now();
    const hours = hoursIn(activity);
    await changeSummary(stored, name, signal, (summary) => ({
      ...withInstance(withCounts(summary, counts, now), this.#instance, hours, Math.floor(now / hourMs)),
      lastSeen: later(summary.lastSeen, activity.lastSeen),
    }));
  }
}

let recording: ActivityRecorder | undefined;

/** Begins to count and to store what this process does. */
export function startRecording(service: ActivityServices): ActivityRecorder {
  return (recording = new ActivityRecorder(service));
}

/** Stores what this process has counted of a tenant, so that an answer contains it. */
export async function storeActivity(tenant: string): Promise<void> {
  await recording?.flush([tenant]);
}

/** A summary with counts as of now. */
function withCounts(
  summary: Summary,
  { users, groups }: { readonly users?: number; readonly groups?: number },
  now: number,
): Summary {
  return users === undefined || groups === undefined
    ? summary
    : { ...summary, users, groups, counted: new Date(now).toISOString() };
}

function later(known: string | undefined, seen: number): string | undefined {
  if (seen === 0) return known;
  const at = new Date(seen).toISOString();
  return known !== undefined && known > at ? known : at;
}

const changingCounts: readonly ActivityKind[] = ['created', 'deleted', 'groupsCreated', 'groupsDeleted'];

function hasCountChanged({ hours }: TenantActivity): boolean {
  return changingCounts.some((kind) => [...hours.values()].some((minutes) => sumOf(minutes, kind) > 0));
}

function hoursIn({ hours }: TenantActivity): Hours {
  return new Map(
    [...hours].map(([hour, minutes]): [number, HourCounts] => [
      hour,
      [sumOf(minutes, 'requests'), sumOf(minutes, 'refused')],
    ]),
  );
}

function sumOf(minutes: HourOfMinutes, kind: ActivityKind): number {
  const place = activityKinds.indexOf(kind);
  return [...minutes.values()].reduce((sum, counts) => sum + (counts[place] ?? 0), 0);
}

export interface ActivityTables {
  readonly tenants: Table;
  readonly users: Table;
}

/**
 * Counts the users and groups of a tenant, and keeps that in its summary. Of a tenant that has none yet it finds out, too,
 * when one of its credentials was used. At most five storage calls.
 *
 * @throws ScimError 503
 */
export async function countSummary(
  { tenants, users }: ActivityTables,
  tenant: Tenant,
  signal: AbortSignal,
): Promise<Summary> {
  const [counts, uses] = await Promise.all([
    readResourceCounts(users, tenant, signal),
    readLastUsed(tenants, tenant.name, signal),
  ]);
  const lastUse = [...uses.values()].toSorted().at(-1);
  return changeSummary(tenants, tenant.name, signal, (summary) => ({
    ...withCounts(summary, counts, Date.now()),
    lastSeen: summary.lastSeen ?? lastUse,
  }));
}
