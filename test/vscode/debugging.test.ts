import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import launch from '../../.vscode/launch.json' with { type: 'json' };
import { attach, type Inspector } from '../support/inspector.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { readSourcePositions, type SourceLine } from '../support/sourcePositions.ts';

const root = join(import.meta.dirname, '../..');
const bundle = join(root, 'dist/functions.cjs');

interface Frame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: { readonly lineNumber: number; readonly columnNumber: number };
}

interface Started {
  readonly tenantUrl: string;
  readonly secretToken: string;
}

let inspector: Inspector;
let started: Started;
let end: () => Promise<void>;

/** Starts "Local host" as launch.json says, on free ports and in memory. */
beforeAll(async () => {
  const configuration = launch.configurations.find(({ name }) => name === 'Local host');
  const resolved = (text = '') => text.replace('${workspaceFolder}', root);
  const words = [...(configuration?.args ?? []), '--port', '0', '--in-memory', '--json'];
  const child = spawn(
    resolved(configuration?.runtimeExecutable),
    ['--inspect=0', resolved(configuration?.program), ...words],
    { cwd: resolved(configuration?.cwd), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const address = new Promise<string>((resolve) => {
    createInterface(child.stderr).on('line', (line) => {
      const [, found] = /^Debugger listening on (\S+)$/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  const line = await once(createInterface(child.stdout), 'line');
  started = JSON.parse(String(line[0])) as Started;
  rememberSecret(started.secretToken);
  inspector = await attach(await address);
  await inspector.send('Debugger.enable');
  end = async () => {
    // A process that waits in a breakpoint hears no signal.
    await inspector.close();
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
});
afterAll(() => end());

/** The line of a file on which a piece of its text stands. */
async function lineWith(file: string, text: string): Promise<SourceLine> {
  const lines = (await readFile(join(root, file), 'utf8')).split('\n');
  return { file, line: lines.findIndex((line) => line.includes(text)) + 1 };
}

it('a breakpoint in TypeScript stops the request there, with its variables at hand', async () => {
  const positions = await readSourcePositions(bundle, root);
  const wanted = await lineWith('shared/operations/getUser.ts', 'await readById(');
  const url = pathToFileURL(bundle).href;
  const set = await inspector.send('Debugger.setBreakpointByUrl', { url, ...positions.placeOf(wanted) });
  expect(set.locations).toHaveLength(1);

  const answer = fetch(`${started.tenantUrl}/Users/no-such-user`, {
    headers: { authorization: `Bearer ${started.secretToken}` },
  });
  const { callFrames } = await inspector.next('Debugger.paused');
  const [frame] = callFrames as readonly Frame[];
  if (frame === undefined) throw new Error('Nothing is on the stack.');
  expect(frame.functionName).toBe('getUser');
  expect(positions.lineOf(frame.location)).toEqual(wanted);
  const { callFrameId } = frame;
  const id = await inspector.send('Debugger.evaluateOnCallFrame', { callFrameId, expression: 'id' });
  expect(id.result).toMatchObject({ value: 'no-such-user' });

  await inspector.send('Debugger.removeBreakpoint', { breakpointId: set.breakpointId });
  await inspector.send('Debugger.resume');
  expect((await answer).status).toBe(404);
});
