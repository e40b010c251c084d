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
