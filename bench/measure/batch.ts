/** Times of a number of calls. */
export interface Batch {
  /** Milliseconds of each call. */
  readonly times: readonly number[];
  /** Of all of them together. */
  readonly seconds: number;
  /** Milliseconds of this process's processor time for a call. */
  readonly cpu: number;
}

/** Makes the calls, so many at a time: the next one starts as soon as one has ended. */
export async function runBatch(
  calls: readonly (() => Promise<unknown>)[],
  concurrency: number,
): Promise<Batch> {
  const times: number[] = [];
  const waiting = calls.values();
  const work = async () => {
    for (const call of waiting) {
      const from = performance.now();
      await call();
      times.push(performance.now() - from);
    }
  };
  const used = process.cpuUsage();
  const started = performance.now();
  await Promise.all(Array.from({ length: Math.min(concurrency, calls.length) }, work));
  const seconds = (performance.now() - started) / 1_000;
  const { user, system } = process.cpuUsage(used);
  return { times, seconds, cpu: (user + system) / 1_000 / Math.max(1, calls.length) };
}

/** Runs `make` for every number, some at a time. Preparations are not measured. */
export async function makeAll<Made>(
  numbers: readonly number[],
  make: (n: number) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (let start = 0; start < numbers.length; start += atOnce)
    made.push(...(await Promise.all(numbers.slice(start, start + atOnce).map(make))));
  return made;
}

const atOnce = 8;
