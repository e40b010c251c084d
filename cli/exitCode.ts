import { ScimError } from '../shared/scim/error.ts';

/**
 * Exit codes of the commands; docs/operate.md has the same table. After a signal the code is 128 and the signal's
 * number.
 */
export const exitCode = {
  /** Everything was done, or had been done before. An empty listing counts as done. */
  done: 0,
  /** Something failed, perhaps after a part was done; standard error says what. A retry may help. */
  failed: 1,
  /**
   * The arguments, a setting or a file are wrong, or name something that does not exist. Nothing was done; a retry
   * fails again.
   */
  refused: 2,
  /** There was nothing to do, or a person answered no. */
  nothingDone: 3,
} as const;

/** A mistake in what the user gave to a command. The message tells the user what to correct. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Compared by name, because the bundle that the host loads has its own copies of the classes. */
const refusalErrors: ReadonlySet<string> = new Set(['InputError', 'SettingError', 'DamagedBackup']);

/** The exit code of a command that has thrown `error`. */
export function exitCodeOf(error: unknown): number {
  const isRefused =
    error instanceof ScimError ? error.status < 500 : error instanceof Error && refusalErrors.has(error.name);
  return isRefused ? exitCode.refused : exitCode.failed;
}
