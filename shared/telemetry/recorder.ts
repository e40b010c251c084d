import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import { log } from './log.ts';
import type { TelemetrySettings } from '../config/telemetry.ts';
import { Delivery } from './delivery.ts';
import type { TokenStep } from './names.ts';
import type { RequestOutcome, RequestParts, StorageCall } from './record.ts';
import { startStopwatch } from './stopwatch.ts';

/** One request that is looked at. */
export interface Watch {
  /** Runs it: what is recorded meanwhile is its own. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** It has ended so. */
  finished(outcome: RequestOutcome, context: InvocationContext): void;
}

/**
 * Notes what requests do. It is plain data until a request has been answered: the libraries that make spans and metrics
 * of it are large, and no answer waits for them.
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

  /** Somebody else has changed a user in between, so the change is made again. */
  lostRace(): void {
    const parts = this.#underWay.getStore();
    if (parts !== undefined) parts.lostRaces += 1;
  }

  /** What happened `at` now stands in the provisioning log. */
  logWritten(at: number): void {
    this.#underWay.getStore()?.logLags.push(Math.max(0, Date.now() - at));
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

  /** Sends what has not been sent yet. It ends in time whatever becomes of it. */
  flush(): Promise<void> {
    return this.#delivery.flush();
  }
}

let current: Recorder | undefined;

/** The recorder of this process; undefined, and nothing else is done, where no telemetry is configured. */
export function telemetry(): Recorder | undefined {
  return current;
}

/** Begins to record, before tables are opened. */
export function startTelemetry(settings: TelemetrySettings): Recorder {
  current = new Recorder(settings);
  return current;
}

/** Runs a step of a request, which has a span of its own where telemetry is configured. */
export function timed<Result>(name: TokenStep, run: () => Promise<Result>): Promise<Result> {
  return current === undefined ? run() : current.step(name, run);
}
