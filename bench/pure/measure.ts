import { median } from '../measure/statistics.ts';

/** One measured case. */
interface Case {
  readonly name: string;
  /** The size, which doubles from one case to the next, if their growth is of interest. */
  readonly size?: number;
  /** How many of the group's units one run does. */
  readonly units: number;
  readonly run: () => unknown;
  /** Units a second that are wanted. */
  readonly bar?: number;
}

/** Cases of one kind. */
export interface Group {
  readonly title: string;
  /** What is counted: `users` a second. */
  readonly unit: string;
  /** What `size` counts. */
  readonly sizeUnit?: string;
  readonly cases: readonly Case[];
}

/** How long is measured. */
export interface Pace {
  readonly rounds: number;
  /** Milliseconds of one round of one case; the processor's clock may advance in steps of 4. */
  readonly round: number;
}

/** The result of a case. */
export interface Figure {
  readonly name: string;
  readonly size: number | undefined;
  readonly perSecond: number;
  /** For one run. */
  readonly microseconds: number;
  /** How many times as long as the case of half the size. */
  readonly growth: number | undefined;
  readonly bar: number | undefined;
}

/** Rounds for V8 to optimise hot code. */
const warmUps = 3;

interface Timed {
  readonly measured: Case;
  /** Runs that take about one round. */
  readonly runs: number;
  readonly microseconds: number[];
}

/**
 * The median of rounds in which the group's cases take turns: what slows the machine for a while slows them all. mitata
 * measures one case after the other: on a busy machine twice the size took 0.2 to 19 times as long by its clock, 1.0 to
 * 3.0 times here, and by processor time, which advances in steps of 4 ms, its samples are 0.
 */
export function measureGroup({ cases }: Group, { rounds, round }: Pace): readonly Figure[] {
  const timed = cases.map((measured): Timed => ({
    measured,
    runs: runsIn(round, measured),
    microseconds: [],
  }));
  for (let i = 0; i < rounds + warmUps; i += 1) {
    for (const { measured, runs, microseconds } of timed) {
      const time = timeOf(measured, runs);
      if (i >= warmUps) microseconds.push((time * 1_000) / runs);
    }
  }
  const medians = timed.map(({ measured, microseconds }) => ({
    measured,
    microseconds: median(microseconds),
  }));
  return medians.map(({ measured: { name, size, units, bar }, microseconds }) => {
    const half = medians.find(({ measured }) => size !== undefined && measured.size === size / 2);
    return {
      ...{ name, size, bar, microseconds },
      perSecond: (units * 1e6) / microseconds,
      growth: half === undefined ? undefined : microseconds / half.microseconds,
    };
  });
}

function runsIn(milliseconds: number, measured: Case): number {
  for (let runs = 1; ; runs *= 2) {
    const time = timeOf(measured, runs);
    if (time >= milliseconds / 4) return Math.max(1, Math.round((runs * milliseconds) / time));
  }
}

/** A sink for the results of the runs, so that V8 can't leave them out. */
let returned: unknown;

function timeOf({ run }: Case, runs: number): number {
  const started = processorTime();
  for (let i = 0; i < runs; i += 1) returned = run();
  const time = processorTime() - started;
  if (returned instanceof Promise) throw new Error('What is measured here returns at once.');
  return time;
}

/** Milliseconds that this thread has had of a processor: other programs on the machine do not count. */
export function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
