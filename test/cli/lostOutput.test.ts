import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { startCommands, type Commands } from '../support/commands.ts';

// What a command shows once can't be shown: it says so, and how to get another one.

let cli: Commands;
beforeAll(async () => {
  cli = await startCommands();
});
afterAll(() => cli.stop());

/** Runs a command whose standard output is a pipe that nobody reads, or a disk that is full. */
async function runInVain(output: 'closed pipe' | 'full disk', ...words: readonly string[]) {
  const disk = output === 'full disk' ? openSync('/dev/full', 'w') : undefined;
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../dist/cli.js'), ...words], {
    env: { ...process.env, ...cli.settings },
    stdio: ['ignore', disk ?? 'pipe', 'pipe'],
  });
  child.stdout?.destroy();
  const ended = once(child, 'close');
  let err = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  await ended;
  if (disk !== undefined) closeSync(disk);
  return { code: child.exitCode, err };
}

test.each(['closed pipe', 'full disk'] as const)('a token, on a %s', async (output) => {
  const name = output.replace(' ', '-');
  await cli.tenant(name);
  const [inUse] = (await cli.stored(name)).secretTokens;
  await noteUse(cli.tenants, name, inUse?.id ?? '', new Date());
  const code = output === 'full disk' ? 'ENOSPC' : 'EPIPE';
  expect(await runInVain(output, 'token', 'rotate', name)).toEqual({
    code: 1,
    err: `The output could not be written (${code}). The new token was not seen by anybody. For another one:  node dist/cli.js token rotate ${name}\n`,
  });
  await cli.json('token', 'rotate', name);
  expect((await cli.stored(name)).secretTokens).toHaveLength(2);
  expect((await cli.stored(name)).secretTokens[1]).toEqual(inUse);
});

const shownOnce: [string, readonly string[], string][] = [
  ['tenant enable', ['tenant', 'enable', 'waiting'], 'token rotate waiting'],
  ['client add', ['client', 'add', 'made', '--json'], 'client secret rotate made '],
  ['management add', ['management', 'add'], 'management rotate'],
];
test.each(shownOnce)('%s', async (_, words, advice) => {
  await cli.run('tenant', 'add', 'waiting');
  await cli.run('tenant', 'add', 'made');
  const { code, err } = await runInVain('closed pipe', ...words);
  expect([code, err]).toEqual([1, expect.stringContaining(`node dist/cli.js ${advice}`)]);
});

test('a list that nobody reads to its end is no failure; one that no disk takes is', async () => {
  expect(await runInVain('closed pipe', 'tenant', 'list')).toEqual({ code: 0, err: '' });
  expect(await runInVain('full disk', 'tenant', 'list')).toEqual({
    code: 1,
    err: 'The output could not be written (ENOSPC).\n',
  });
});
