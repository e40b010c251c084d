import { afterFault } from '../../shared/store/backOff.ts';
import { maxAttempts } from '../../shared/store/limits.ts';
import type { Costs, RequestKind, StorageCall } from './costs.ts';
import { LimitedStorage, targets, type StorageShape } from './storage.ts';

/** A cycle of one tenant's provisioning job. Times are in seconds. */
export interface Job {
  readonly tenant: number;
  readonly start: number;
  readonly phases: readonly Phase[];
  /** Maximum requests a second. */
  readonly pace: number;
  /** Maximum requests at a time. */
  readonly atOnce: number;
  readonly refused: Refused;
}

/** The same requests for one person after the other; the next phase begins when all are done. */
export interface Phase {
  readonly people: number;
  readonly requests: readonly RequestKind[];
}

/** The effect of the service's 503 on a job. */
export interface Refused {
  /** Whether all of it waits, or the refused request alone. */
  readonly stops: boolean;
  /** Its `Retry-After`. */
  readonly least: number;
  readonly most: number;
}

export interface Outcome {
  /** How long each job took. */
  readonly durations: readonly number[];
  /** From the first job's beginning to the last one's end. */
  readonly length: number;
  readonly requests: number;
  /** Requests that the service answered with 503, and that were sent again. */
  readonly failed: number;
  readonly calls: number;
  /** Calls that storage refused. */
  readonly refused: number;
  /** Part of an account's target that was used on average. */
  readonly mean: number;
  /** Part of its target that the busiest account or partition used in its busiest second. */
  readonly peak: number;
}

/**
 * Azure publishes no latencies of Table Storage. These are Azurite's, as they were measured (a point read 0.8 ms, a
 * transaction of four 1.5 ms), and a network with three replicas on top of it. A cycle's length hardly depends on them:
 * it is the client's pace that bounds it.
 */
const network = 0.004;
const perCall = { read: 0.0006, write: 0.0008 } as const;
const perEntity = 0.0002;

/** Between Entra and the service, and in the service itself. */
const requestLatency = 0.03;

/** A job under way. */
interface Running {
  readonly job: Job;
  /** When its pace lets it send the next request. */
  slot: number;
}

/** Of a phase, the people with whom nobody has begun, and those with whom nobody is done. */
interface Left {
  waiting: number;
  open: number;
}

/** Something that happens in steps; each step yields the time of the next one. */
interface Event {
  at: number;
  readonly steps: Iterator<number, void>;
}

/** Plays jobs, call by call, against storage's targets. The same seed gives the same outcome. */
export function simulate(jobs: readonly Job[], costs: Costs, shape: StorageShape, seed = 1): Outcome {
  const random = randomFrom(seed);
  const storage = new LimitedStorage(shape);
  const queue = new EventQueue();
  const durations: number[] = [];
  const done = { requests: 0, failed: 0, end: 0 };
  let now = 0;

  /** Begins a phase of a job, or ends the job. */
  function beginPhase(running: Running, number: number, at: number): void {
    const { phases, start, atOnce } = running.job;
    const phase = phases[number];
    if (phase === undefined) {
      durations.push(at - start);
      done.end = Math.max(done.end, at);
      return;
    }
    const left = { waiting: phase.people, open: phase.people };
    for (let i = 0; i < Math.min(atOnce, phase.people); i += 1)
      queue.push({ at, steps: send(running, number, phase, left) });
  }

  /** One of the requests that a job may have under way: for one person after the other. */
  function* send(running: Running, number: number, phase: Phase, left: Left): Generator<number, void> {
    while (left.waiting > 0) {
      const person = left.waiting--;
      for (const kind of phase.requests) {
        while (!(yield* request(running, person, costs[kind]))) done.failed += 1;
        done.requests += 1;
      }
      left.open -= 1;
      if (left.open === 0) beginPhase(running, number + 1, now);
    }
  }

  /** @returns whether it was answered; if not, the client has waited, and sends it again. */
  function* request(
    running: Running,
    person: number,
    calls: readonly StorageCall[],
  ): Generator<number, boolean> {
    const { tenant, pace, refused } = running.job;
    const slot = Math.max(now, running.slot);
    running.slot = slot + 1 / pace;
    if (slot > now) yield slot;
    for (const call of calls) {
      for (let attempt = 1; !storage.admits(tenant, person, call[shape.counting], now); attempt += 1) {
        if (attempt === maxAttempts) {
          const again = now + refused.least + (refused.most - refused.least) * random();
          if (refused.stops) running.slot = Math.max(running.slot, again);
          yield again;
          return false;
        }
        const pauseMs = Math.min(afterFault.maxPauseMs, afterFault.firstPauseMs * 2 ** (attempt - 1));
        yield now + network + (pauseMs * (1 + random())) / 2_000;
      }
      const done = now + network + perCall[call.kind] + perEntity * call.entities;
      yield call === calls.at(-1) ? done + requestLatency : done;
    }
    return true;
  }

  for (const job of jobs) beginPhase({ job, slot: job.start }, 0, job.start);
  for (let event = queue.pop(); event !== undefined; event = queue.pop()) {
    now = event.at;
    const next = event.steps.next();
    if (next.done === true) continue;
    event.at = next.value;
    queue.push(event);
  }
  const { calls, refused, taken, peak } = storage;
  const length = done.end - jobs.reduce((first, { start }) => Math.min(first, start), Infinity);
  const mean = taken / length / shape.accounts / targets.account;
  return { durations, length, requests: done.requests, failed: done.failed, calls, refused, mean, peak };
}

/** Numbers from 0 to 1 that are the same for the same seed on every machine (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Events, the earliest first: a binary heap. */
class EventQueue {
  readonly #heap: Event[] = [];

  push(event: Event): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= event.at) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  pop(): Event | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      const least = right !== undefined && right.at < left.at ? right : left;
      if (least === right) child += 1;
      if (last.at <= least.at) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}
