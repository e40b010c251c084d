import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeTooOld } from '../../cli/nodeVersion.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** Makes a Node say that it is an older one, and tell which files are loaded. */
function pretending(version: string): string {
  const code = `
    import { registerHooks } from 'node:module';
    registerHooks({ load: (url, ...more) => (url.startsWith('file:') && console.log(url), more[1](url, more[0])) });
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

test.each([
  ['18.20.8', true],
  ['20.20.2', true],
  ['22.12.0', true],
  ['22.13.0', false],
  ['23.0.0', false],
  ['24.9.0', false],
])('Node %s is too old: %j', (version, tooOld) => {
  expect(nodeTooOld(version) !== undefined).toBe(tooOld);
});

describe('on an older Node', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-'));
    await cp(join(root, 'dist/cli.js'), join(folder, 'dist/cli.js'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([['start'], ['demo'], ['--help'], ['key', 'new', 'sealing']])(
    '"%s" ends with one sentence, before anything else is loaded',
    async (...words) => {
      const cli = join(folder, 'dist/cli.js');
      const ran = run(process.execPath, ['--import', pretending('20.20.2'), cli, ...words]);
      const { code, stdout, stderr } = (await ran.catch((error: unknown) => error)) as Record<
        string,
        unknown
      >;
      expect({ code, stderr }).toEqual({ code: 1, stderr: `${String(nodeTooOld('20.20.2'))}\n` });
      expect(String(stdout).trim().split('\n')).toEqual([expect.stringMatching(/\/dist\/cli\.js$/)]);
    },
  );

  test.each([
    ['--version', 0],
    ['no-command', 2],
  ])('%s runs with the Node that "npm ci" installs, and ends as there', async (word, code) => {
    const cli = join(root, 'dist/cli.js');
    const plain = await run(process.execPath, [cli, word]).catch((error: unknown) => error);
    const ran = run(process.execPath, ['--import', pretending('20.20.2'), cli, word]);
    const ended = (await ran.then(
      (output) => ({ code: 0, ...output }),
      (error: unknown) => error,
    )) as Record<string, unknown>;
    const { stdout, stderr } = plain as Record<string, unknown>;
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code, stderr });
    expect(String(ended.stdout).replace(/^file:.*\n/, '')).toBe(stdout);
  });

  /** Runs it beside a Node that `npm ci` is said to have installed. @param script what that does. */
  async function runBeside(script: string): Promise<unknown> {
    const bin = join(folder, 'node_modules/node/bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'node'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const words = ['--import', pretending('20.20.2'), join(folder, 'dist/cli.js'), '--version'];
    const env = { ...process.env, OLDER: pretending('20.20.1') };
    const ran = run(process.execPath, words, { env, timeout: 20_000 });
    const ended = await ran.catch((error: unknown) => error);
    await rm(join(folder, 'node_modules'), { recursive: true });
    return ended;
  }

  test('a Node in node_modules that is too old itself does not hand over once more', async () => {
    const ended = await runBeside(`exec '${process.execPath}' --import "$OLDER" "$@"`);
    expect(ended).toMatchObject({ code: 1, stderr: `${String(nodeTooOld('20.20.1'))}\n` });
  });

  test('a signal that ends the other Node is told as a shell tells it', async () => {
    expect(await runBeside('kill -KILL $$')).toMatchObject({ code: 137 });
  });

  test('SIGTERM to it ends the service', async () => {
    const child = spawn(process.execPath, [
      ...['--import', pretending('20.20.2'), join(root, 'dist/cli.js')],
      ...['start', '--in-memory', '--port', '0'],
    ]);
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    while (!out.includes('Ctrl-C ends it.')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    expect(out).toContain('Ended.');
  });
});
