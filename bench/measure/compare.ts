import { runBatch, type Batch } from './batch.ts';
import { median, quantile, sum } from './statistics.ts';

/** Makes ready the next `count` calls of one side. */
export type Side = (count: number) => Promise<readonly (() => Promise<unknown>)[]>;

/** The service, and the same storage calls made alone. */
export interface Pair {
  readonly service: Side;
  readonly floor: Side;
}

/** Milliseconds, but for `rps`. */
export interface Comparison {
  readonly p50: number;
  readonly p95: number;
  /** Requests a second. */
  readonly rps: number;
  readonly floorP50: number;
  /** Processor time of a call beyond that of its floor. Of use in-process only. */
  readonly ownCpu: number;
}

interface Round {
  readonly service: Batch;
  readonly floor: Batch;
}

/** Rounds to aim at: only if both sides take turns often, disturbances of the machine strike both alike. */
const roundsOfSingle = 40;

/** With many calls at a time, a round must be long enough to have a middle between its start and its end. */
const roundsOfMany = 9;

/** Prepared calls stay in memory until they are made: more of them would measure the garbage collection. */
const mostInRound = 200;

/** How long a call takes, in seconds, the slower side; and with that both sides are warm. */
export async function warmUp(pair: Pair, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let slowest = 0;
  for (let count = 1; count === 1 || performance.now() < end; count = Math.min(50, count * 2)) {
    const { service, floor } = await round(pair, count, 1);
    slowest = Math.max(median(service.times), median(floor.times)) / 1_000;
  }
  return slowest;
}

/**
 * Measures both sides in turns, in a random order each time, so that disturbances of the machine strike both alike.
 * tinybench and mitata measure one function to its end before the next, and one call at a time. Figures are medians
 * over the rounds.
 *
 * @param callSeconds what one call takes, roughly.
 * @param seconds how long this may take; one round is made in any case.
 */
export async function compare(
  pair: Pair,
  concurrency: number,
  callSeconds: number,
  seconds: number,
): Promise<Comparison> {
  const count = callsInRound(concurrency, callSeconds, seconds);
  const end = performance.now() + seconds * 1_000;
  const done: Round[] = [];
  while (done.length === 0 || performance.now() < end) done.push(await round(pair, count, concurrency));
  const service = done.map((each) => each.service);
  const floor = done.map((each) => each.floor);
  return {
    p50: median(service.map(({ times }) => median(times))),
    p95: quantile(
      service.flatMap(({ times }) => times),
      0.95,
    ),
    rps: sum(service.map(({ times }) => times.length)) / sum(service.map((batch) => batch.seconds)),
    floorP50: median(floor.map(({ times }) => median(times))),
    ownCpu: median(done.map((each) => each.service.cpu - each.floor.cpu)),
  };
}

/** As many as fit into a round, but enough to keep all busy. Storage serves one call after the other. */
function callsInRound(concurrency: number, callSeconds: number, seconds: number): number {
  const rounds = concurrency === 1 ? roundsOfSingle : roundsOfMany;
  const fitting = Math.floor(seconds / rounds / 2 / Math.max(callSeconds, 0.000_1));
  return Math.min(mostInRound, Math.max(concurrency, fitting));
}

async function round(pair: Pair, count: number, concurrency: number): Promise<Round> {
  const measure = async (side: Side) => runBatch(await side(count), concurrency);
  if (Math.random() < 0.5) {
    const service = await measure(pair.service);
    return { service, floor: await measure(pair.floor) };
  }
  const floor = await measure(pair.floor);
  return { service: await measure(pair.service), floor };
}
