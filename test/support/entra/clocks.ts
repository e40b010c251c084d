/** A clock that stands still until a test advances it. */
export function virtualClock() {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  const settled = () => new Promise((done) => setImmediate(done));
  return {
    now: () => now,
    sleep: (milliseconds: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ at: now + milliseconds, wake });
      }),
    /** Wakes, one after the other, everybody whose time comes until then. */
    async advance(milliseconds: number): Promise<void> {
      const end = now + milliseconds;
      await settled();
      for (;;) {
        const next = Math.min(...sleepers.map(({ at }) => at));
        if (next > end) break;
        now = next;
        const [sleeper] = sleepers.splice(
          sleepers.findIndex(({ at }) => at === next),
          1,
        );
        sleeper?.wake();
        await settled();
      }
      now = end;
    },
  };
}

/** A clock on which every pause is over at once. */
export function hastyClock() {
  let now = 0;
  const pauses: number[] = [];
  return {
    now: () => now,
    sleep(milliseconds: number) {
      pauses.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
    /** How long it should have slept, in milliseconds. */
    pauses,
  };
}
