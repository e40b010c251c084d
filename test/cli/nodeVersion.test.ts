import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nodeTooOld } from '../../cli/nodeVersion.ts';
import packageJson from '../../package.json' with { type: 'json' };

const run = promisify(execFile);
const cli = join(import.meta.dirname, '../../dist/cli.js');

/** Makes a Node say that it is an older one, and tells what modules are loaded. */
function pretending(version: string): string {
  const code = `
    import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => (console.log(url), next(url, context)) });
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

test.each([
  ['18.20.8', true],
  ['20.20.2', true],
  ['22.11.0', true],
  ['22.12.0', false],
  ['23.0.0', false],
  ['24.9.0', false],
])('Node %s is too old: %j', (version, tooOld) => {
  expect(nodeTooOld(version) !== undefined).toBe(tooOld);
});

test('the version is that of package.json', () => {
  expect(nodeTooOld('0.0.0')).toContain(`Node ${packageJson.engines.node.replace('>=', '')} or later`);
});

test.each([['start'], ['demo'], ['--help'], ['key', 'new', 'sealing']])(
  'on an older Node "%s" ends with one sentence, before anything else is loaded',
  async (...words) => {
    const ran = run(process.execPath, ['--import', pretending('20.20.2'), cli, ...words]);
    const { code, stdout, stderr } = (await ran.catch((error: unknown) => error)) as Record<string, unknown>;
    expect({ code, stderr }).toEqual({ code: 1, stderr: `${String(nodeTooOld('20.20.2'))}\n` });
    expect(String(stdout).trim().split('\n')).toEqual([expect.stringMatching(/\/dist\/cli\.js$/)]);
  },
);
