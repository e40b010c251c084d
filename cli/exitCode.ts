import { ScimError } from '../shared/scim/error.ts';

/** What a command leaves for scripts. docs/operate.md has the same table; a signal leaves 128 and its number. */
export const exitCode = {
  /** All that was asked for is done, or was so already. A listing is done, an empty one too. */
  done: 0,
  /** Something failed, or only a part is done: standard error says what. To repeat it may help. */
  failed: 1,
  /** The words, a setting or a file are wrong, or name what is not there. Nothing was done, nor will a repetition do it. */
  refused: 2,
  /** There was nothing to do, or a person said no. */
  nothingDone: 3,
} as const;

/** Something that was given to a command is wrong, in a sentence for whoever gave it. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** By name: the bundle that the host loads has classes of its own. */
const refusalErrors: ReadonlySet<string> = new Set(['InputError', 'SettingError', 'DamagedBackup']);

/** With which code a command ends that has thrown this. */
export function exitCodeOf(error: unknown): number {
  const isRefused =
    error instanceof ScimError ? error.status < 500 : error instanceof Error && refusalErrors.has(error.name);
  return isRefused ? exitCode.refused : exitCode.failed;
}
