import type { Command } from 'commander';
import { painter, wantsColour } from '../entra/table.ts';
import { jsonOutput, textOutput, type Output } from '../output.ts';

/** Options of every command. */
export interface Json {
  readonly json?: boolean;
}

/** `--json`, for every command with a result. */
export const json = ['--json', 'print one JSON object, for scripts'] as const;

/** The tenant on which a command works. */
export const tenantName = ['<tenant>', 'its name, as in its URL'] as const;

/** Collects the values of an option that may be given several times. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Adds commands to the program: each noun registers its own. */
export type Registration = (program: Command) => void;

export function write(text: string): void {
  process.stdout.write(text);
}

function writeError(text: string): void {
  process.stderr.write(text);
}

export function outputOf({ json }: Json): Output {
  if (json === true) return jsonOutput(write, writeError);
  return textOutput(write, painter(wantsColour(process.stdout, process.env.NO_COLOR)));
}
