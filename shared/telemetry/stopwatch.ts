/** When something began, and how long it took. */
export interface Lap {
  /** Milliseconds since 1970. */
  readonly started: number;
  /** With fractions. */
  readonly milliseconds: number;
}

/**
 * Begins to measure. What began is told by the clock, which is set and goes on while the machine sleeps; how long it took
 * is not, for a clock may be set back meanwhile.
 *
 * @returns reads it.
 */
export function startStopwatch(): () => Lap {
  const started = Date.now();
  const from = performance.now();
  return () => ({ started, milliseconds: performance.now() - from });
}
