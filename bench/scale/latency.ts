import { afterFault } from '../../shared/store/backOff.ts';
import { maxAttempts } from '../../shared/store/limits.ts';
import type { StorageCall } from './costs.ts';

/**
 * Azure publishes no latencies of Table Storage. These are Azurite's, as they were measured (a point read 0.8 ms, a
 * transaction of four 1.5 ms), and a network with three replicas on top of it. A cycle's length hardly depends on them:
 * it is the client's pace that bounds it.
 */
const network = 0.004;
const perCall = { read: 0.0006, write: 0.0008 } as const;
const perEntity = 0.0002;

/** How far latencies lie apart: of a hundred calls, one takes three times the median. */
const spread = 0.48;

/** Between Entra and the service, and in the service itself, in seconds. */
export const requestLatency = 0.03;

/** As the service repeats what storage refuses: three times, after 0.1, 0.2 and 0.4 s with jitter. */
export const maxRetries = maxAttempts - 1;
const firstPause = afterFault.firstPauseMs / 1_000;
const longestPause = afterFault.maxPauseMs / 1_000;
export const refusalLatency = network;

/** Seconds that a call takes: lognormal. */
export function latencyOf({ kind, entities }: StorageCall, random: () => number): number {
  const median = network + perCall[kind] + perEntity * entities;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
}

export function retryPause(attempts: number, random: () => number): number {
  const pause = Math.min(longestPause, firstPause * 2 ** attempts);
  return pause / 2 + (random() * pause) / 2;
}
