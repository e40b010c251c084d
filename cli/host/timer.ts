import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { FunctionsCore, RegisteredFunction } from './functionsCore.ts';
import { invoke } from './invoke.ts';
import { readSchedule, type Schedule } from './schedule.ts';

/** A timer function with its schedule. */
export interface Timer {
  name: string;
  schedule: Schedule;
  /** Runs it once, after a run in progress; rejects with the error, which is logged by then. */
  run(): Promise<void>;
  /** Runs it at each occurrence until the signal aborts. */
  keep(signal: AbortSignal): Promise<void>;
  /** Settles when no run is in progress. */
  idle(): Promise<void>;
}

/** What the host stores about a schedule between runs. */
interface ScheduleStatus {
  last: Date;
  next: Date | undefined;
}

/** .NET's default date: the timer has never run. */
const never = new Date('0001-01-01T00:00:00Z');

/** Waits are split: a wait may exceed the maximum of `setTimeout`, and the machine may sleep meanwhile. */
const maxWaitMs = 30_000;

/**
 * Creates a timer for a function. Runs do not overlap. If a run lasts beyond later occurrences, one run follows for
 * all of them, as in Azure.
 *
 * @throws an Error with the function's name and the expression if the schedule is wrong
 */
export function createTimer(core: FunctionsCore, registered: RegisteredFunction): Timer {
  const { name } = registered.metadata;
  const { schedule: written = '', runOnStartup = false } = registered.trigger;
  if (runOnStartup)
    throw new Error(`The local host does not know "runOnStartup" of the timer function ${name}.`);
  const schedule = readSchedule(name, written);
  let status: ScheduleStatus = { last: never, next: schedule.next(new Date()) };
  let latest = Promise.resolve();

  const run = (): Promise<void> => {
    const ended = latest.then(async () => {
      try {
        await invoke(core, registered, { json: timerInfo(status) });
      } catch (error) {
        core.log('error', 'system', `The timer function ${name} failed: ${inspect(error)}`);
        throw error;
      }
    });
    latest = ended.catch(() => undefined);
    return ended;
  };
  const runOnSchedule = async () => {
    const began = new Date();
    await run().catch(() => undefined);
    status = { last: began, next: schedule.next(began) };
  };

  return {
    name,
    schedule,
    run,
    idle: () => latest,
    async keep(signal) {
      while (status.next !== undefined && (await reached(status.next, signal))) await runOnSchedule();
    },
  };
}

/** The handler's input, as the host writes it; the library makes its names camelCase. */
function timerInfo({ last, next = never }: ScheduleStatus): string {
  return JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus: { Last: isoDate(last), LastUpdated: isoDate(last), Next: isoDate(next) },
    IsPastDue: false,
  });
}

function isoDate(date: Date): string {
  return date.toISOString().replace(/(?:\.000)?Z$/, '+00:00');
}

/** Waits for a moment; false if the signal came first. */
async function reached(moment: Date, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    if (signal.aborted) return false;
    const left = moment.getTime() - Date.now();
    if (left <= 0) return true;
    await sleep(Math.min(left, maxWaitMs), undefined, { signal }).catch(() => undefined);
  }
}
