import type { StorageCall } from '../telemetry/record.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { startStopwatch } from '../telemetry/stopwatch.ts';
import type { Table } from './tables.ts';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs what ends when `signal` is aborted, and after `timeoutMs` at the latest. It ends then even if what runs does not
 * look at its signal, as the identity library does while it waits for a token.
 *
 * By hand instead of `AbortSignal.any` with `AbortSignal.timeout`: that timer would live on after each call.
 */
export async function withinTime<Result>(
  signal: AbortSignal,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    controller.abort(new DOMException('The attempt took too long.', 'TimeoutError'));
  }, timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await new Promise<Result>((resolve, reject) => {
      controller.signal.addEventListener(
        'abort',
        () => {
          reject(new DOMException('The attempt was ended.', 'TimeoutError'));
        },
        { once: true },
      );
      run(controller.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** What the watch looks at. */
interface WatchedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
}

/**
 * Begins to watch a storage call; undefined where nobody listens. What is told of it is made of the method and the form of
 * the address: keys, which hold people's names, never leave here.
 *
 * @returns is told how the call ended: the status, of what refused it within a transaction, or 0 where there was no
 * answer; and the number of attempts.
 */
export function watchCall(
  { tableName }: Table,
  request: WatchedRequest,
): ((status: number, attempts: number) => void) | undefined {
  const recorder = telemetry();
  if (recorder === undefined) return undefined;
  const lap = startStopwatch();
  return (status, attempts) => {
    recorder.storageCall({
      operation: operationOf(request),
      table: tableName,
      status,
      retries: attempts - 1,
      ...lap(),
    });
  };
}

function operationOf({ method, path }: WatchedRequest): StorageCall['operation'] {
  switch (method) {
    case 'GET':
      return path.includes('(PartitionKey=') ? 'read' : 'query';
    case 'PUT':
      return 'upsert';
    case 'DELETE':
      return 'delete';
    case 'POST':
      if (path === '$batch') return 'transaction';
      return path === 'Tables' ? 'createTable' : 'insert';
  }
}

interface BackOff {
  /** Before the first repetition; it doubles with each one, up to `maxPauseMs`. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

/** Between two attempts of a call that storage could not carry out. Short ones: whoever waits for the answer repeats, too. */
export const afterFault: BackOff = { firstPauseMs: 100, maxPauseMs: 1_000 };

/** After a lost race: somebody else was quicker to write the same row. */
export const afterLostRace: BackOff = { firstPauseMs: 10, maxPauseMs: 400 };

/** Between two tries of a job that nobody waits for: storage may be away for a while. */
export const ofJobs: BackOff = { firstPauseMs: 250, maxPauseMs: 4_000 };

/**
 * Waits before repetition number `tries`, counted from 0: at least half of the pause, and a random part of the other half,
 * so that those who met each other do not meet again. It ends early when `signal` is aborted; whether to go on is for the caller to look.
 */
export async function backOff(
  tries: number,
  { firstPauseMs, maxPauseMs }: BackOff,
  { signal, minPauseMs = 0 }: { readonly signal?: AbortSignal; readonly minPauseMs?: number } = {},
): Promise<void> {
  const pause = Math.min(maxPauseMs, firstPauseMs * 2 ** tries);
  await wait(
    Math.max(minPauseMs, (pause * (1 + Math.random())) / 2),
    undefined,
    signal === undefined ? {} : { signal },
  ).catch((error: unknown) => {
    if (signal?.aborted !== true) throw error;
  });
}
