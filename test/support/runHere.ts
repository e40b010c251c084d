import { runProgram } from '../../cli/program.ts';
import type { Settings } from '../../cli/settings.ts';
import { asCommand } from './environment.ts';

/** What a command of the command line answered. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `uniflow-scim <words>` in this process, with these settings and none of this machine's: starting one takes longer. */
export function runHere(words: readonly string[], settings: Settings): Promise<CommandResult> {
  return asCommand({ ...settings, NO_COLOR: '1' }, () => captured(words));
}

async function captured(words: readonly string[]): Promise<CommandResult> {
  const written = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const [toOut, toErr] = [stdout.write.bind(stdout), stderr.write.bind(stderr)];
  const listeners = new Set(stdout.listeners('error'));
  stdout.write = (text: string | Uint8Array) => ((written.stdout += String(text)), true);
  stderr.write = (text: string | Uint8Array) => ((written.stderr += String(text)), true);
  try {
    await runProgram(words);
    return { code: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.exitCode = undefined;
    // A command ends with its process, and takes back nothing.
    for (const listener of stdout.listeners('error'))
      if (!listeners.has(listener)) stdout.off('error', listener as () => void);
    stdout.write = toOut;
    stderr.write = toErr;
  }
}
