import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runHere } from './runHere.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');

/** What a command printed, and how it ended. */
export interface FinishedCommand {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  /** Resolves when standard error holds this. */
  told(text: string): Promise<void>;
  readonly finished: Promise<FinishedCommand>;
}

/** Starts `uniflow-scim <words>` with these settings and none of this machine's; nobody sits at its terminal. */
export function startCommand(
  words: readonly string[],
  settings: Readonly<Record<string, string>>,
): RunningCommand {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SCIM_'));
  const child = spawn(process.execPath, [cli, ...words], {
    env: { ...Object.fromEntries(inherited), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  const finished = once(child, 'close').then(() => ({ code: child.exitCode, ...output }));
  return {
    child,
    finished,
    async told(text) {
      while (!output.err.includes(text)) {
        const ended = finished.then(() => Promise.reject(new Error(`It ended before: ${output.err}`)));
        await Promise.race([once(child.stderr, 'data'), ended]);
      }
    },
  };
}

/** Runs it to its end, in this process: starting one takes longer than most commands do. */
export async function runCommand(
  words: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<FinishedCommand> {
  const { code, stdout, stderr } = await runHere(words, settings);
  return { code, out: stdout, err: stderr };
}
