import { fingerprintOfMapping } from '../../../cli/entra/engine/fingerprint.ts';
import { runCycle } from '../../../cli/entra/engine/cycle.ts';
import { defaultLimits, type Job, type Limits } from '../../../cli/entra/engine/job.ts';
import type { LogEntry } from '../../../cli/entra/log/entry.ts';
import type { Mapping } from '../../../cli/entra/mapping/mapping.ts';
import { defaultMapping } from '../../../cli/entra/mapping/schemaFile.ts';
import { toEntry } from '../../../cli/entra/source/properties.ts';
import type { Directory, Entry } from '../../../cli/entra/source/entry.ts';
import { stateInMemory, type JobState } from '../../../cli/entra/state/jobState.ts';
import type { CycleRecord } from '../../../cli/entra/state/records.ts';
import { createProvisioningClient } from '../../../cli/entra/wire/client.ts';
import { secretToken } from '../../../cli/entra/wire/credentials.ts';
import type { Exchange } from '../../../cli/entra/wire/exchange.ts';
import type { Clock } from '../../../cli/entra/wire/clock.ts';
import { Pace } from '../../../cli/entra/wire/pace.ts';
import { redactionOf } from '../../../cli/entra/wire/redact.ts';
import { hastyClock } from './clocks.ts';

/** A person of a test's directory. */
export function personOf(objectId: string, properties: Readonly<Record<string, unknown>> = {}): Entry {
  return entryOf('user', {
    objectId,
    userPrincipalName: `${objectId}@contoso.example`,
    displayName: `Person ${objectId}`,
    accountEnabled: true,
    ...properties,
  });
}

export function groupOf(objectId: string, members: readonly string[], properties: object = {}): Entry {
  return entryOf('group', { objectId, displayName: `Group ${objectId}`, members, ...properties });
}

function entryOf(kind: Entry['kind'], properties: Readonly<Record<string, unknown>>): Entry {
  const entry = toEntry(kind, properties);
  if (entry === undefined) throw new Error('An entry needs an objectId.');
  return entry;
}

export function directoryOf(...entries: readonly Entry[]): Directory {
  return {
    users: entries.filter(({ kind }) => kind === 'user'),
    groups: entries.filter(({ kind }) => kind === 'group'),
    assignments: undefined,
  };
}

interface Target {
  readonly tenantUrl: string;
  readonly token: string;
}

interface TestJobOptions {
  readonly mapping?: Mapping;
  readonly limits?: Partial<Limits>;
  readonly state?: JobState;
  readonly maxAttempts?: number;
  /** By default every pause is over at once. */
  readonly clock?: Clock;
  readonly told?: (exchange: Exchange) => void;
}

/** A provisioning job whose directory and clock a test changes. */
export function testJob(target: Target, options: TestJobOptions = {}) {
  const { mapping = defaultMapping(true), limits = {}, state = stateInMemory(), maxAttempts = 3 } = options;
  const hasty = hastyClock();
  const clock = options.clock ?? hasty;
  const log: LogEntry[] = [];
  const exchanges: Exchange[] = [];
  let ahead = 0;
  if (state.job === undefined) {
    state.setJob({
      ...{ id: 'job', tenantUrl: target.tenantUrl, source: 'test', mapping: undefined, key: 'key' },
      ...{ mappingFingerprint: fingerprintOfMapping(mapping), generation: 1, aheadMs: 0, switchedOff: false },
      ...{ cycle: undefined, watermark: undefined, quarantine: undefined },
    });
  }
  const client = createProvisioningClient({
    tenantUrl: target.tenantUrl,
    credentials: secretToken(target.token),
    pace: new Pace(Infinity, clock),
    clock,
    redaction: redactionOf(mapping, [target.token]),
    record: (exchange) => {
      exchanges.push(exchange);
      options.told?.(exchange);
    },
    maxAttempts,
  });
  const job = (directory: Directory, more: Partial<Job> = {}): Job => ({
    ...{ state, directory, mapping, clients: [client], parallel: 4, allowDeletions: false },
    limits: { ...defaultLimits, ...limits },
    log: (entry) => log.push(entry),
    progress: () => undefined,
    now: () => Date.now() + ahead,
    ...more,
  });
  return {
    ...{ state, log, exchanges, client, job, pauses: hasty.pauses },
    advance: (milliseconds: number) => (ahead += milliseconds),
    /** Runs a cycle; gives it and what it logged. */
    async cycle(
      directory: Directory,
      more: Partial<Job> = {},
    ): Promise<{ readonly cycle: CycleRecord; readonly entries: readonly LogEntry[] }> {
      const before = log.length;
      const cycle = await runCycle(job(directory, more));
      return { cycle, entries: log.slice(before) };
    },
  };
}

/** `create success`, for each entry. */
export function said(entries: readonly LogEntry[]): readonly string[] {
  return entries.map(({ action, status, source }) => `${action} ${status} ${source.id}`).toSorted();
}
