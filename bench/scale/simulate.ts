import type { Costs, StorageCall } from './costs.ts';
import { EventQueue } from './eventQueue.ts';
import type { Job } from './job.ts';
import { latencyOf, refusalLatency, requestLatency, retryPause, maxRetries } from './latency.ts';
import { LimitedStorage, type StorageShape, type TargetsUsed } from './limitedStorage.ts';
import { randomFrom } from './random.ts';

export interface Outcome extends TargetsUsed {
  /** Seconds that each job took. */
  readonly durations: readonly number[];
  /** Seconds from the first job's beginning to the last one's end. */
  readonly length: number;
  readonly requests: number;
  /** Requests that the service answered with 503, and that were sent again. */
  readonly failed: number;
  readonly calls: number;
  /** Calls that storage refused. */
  readonly refused: number;
}

/** Plays jobs, call by call, against storage's targets. The same seed gives the same outcome. */
export function simulate(jobs: readonly Job[], costs: Costs, shape: StorageShape, seed = 1): Outcome {
  return new Simulation(costs, shape, seed).play(jobs);
}

/** A job on its way. */
interface Running {
  readonly job: Job;
  phase: number;
  /** People of the phase with whom nobody has begun, and those with whom nobody is done. */
  waiting: number;
  open: number;
  /** When its pace lets it send the next request. */
  slot: number;
}

/** One of the requests that a job may have under way, or the beginning of a job. */
interface Sender {
  at: number;
  readonly running: Running;
  person: number;
  /** -1 before the job has begun. */
  request: number;
  call: number;
  attempts: number;
  /** Whether it has waited for its turn. */
  paced: boolean;
}

class Simulation {
  readonly #costs: Costs;
  readonly #shape: StorageShape;
  readonly #random: () => number;
  readonly #storage: LimitedStorage;
  readonly #queue = new EventQueue<Sender>();
  readonly #durations: number[] = [];
  #requests = 0;
  #failed = 0;
  #end = 0;

  constructor(costs: Costs, shape: StorageShape, seed: number) {
    this.#costs = costs;
    this.#shape = shape;
    this.#random = randomFrom(seed);
    this.#storage = new LimitedStorage(shape);
  }

  play(jobs: readonly Job[]): Outcome {
    for (const job of jobs) {
      const running = { job, phase: -1, waiting: 0, open: 0, slot: job.start };
      this.#queue.push({
        at: job.start,
        running,
        person: 0,
        request: -1,
        call: 0,
        attempts: 0,
        paced: false,
      });
    }
    for (let sender = this.#queue.pop(); sender !== undefined; sender = this.#queue.pop()) {
      if (sender.request < 0) this.#beginPhase(sender.running, sender.at);
      else this.#call(sender);
    }
    const { calls, refused, taken } = this.#storage;
    const length = this.#end - Math.min(...jobs.map(({ start }) => start));
    return {
      ...{
        durations: this.#durations,
        length,
        requests: this.#requests,
        failed: this.#failed,
        calls,
        refused,
      },
      ...this.#storage.used(taken / length),
    };
  }

  /** The next phase of a job, or its end. */
  #beginPhase(running: Running, now: number): void {
    running.phase += 1;
    const { phases, start, atOnce } = running.job;
    const phase = phases[running.phase];
    if (phase === undefined) {
      this.#durations.push(now - start);
      this.#end = Math.max(this.#end, now);
      return;
    }
    running.waiting = phase.people;
    running.open = phase.people;
    for (let i = 0; i < Math.min(atOnce, phase.people); i += 1)
      this.#beginPerson({ at: now, running, person: 0, request: 0, call: 0, attempts: 0, paced: false }, now);
    if (phase.people === 0) this.#beginPhase(running, now);
  }

  #beginPerson(sender: Sender, now: number): void {
    const { running } = sender;
    if (running.waiting === 0) return;
    sender.person = running.waiting;
    sender.request = 0;
    running.waiting -= 1;
    this.#send(sender, now);
  }

  /** Begins with a request, at the earliest at this moment. */
  #send(sender: Sender, earliest: number): void {
    sender.call = 0;
    sender.attempts = 0;
    sender.paced = false;
    sender.at = earliest;
    this.#queue.push(sender);
  }

  /** Whether the job's pace lets the request be sent now; else it waits for its turn. */
  #mayGo(sender: Sender): boolean {
    if (sender.paced) return true;
    const { running, at } = sender;
    sender.paced = true;
    sender.at = Math.max(at, running.slot);
    running.slot = sender.at + 1 / running.job.pace;
    if (sender.at === at) return true;
    this.#queue.push(sender);
    return false;
  }

  #call(sender: Sender): void {
    if (!this.#mayGo(sender)) return;
    const { at, running, person } = sender;
    const calls = this.#callsOf(sender);
    const call = calls[sender.call];
    if (call === undefined) throw new Error('The model has lost its way.');
    if (!this.#storage.admits(running.job.tenant, person, call[this.#shape.counting], at)) {
      this.#retry(sender);
      return;
    }
    const done = at + latencyOf(call, this.#random);
    sender.call += 1;
    sender.attempts = 0;
    if (sender.call < calls.length) {
      sender.at = done;
      this.#queue.push(sender);
    } else this.#answered(sender, done + requestLatency);
  }

  #callsOf({ running, request }: Sender): readonly StorageCall[] {
    const kind = running.job.phases[running.phase]?.requests[request];
    return kind === undefined ? [] : this.#costs[kind];
  }

  /** The call is repeated; when that is given up, the service answers 503 and the client sends the request again. */
  #retry(sender: Sender): void {
    if (sender.attempts < maxRetries) {
      sender.at += refusalLatency + retryPause(sender.attempts, this.#random);
      sender.attempts += 1;
      this.#queue.push(sender);
      return;
    }
    this.#failed += 1;
    const { running } = sender;
    const { stops, least, most } = running.job.refused;
    const again = sender.at + least + (most - least) * this.#random();
    if (stops) running.slot = Math.max(running.slot, again);
    this.#send(sender, again);
  }

  #answered(sender: Sender, now: number): void {
    const { running } = sender;
    this.#requests += 1;
    sender.request += 1;
    if (this.#callsOf(sender).length > 0) {
      this.#send(sender, now);
      return;
    }
    running.open -= 1;
    if (running.open === 0) this.#beginPhase(running, now);
    else this.#beginPerson(sender, now);
  }
}
