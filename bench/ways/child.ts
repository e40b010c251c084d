import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { withoutAccounts } from '../../cli/host/azurite.ts';

/** A process of the bench's that listens on a port. */
export interface ListeningChild {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a script that calls `tellPort` once it listens. */
export async function startChild(
  script: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  execArgv: readonly string[] = [],
): Promise<ListeningChild> {
  const child = fork(script, words, {
    env: { ...withoutAccounts(process.env), ...environment },
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return { port: await portOf(child), close: () => endChild(child) };
}

/** The port on which a child says that it listens. */
async function portOf(child: ChildProcess): Promise<number> {
  const silence = new AbortController();
  const word: unknown = await Promise.race([
    once(child, 'message', { signal: silence.signal }).then(([message]: unknown[]) => message),
    once(child, 'exit', { signal: silence.signal }).then(() => undefined),
  ]);
  silence.abort();
  if (typeof word === 'object' && word !== null && 'port' in word && typeof word.port === 'number')
    return word.port;
  throw new Error(`A process of the bench did not start: ${JSON.stringify(word)}`);
}

/** Ends it at once: none of the bench's processes has anything to save. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Tells the parent where this process listens, and ends when the parent does. */
export function tellPort(port: number): void {
  process.on('disconnect', () => process.exit());
  process.send?.({ port });
}
