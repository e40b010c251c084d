import type { TokenStep } from './names.ts';

/** A finished request. Telemetry exports only these fields; none holds a person's data. */
export interface RequestRecord extends RequestOutcome, RequestParts, Lap {
  /** W3C `traceparent` of the host's span for the invocation, which is the parent. */
  readonly parent: string | undefined;
}

/** The outcome of a request, as the log has it too. */
export interface RequestOutcome {
  readonly requestId: string;
  readonly operation: string;
  readonly method: string;
  readonly status: number;
  readonly scimType?: string;
  readonly errorCode?: string;
  readonly tenant?: string;
}

/** What the request did. */
export interface RequestParts {
  readonly storageCalls: StorageCall[];
  readonly steps: TimedStep[];
  /** Time between each change and its row in the provisioning log, in milliseconds. */
  readonly logLags: number[];
  lostRaces: number;
  /** That a person has signed in, or the word for the check by which the sign-in was refused. */
  signIn?: { readonly refusal: string | undefined };
}

export interface StorageCall extends Lap {
  readonly operation: 'read' | 'query' | 'transaction' | 'insert' | 'upsert' | 'delete' | 'createTable';
  readonly table: string;
  /** Of the whole transaction, or of the operation that was refused; 0 if storage did not answer. */
  readonly status: number;
  /** Number of retries. */
  readonly retries: number;
}

/** A step that deals with tokens. */
interface TimedStep extends Lap {
  readonly name: TokenStep;
  readonly outcome: 'done' | 'refused';
}

/** Start and duration of something. */
export interface Lap {
  /** Milliseconds since 1970. */
  readonly started: number;
  /** With fractions. */
  readonly milliseconds: number;
}

/**
 * Starts to measure. The start comes from the wall clock, the duration from a monotonic clock, because a wall clock
 * may be set back.
 *
 * @returns a function that reads the stopwatch.
 */
export function startStopwatch(): () => Lap {
  const started = Date.now();
  const from = performance.now();
  return () => ({ started, milliseconds: performance.now() - from });
}
