import { setTimeout as sleep } from 'node:timers/promises';
import type { FunctionsCore } from './functionsCore.ts';
import { inRoutingOrder } from './router.ts';
import { createTimer } from './timer.ts';

/** The timer functions of an app. */
export interface Timers {
  list: { name: string; schedule: string }[];
  /** Starts the schedules. */
  start(): void;
  /**
   * Runs a timer at once; undefined if none has that name, in any case. Rejects with the run's error, or when the
   * host no longer waits for it.
   */
  run(name: string): Promise<void> | undefined;
  /** Ends the schedules, and waits `graceMs` for runs in progress. */
  close(graceMs: number): Promise<void>;
}

/**
 * Finds the timer functions of an app.
 *
 * @throws an Error with the function's name and the expression if a schedule is wrong
 */
export function createTimers(core: FunctionsCore): Timers {
  const registered = core.functions().filter(({ trigger }) => trigger.type?.toLowerCase() === 'timertrigger');
  const timers = inRoutingOrder(registered.map((one) => createTimer(core, one)));
  const stopping = new AbortController();
  const givenUp = new AbortController();
  const untilGivenUp = new Promise<never>((_, reject) => {
    givenUp.signal.addEventListener('abort', () => {
      reject(new Error('The host ends.'));
    });
  });
  untilGivenUp.catch(() => undefined);
  return {
    list: timers.map(({ name, schedule }) => ({ name, schedule: schedule.expression })),
    start() {
      for (const timer of timers) void timer.keep(stopping.signal);
    },
    run(name) {
      const found = timers.find((timer) => timer.name.toUpperCase() === name.toUpperCase());
      return found && Promise.race([found.run(), untilGivenUp]);
    },
    async close(graceMs) {
      stopping.abort();
      const waiting = new AbortController();
      const late = sleep(graceMs, true, { signal: waiting.signal }).catch(() => false);
      const idle = Promise.all(timers.map((timer) => timer.idle())).then(() => false);
      if (await Promise.race([idle, late])) {
        core.log('warning', 'system', 'A timer function still runs. It is not waited for any longer.');
      }
      waiting.abort();
      givenUp.abort();
    },
  };
}
