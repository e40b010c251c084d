import { randomUUID } from 'node:crypto';
import { ProvisioningFailure } from '../failure.ts';
import { scopeOf } from '../scope/scope.ts';
import type { CycleRecord, JobRecord, Link } from '../state/records.ts';
import { deletePhase, referencePhase, usersAndGroups } from './phases.ts';
import { mappingOf, type CycleContext, type Job } from './job.ts';
import { isSwitchedOff, quarantineAfter, type QuarantineReason } from './quarantine.ts';
import { Tally } from './tally.ts';

/** Failures that end a cycle and put the job into quarantine. */
const quarantines: Readonly<Partial<Record<ProvisioningFailure['code'], QuarantineReason>>> = {
  unauthorized: 'EncounteredQuarantineException',
  incompatible: 'EncounteredQuarantineException',
  connectionTest: 'EncounteredQuarantineException',
};

/**
 * Runs a cycle, or continues an interrupted one. It provisions changed entries, then sends references, then deletes entries that
 * the directory no longer has. Refused credentials, an incompatible service and too many failures put the job into quarantine. If
 * the service does not answer, the cycle stays open.
 *
 * @throws ProvisioningFailure if the cycle could not end.
 */
export async function runCycle(job: Job): Promise<CycleRecord> {
  const record = begin(job);
  const cycle = record.cycle;
  const context = contextOf(job, record, cycle);
  const tally = new Tally(job.limits);
  try {
    for (const client of job.clients) await client.testConnection(job.mapping);
    const staged = await phases(context, tally);
    return end(job, cycle, tally, staged);
  } catch (error) {
    if (error instanceof ProvisioningFailure) quarantine(job, cycle, error, tally);
    throw error;
  }
}

/** @returns the number of deletions that are held back. */
async function phases(context: CycleContext, tally: Tally): Promise<number> {
  const staged = await usersAndGroups(context, tally);
  await referencePhase(context, tally);
  if (staged === 0) await deletePhase(context, tally);
  return staged;
}

type Begun = JobRecord & { readonly cycle: CycleRecord };

function begin({ state, now }: Job): Begun {
  const record = state.job;
  if (record === undefined) throw new TypeError('The job has no record yet.');
  if (record.cycle !== undefined && record.cycle.ended === undefined)
    return { ...record, cycle: record.cycle };
  const kind = record.watermark === undefined ? 'initial' : 'incremental';
  const cycle: CycleRecord = { id: randomUUID(), kind, started: now(), ended: undefined, result: undefined };
  const begun = { ...record, cycle };
  state.setJob(begun);
  return begun;
}

/** The context of a cycle, or of provisioning on demand. */
export function contextOf(job: Job, record: JobRecord, cycle: CycleContext['cycle']): CycleContext {
  const { clients, directory } = job;
  return {
    ...job,
    record,
    cycle,
    matched: new Map(),
    cycleId: cycle === 'onDemand' ? randomUUID() : cycle.id,
    scoping: scopeOf(directory, ({ kind }) => mappingOf(job, kind)?.scope ?? []),
    clientOf: ({ objectId }) => clients[turnOf(objectId) % clients.length] ?? clients[0],
  };
}

/** The id decides which client serves an entry, so that it is the same in every cycle. */
function turnOf(objectId: string): number {
  return objectId.codePointAt(objectId.length - 1) ?? 0;
}

function end(job: Job, cycle: CycleRecord, tally: Tally, staged: number): CycleRecord {
  const { state, now } = job;
  const escrowed = [...state.links.values()].some((link: Link) => link.escrow !== undefined);
  const result = tally.failures > 0 || escrowed ? 'EntryLevelErrors' : 'Succeeded';
  const ended: CycleRecord = { ...cycle, ended: now(), result };
  const held = `The cycle has ${staged} disables and deletions, more than the threshold of ${job.limits.deletions}. They are held back.`;
  const record = recordOf(job);
  state.setJob({
    ...record,
    cycle: ended,
    watermark: cycle.started,
    quarantine: staged > 0 ? quarantineAfter(record.quarantine, 'TooManyDeletes', held, now()) : undefined,
  });
  return ended;
}

function quarantine(job: Job, cycle: CycleRecord, failure: ProvisioningFailure, tally: Tally): void {
  const reason = quarantines[failure.code] ?? tally.reached;
  if (reason === undefined) return;
  const record = recordOf(job);
  const entered = quarantineAfter(record.quarantine, reason, failure.message, job.now());
  job.state.setJob({
    ...record,
    cycle: { ...cycle, ended: job.now(), result: 'Failed' },
    quarantine: entered,
    switchedOff: isSwitchedOff(entered, job.now()),
  });
}

function recordOf({ state }: Job): JobRecord {
  if (state.job === undefined) throw new TypeError('The job has no record yet.');
  return state.job;
}
