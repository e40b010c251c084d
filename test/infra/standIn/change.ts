import { appendFileSync } from 'node:fs';
import { writeState, type State } from './state.ts';

/** Notes what was called, for the test. */
export function note(words: readonly string[], changes: boolean): void {
  appendFileSync(process.env.STAND_IN_CALLS ?? '', `${JSON.stringify({ words, changes })}\n`);
}

/** Counts a change. @returns whether this is the one that fails before it is done. */
export function failsNow(state: State): boolean {
  state.changes += 1;
  return state.fault?.at === state.changes && state.fault.how === 'error';
}

/** Keeps what was changed; and ends who asked for it, where this was the change after which it is to be interrupted. */
export function keep(state: State): void {
  writeState(state);
  const { fault } = state;
  if (fault?.at === state.changes && fault.how !== 'error') process.kill(process.ppid, fault.how);
}
