import type { WorkBudget } from '../../scim/bounds.ts';
import { storageUnavailable } from '../../scim/errors/service.ts';

/** How much is done without a pause: units of work (`WorkBudget`), and milliseconds. Whichever comes first. */
export const unitsPerSlice = 100_000;
const sliceMs = 3;

/**
 * Lets others have their turns while a long evaluation goes on, and ends it when the request's time is over.
 *
 * @param signal says that it is; without one it goes on to its end.
 * @param work is asked how much was done since the last pause.
 * @returns waits for the next turn when a slice is done.
 * @throws ScimError 503
 */
export function pacer(signal?: AbortSignal, work?: WorkBudget): () => Promise<void> | undefined {
  let since = performance.now();
  let spent = work?.spent ?? 0;
  return () => {
    const done = (work?.spent ?? 0) - spent >= unitsPerSlice;
    if (!done && performance.now() - since < sliceMs) return undefined;
    if (signal?.aborted === true) throw storageUnavailable().causedBy(signal.reason);
    return nextTurn().then(() => {
      since = performance.now();
      spent = work?.spent ?? 0;
    });
  };
}

const waiting: (() => void)[] = [];
let awake = false;

/**
 * Waits until it is the caller's turn. Whoever waits gets it in its order, and the event loop goes round once for each:
 * were all continued in one go, everybody else would wait for all of their slices together.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (!awake) setImmediate(giveTurn);
    awake = true;
  });
}

function giveTurn(): void {
  waiting.shift()?.();
  awake = waiting.length > 0;
  if (awake) setImmediate(giveTurn);
}
