import { AsyncLocalStorage } from 'node:async_hooks';
import type { InvocationContext } from '@azure/functions';
import { log } from './log.ts';
import type { TelemetrySettings } from '../config/telemetry.ts';
import { Delivery } from './delivery.ts';
import type { TokenStep } from './names.ts';
import { type RequestOutcome, type RequestParts, type StorageCall, startStopwatch } from './record.ts';

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

let current: Recorder | undefined;

/** The recorder of this process; undefined if no telemetry is configured. */
export function telemetry(): Recorder | undefined {
  return current;
}

/** Starts recording; call it before tables are opened. */
export function startTelemetry(settings: TelemetrySettings): Recorder {
  current = new Recorder(settings);
  return current;
}

/** Runs a step of a request, with a span of its own if telemetry is configured. */
export function timed<Result>(name: TokenStep, run: () => Promise<Result>): Promise<Result> {
  return current === undefined ? run() : current.step(name, run);
}
