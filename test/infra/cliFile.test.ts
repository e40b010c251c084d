import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { releaseFile } from '../../cli/programName.ts';
import { buildCliFile } from '../../scripts/cliFile.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { startStorage, type TestStorage } from '../support/store.ts';

/** An empty folder outside of the checkout, with the file alone. */
let folder: string;
let parent: string;
let bytes: Uint8Array;
let storage: TestStorage;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'release-'));
  folder = join(parent, 'tools');
  await mkdir(folder);
  bytes = await buildCliFile();
  await writeFile(join(folder, releaseFile), bytes);
  storage = await startStorage();
});
afterAll(async () => {
  await storage.close();
  await rm(parent, { recursive: true });
});

interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(words: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Finished> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SCIM_'));
  const env = { ...Object.fromEntries(inherited), ...settings, NO_COLOR: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [releaseFile, ...words], { cwd: folder, env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

describe('the command line as a file of a release', () => {
  test('has the same bytes each time, is one file and under 3 MB', async () => {
    expect(Buffer.from(await buildCliFile()).equals(bytes)).toBe(true);
    expect(bytes.length).toBeLessThan(3_000_000);
    expect(Buffer.from(bytes).toString()).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(await readdir(folder)).toEqual([releaseFile]);
  });

  test('says its version, and makes a key', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: `${packageJson.version}\n`, err: '' });
    const { code, out } = await run(['key', 'new', 'sealing']);
    expect(code).toBe(0);
    expect(out).toContain(`node ${releaseFile} secrets reseal`);
  });

  test('manages the tenants of the storage that the settings name', async () => {
    const settings = {
      SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
      SCIM_PUBLIC_URL: 'https://scim.example',
      SCIM_SEALING_KEYS: `k=${Buffer.alloc(32, 9).toString('base64')}`,
    };
    const added = await run(['tenant', 'add', 'acme', '--json'], settings);
    expect(added).toMatchObject({ code: 0, err: '' });
    const { secretToken } = JSON.parse(added.out) as { readonly secretToken?: string };
    rememberSecret(secretToken);
    expect((await run(['tenant', 'list'], settings)).out).toContain('acme');
    expect(await run(['user', 'list', 'acme', '--json'], settings)).toEqual({
      code: 0,
      out: '[]\n',
      err: '',
    });
    expect(await run(['backup', 'all.jsonl'], settings)).toMatchObject({ code: 0 });
    expect(await run(['restore', 'all.jsonl'], settings)).toMatchObject({ code: 0 });
    await rm(join(folder, 'all.jsonl'));
  });

  test('without settings it says which are missing, and takes none from whatever folder it lies in', async () => {
    const SCIM_STORAGE_CONNECTION_STRING = storage.connectionString;
    const foreign = JSON.stringify({ Values: { SCIM_STORAGE_CONNECTION_STRING } });
    await writeFile(join(parent, 'local.settings.json'), foreign);
    const { code, out, err } = await run(['tenant', 'list']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^Say where the deployment keeps its data: set SCIM_STORAGE_ACCOUNT_URL/);
  });

  test.each([
    ['start', 'npm ci && npm start'],
    ['storage', 'npm ci && npm run storage'],
    ['func', 'npm ci && npm run start:func'],
    ['demo', 'npm ci && npm run demo'],
  ])('%s, which needs a checkout, says so and what to do', async (command, says) => {
    const { code, out, err } = await run([command]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(
      'This file is the command line alone, without the service and without local storage.',
    );
    expect(err).toContain(says);
  });

  test('what looks at a service from outside works as ever', async () => {
    const { code, out } = await run(['doctor', 'http://127.0.0.1:1/scim/acme']);
    expect({ code, out }).toMatchObject({
      code: 1,
      out: expect.stringContaining('Nothing listens') as unknown,
    });
    const demo = await run(['demo', '--tenant-url', 'http://127.0.0.1:1/scim/acme'], { SCIM_TOKEN: 'x' });
    expect(demo.code).toBe(1);
    expect(demo.out + demo.err).not.toContain('command line alone');
  });
});
