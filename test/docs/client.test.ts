import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService, type RunningService } from '../support/service.ts';

// docs/api.md shows a client: it is compiled and run as it stands there, with types of the document that is served.

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

let service: RunningService;
let folder: string;

beforeAll(async () => {
  service = await startService();
  folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-client-'));
  const page = await readFile(join(root, 'docs/api.md'), 'utf8');
  await writeFile(join(folder, 'client.ts'), /^```ts\n([\s\S]*?)^```/m.exec(page)?.[1] ?? '');
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await node('openapi-typescript/bin/cli.js', `${service.url}/openapi.json`, '--output', 'scim.d.ts');
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

/** Runs a program of an installed package, or one in the folder. */
async function node(program: string, ...words: readonly string[]): Promise<string> {
  const file = program === 'client.ts' ? program : join(root, 'node_modules', program);
  const env = { ...process.env, SCIM_TOKEN: service.token };
  const { stdout } = await run(process.execPath, [file, ...words], { cwd: folder, env });
  return stdout;
}

test('the client of the page fits the types of the document', async () => {
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node'];
  const more = ['--allowImportingTsExtensions', '--skipLibCheck'];
  expect(await node('typescript/bin/tsc', ...options, ...more, 'client.ts')).toBe('');
}, 60_000);

test('the client of the page creates a user, finds, replaces and deletes it', async () => {
  expect(await node('client.ts', service.url, 'demo')).toBe('Jane Doe jane@example.com\n204\n');
});
