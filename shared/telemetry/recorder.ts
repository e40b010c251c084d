/** What requests leave in memory until something takes it: records for telemetry, and counts of each tenant's activity. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import { log } from './log.ts';
import type { TelemetrySettings } from '../config/telemetry.ts';
import { Delivery } from './delivery.ts';
import type { TokenStep } from './names.ts';
import { type RequestOutcome, type RequestParts, type StorageCall, startStopwatch } from './record.ts';
import { BoundedMap } from '../scim/bounds.ts';

/** One request that is recorded. */
export interface Watch {
  /** Runs the request; everything recorded meanwhile belongs to it. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Ends the record. */
  finished(outcome: RequestOutcome, context: InvocationContext): void;
}

/**
 * Records what requests do, as plain data until the answer is sent: the libraries that make spans and metrics of it
 * are large, and no answer waits for them.
 */
export class Recorder {
  readonly #delivery: Delivery;
  readonly #underWay = new AsyncLocalStorage<RequestParts>();

  constructor(settings: TelemetrySettings) {
    this.#delivery = new Delivery(async (complaints) => {
      const { beginExport } = await import('./beginExport.ts');
      return beginExport(settings, complaints);
    });
  }

  watch(): Watch {
    const lap = startStopwatch();
    const parts: RequestParts = { storageCalls: [], steps: [], logLags: [], lostRaces: 0 };
    return {
      run: (work) => this.#underWay.run(parts, work),
      finished: (outcome, context) => {
        const parent = context.traceContext?.traceParent;
        this.#delivery.send({ ...outcome, ...parts, ...lap(), parent });
        const complaint = this.#delivery.complaint();
        if (complaint !== undefined) log(context, 'warn', 'telemetryFailed', complaint);
      },
    };
  }

  storageCall(call: StorageCall): void {
    this.#underWay.getStore()?.storageCalls.push(call);
  }

  /** Records that another writer changed the user first, so that the change is repeated. */
  lostRace(): void {
    const parts = this.#underWay.getStore();
    if (parts !== undefined) parts.lostRaces += 1;
  }

  /** Records that the provisioning log has the entry of `at`. */
  logWritten(at: number): void {
    this.#underWay.getStore()?.logLags.push(Math.max(0, Date.now() - at));
  }

  /** Records a sign-in. @param refusal the word for the check that it failed; undefined if it failed none. */
  signedIn(refusal: string | undefined): void {
    const parts = this.#underWay.getStore();
    if (parts !== undefined) parts.signIn = { refusal };
  }

  async step<Result>(name: TokenStep, run: () => Promise<Result>): Promise<Result> {
    const lap = startStopwatch();
    const ended = (outcome: 'done' | 'refused') => {
      this.#underWay.getStore()?.steps.push({ name, outcome, ...lap() });
    };
    try {
      const result = await run();
      ended(result === undefined ? 'refused' : 'done');
      return result;
    } catch (error) {
      ended('refused');
      throw error;
    }
  }

  /** Exports what is queued. It ends in time in any case. */
  flush(): Promise<void> {
    return this.#delivery.flush();
  }
}

let recorder: Recorder | undefined;

/** The recorder of this process; undefined if no telemetry is configured. */
export function telemetry(): Recorder | undefined {
  return recorder;
}

/** Starts recording; call it before tables are opened. */
export function startTelemetry(settings: TelemetrySettings): Recorder {
  recorder = new Recorder(settings);
  return recorder;
}

/** Runs a step of a request, with a span of its own if telemetry is configured. */
export function timed<Result>(name: TokenStep, run: () => Promise<Result>): Promise<Result> {
  return recorder === undefined ? run() : recorder.step(name, run);
}

/** What is counted of each tenant, minute by minute. */
export const activityKinds = [
  'requests',
  'refused',
  'created',
  'updated',
  'disabled',
  'deleted',
  'groupsCreated',
  'groupsUpdated',
  'groupsDeleted',
] as const;

export type ActivityKind = (typeof activityKinds)[number];

/** Counts, in the order of `activityKinds`. */
export type KindCounts = readonly number[];

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** The counts of one hour: by the minute of the hour, from 0 to 59. */
export type HourOfMinutes = ReadonlyMap<number, KindCounts>;

/** What was counted of one tenant. */
export interface TenantActivity {
  /** By hours since 1970, each of them whole. */
  readonly hours: ReadonlyMap<number, HourOfMinutes>;
  /** When the last request came; milliseconds since 1970. */
  readonly lastSeen: number;
}

interface Counted {
  readonly hours: Map<number, Map<number, number[]>>;
  lastSeen: number;
  /** Hours in which something was counted since they were taken. */
  readonly dirty: Set<number>;
}

/** Tenants that one process remembers; beyond that it forgets what it counted of the one that was quiet longest. */
const maxTenants = 10_000;

/** Hours that are remembered, the present one included: so long storage may be away before counts are lost. */
const maxHours = 3;

/** Counts what happens, in memory: a request pays for a few look-ups. */
export class ActivityCounter {
  readonly #tenants = new BoundedMap<string, Counted>(maxTenants);

  /** @param now milliseconds since 1970. */
  count(tenant: string, kind: ActivityKind, now = Date.now()): void {
    const counted = this.#tenants.getOrMake(tenant, () => ({
      hours: new Map(),
      lastSeen: 0,
      dirty: new Set(),
    }));
    const hour = Math.floor(now / hourMs);
    const minutes = counted.hours.get(hour) ?? newHour(counted.hours, hour);
    const minute = Math.floor((now % hourMs) / minuteMs);
    const counts = minutes.get(minute) ?? activityKinds.map(() => 0);
    const place = activityKinds.indexOf(kind);
    counts[place] = (counts[place] ?? 0) + 1;
    minutes.set(minute, counts);
    if (kind === 'requests') counted.lastSeen = now;
    counted.dirty.add(hour);
  }

  /** The tenants of which something was counted since it was taken. */
  get dirty(): readonly string[] {
    return [...this.#tenants.keys()].filter((name) => (this.#tenants.get(name)?.dirty.size ?? 0) > 0);
  }

  /** The hours of a tenant in which something was counted, to be stored; undefined if nothing was counted since. */
  take(tenant: string): TenantActivity | undefined {
    const counted = this.#tenants.get(tenant);
    if (counted === undefined || counted.dirty.size === 0) return undefined;
    const hours = [...counted.hours].flatMap(([hour, minutes]) =>
      counted.dirty.has(hour)
        ? [[hour, new Map([...minutes].map(([minute, counts]) => [minute, [...counts]] as const))] as const]
        : [],
    );
    counted.dirty.clear();
    return { hours: new Map(hours), lastSeen: counted.lastSeen };
  }

  /** Says that what was taken could not be stored. */
  putBack(tenant: string, { hours }: TenantActivity): void {
    const counted = this.#tenants.get(tenant);
    for (const hour of hours.keys()) if (counted?.hours.has(hour) === true) counted.dirty.add(hour);
  }
}

/** Begins an hour, and forgets those that are long over. */
function newHour(hours: Map<number, Map<number, number[]>>, hour: number): Map<number, number[]> {
  for (const known of hours.keys()) if (known <= hour - maxHours) hours.delete(known);
  const minutes = new Map<number, number[]>();
  hours.set(hour, minutes);
  return minutes;
}

let counter: ActivityCounter | undefined;

/** Begins to count in this process. Without it nothing is counted, as in a command. */
export function startCounting(): ActivityCounter {
  return (counter = new ActivityCounter());
}

/** Counts something of a tenant, if this process counts. */
export function countActivity(tenant: string, kind: ActivityKind): void {
  counter?.count(tenant, kind);
}
