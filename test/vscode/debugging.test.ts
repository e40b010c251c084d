import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import launch from '../../.vscode/launch.json' with { type: 'json' };
import tasks from '../../.vscode/tasks.json' with { type: 'json' };
import { stopAt } from '../support/breakpoint.ts';
import { freshProject } from '../support/freshProject.ts';
import { attach } from '../support/inspector.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import type { SourceLine } from '../support/sourcePositions.ts';

const root = join(import.meta.dirname, '../..');

interface Started {
  readonly tenantUrl: string;
  readonly secretToken: string;
}

/** The line of a file on which a piece of its text stands. */
async function lineWith(file: string, text: string): Promise<SourceLine> {
  const lines = (await readFile(join(root, file), 'utf8')).split('\n');
  return { file, line: lines.findIndex((line) => line.includes(text)) + 1 };
}

/** The address of the debugger, as the process prints it. */
function debuggerOf({ stderr }: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  return new Promise((resolve) => {
    createInterface(stderr).on('line', (line) => {
      const [, found] = /^Debugger listening on (\S+)$/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
}

it('"Local host" stops a request at a line of TypeScript, with its variables at hand', async () => {
  const configuration = launch.configurations.find(({ name }) => name === 'Local host');
  const resolved = (text = '') => text.replace('${workspaceFolder}', root);
  const words = [...(configuration?.args ?? []), '--port', '0', '--in-memory', '--json'];
  const child = spawn(
    resolved(configuration?.runtimeExecutable),
    ['--inspect=0', resolved(configuration?.program), ...words],
    { cwd: resolved(configuration?.cwd), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onTestFinished(() => void child.kill());
  const address = debuggerOf(child);
  const printed = await once(createInterface(child.stdout), 'line');
  const { tenantUrl, secretToken } = JSON.parse(String(printed[0])) as Started;
  rememberSecret(secretToken);
  const inspector = await attach(await address);

  const line = await lineWith('shared/operations/getUser.ts', 'await readById(');
  const bundle = join(root, 'dist/functions.cjs');
  const headers = { authorization: `Bearer ${secretToken}` };
  const { pause, result } = await stopAt(inspector, { bundle, root, line, evaluate: 'id' }, () =>
    fetch(`${tenantUrl}/Users/no-such-user`, { headers }),
  );
  expect(pause).toEqual({ functionName: 'getUser', line, value: 'no-such-user' });
  expect(result.status).toBe(404);

  // Who is debugged waits for the debugger to leave before it ends.
  await inspector.close();
  child.kill('SIGTERM');
  await once(child, 'exit');
});

it('"Core Tools" hand the worker its debugging port, and its breakpoints stop in TypeScript too', async () => {
  const fresh = await freshProject();
  const standIn = pathToFileURL(join(root, 'test/support/coreToolsStandIn.ts')).href;
  const text = `#!${process.execPath}\nimport(${JSON.stringify(standIn)});\n`;
  await writeFile(join(fresh.folder, 'func'), text, { mode: 0o755 });
  const start = tasks.tasks.find(({ label }) => label === 'start Core Tools');
  expect(start?.command).toBe('npm run start:func');
  const PATH = `${fresh.folder}:${process.env.PATH ?? ''}`;
  const child = spawn(process.execPath, [join(fresh.folder, 'dist/cli.js'), 'func'], {
    // No blob server: its port is Azurite's own.
    env: { ...process.env, ...start?.options?.env, PATH, AzureWebJobsStorage: 'AccountName=other' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill());
  const address = debuggerOf(child);
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    url = line;
    if (url.startsWith('http:')) break;
  }
  const inspector = await attach(await address);

  const line = await lineWith('shared/operations/live.ts', 'return {');
  const bundle = join(fresh.folder, 'dist/functions.cjs');
  const breakpoint = { bundle, root: fresh.folder, line, evaluate: '40 + 2' };
  const { pause, result } = await stopAt(inspector, breakpoint, () => fetch(url));
  expect(pause).toEqual({ functionName: 'live', line, value: 42 });
  expect(result.status).toBe(200);

  await inspector.close();
  const ended = once(child, 'exit');
  await fetch(url, { method: 'DELETE' });
  await ended;
  expect(child.exitCode).toBe(0);
  await fresh.remove();
});
