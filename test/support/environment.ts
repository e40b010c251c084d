import type { Settings } from '../../cli/settings.ts';

/** Settings are this process's environment, which it has once: services start one after the other, and so do commands. */
let last: Promise<unknown> = Promise.resolve();
let commands = 0;

/** Runs a command with `settings`, and none of this machine's. It waits for services that are starting. */
export function asCommand<Result>(settings: Settings, run: () => Promise<Result>): Promise<Result> {
  return inTurn(async () => {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SCIM_'));
    commands += 1;
    try {
      return await within({ ...Object.fromEntries(inherited), ...settings }, run);
    } finally {
      commands -= 1;
    }
  });
}

/**
 * Runs `start` with `settings` added to the environment.
 *
 * @throws Error while a command runs: it would wait for the end of that, and the command perhaps for the service.
 */
export async function asService<Result>(settings: Settings, start: () => Promise<Result>): Promise<Result> {
  if (commands > 0)
    throw new Error('A command has the environment of this process: start a process of its own.');
  return inTurn(() => within({ ...process.env, ...settings }, start));
}

function inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
  const result = last.then(run);
  last = result.catch(() => undefined);
  return result;
}

async function within<Result>(environment: NodeJS.ProcessEnv, run: () => Promise<Result>): Promise<Result> {
  const before = process.env;
  process.env = environment;
  try {
    return await run();
  } finally {
    process.env = before;
  }
}
