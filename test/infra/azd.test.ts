import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSealingKeys, readSigningKeys } from '../../shared/config/keyRing.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { mainParameters } from './mainParameters.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

describe('main.parameters.json', () => {
  test('gives parameters that main.bicep has, and all that it needs', async () => {
    const text = await readFile(join(root, 'infra/main.parameters.json'), 'utf8');
    const { parameters } = JSON.parse(text) as { parameters: Readonly<Record<string, { value: string }>> };
    const known = mainParameters.map(({ name }) => name);
    const needed = mainParameters.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name);
    expect(Object.keys(parameters).filter((name) => !known.includes(name))).toEqual([]);
    expect(Object.keys(parameters)).toEqual(expect.arrayContaining(needed));
    for (const { value } of Object.values(parameters))
      expect(value).toMatch(/^\$\{[A-Z_]+(?:=[A-Za-z0-9_]*)?\}$/);
  });
});

describe('parameters of main.bicep', () => {
  test('the versions of Node are those that Azure runs and the package is made for', async () => {
    const scripts = await readFile(join(root, 'scripts/packageZip.ts'), 'utf8');
    const min = Number(/node: '>=(\d+)'/.exec(scripts)?.[1]);
    const versions = mainParameters.find(({ name }) => name === 'nodeVersion')?.allowed;
    expect(versions).toEqual(['22', '24']);
    expect(versions?.every((version) => Number(version) >= min)).toBe(true);
  });

  test('only the name must be given, and each is described', () => {
    expect(mainParameters.filter(({ hasDefault }) => !hasDefault).map(({ name }) => name)).toEqual(['name']);
    expect(mainParameters.filter(({ described }) => !described)).toEqual([]);
  });

  test('deploy.sh gives parameters and reads outputs that are there', async () => {
    const text = await readFile(join(root, 'infra/lib/template.sh'), 'utf8');
    const given = [...text.matchAll(/"(\w+)=\$\w+"/g)].map(([, name]) => name);
    const names = mainParameters.map(({ name }) => name);
    expect(given.length).toBeGreaterThan(10);
    expect(given.filter((name) => !names.includes(String(name)))).toEqual([]);
    const outputs = [...text.matchAll(/outputs\.(\w+)\.value/g)].map(([, name]) => name);
    const main = await readFile(join(root, 'infra/main.bicep'), 'utf8');
    for (const name of outputs) expect(main).toContain(`output ${String(name)} `);
  });
});

describe('azure.yaml', () => {
  test('names files that are there, and the service that the template tags', async () => {
    const text = await readFile(join(root, 'azure.yaml'), 'utf8');
    const service = /services:\n {2}(\w+):/.exec(text)?.[1];
    expect(await readFile(join(root, 'infra/modules/functionApp.bicep'), 'utf8')).toContain(
      `'azd-service-name': '${String(service)}'`,
    );
    const files = text.match(/(?:infra|scripts)\/[\w.-]+\.(?:sh|ts|json)/g) ?? [];
    expect(files).toContain('infra/azd-keys.sh');
    const scripts = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(scripts).toContain('package:azd');
    expect(scripts.filter((name) => !Object.hasOwn(packageJson.scripts, name))).toEqual([]);
    for (const file of files.filter((name) => name !== 'infra/deploy.sh')) {
      await expect(readFile(join(root, file), 'utf8')).resolves.not.toBe('');
    }
  });

  test('publishes what the zip holds', async () => {
    const folder = join(root, 'dist/azd-test');
    try {
      await run(process.execPath, ['scripts/packageFolder.ts', folder], { cwd: root });
      expect((await readdir(folder)).toSorted()).toEqual(['dist', 'host.json', 'package.json']);
      expect(await readdir(join(folder, 'dist'))).toContain('functions.cjs');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a folder elsewhere is not emptied', async () => {
    const emptied = run(process.execPath, ['scripts/packageFolder.ts', '.'], { cwd: root });
    await expect(emptied).rejects.toThrow('Name a folder in dist/');
    expect(await readdir(root)).toContain('package.json');
  });
});

/** Notes its arguments, keeps secrets as files, and cannot list them before the attempt that it is told. */
const standIn = `#!/bin/sh
echo "$*" >>calls
case "$*" in
  'keyvault secret list'*)
    echo x >>listed
    [ "$(wc -l <listed)" -ge "\${LISTED_AT:-1}" ] || { echo Forbidden >&2; exit 1; }
    ls secrets ;;
  'keyvault secret show'*) [ -e "secrets/$7" ] || { echo "\${SHOWN:-SecretNotFound}" >&2; exit 3; } ;;
  'keyvault secret set'*) cp "$9" "secrets/$7" ;;
esac
`;

describe('infra/azd-keys.sh', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-'));
    await writeFile(join(folder, 'az'), standIn);
    await chmod(join(folder, 'az'), 0o755);
    await run('mkdir', [join(folder, 'secrets')]);
    await run('ln', ['-s', join(root, 'dist'), join(folder, 'dist')]);
  });
  afterEach(() => rm(folder, { recursive: true }));

  function runHook(environment: Readonly<Record<string, string>> = {}): Promise<{ stdout: string }> {
    return run('sh', [join(root, 'infra/azd-keys.sh')], {
      cwd: folder,
      env: {
        PATH: [folder, process.env.PATH].join(delimiter),
        TMPDIR: join(folder),
        SCIM_PAUSE: '0',
        keyVaultName: 'kv-scim',
        functionAppId: '/subscriptions/s/app',
        ...environment,
      },
    });
  }

  async function calls(): Promise<string> {
    return readFile(join(folder, 'calls'), 'utf8');
  }

  test('makes keys that the service takes, tells nobody, and leaves no file', async () => {
    const { stdout } = await runHook();
    expect(stdout).toBe('scim-sealing-keys was made.\nscim-signing-keys was made.\n');
    const sealing = await readFile(join(folder, 'secrets/scim-sealing-keys'), 'utf8');
    const signing = await readFile(join(folder, 'secrets/scim-signing-keys'), 'utf8');
    expect(readSealingKeys({ SCIM_SEALING_KEYS: sealing })).toBeDefined();
    expect(readSigningKeys({ SCIM_SIGNING_KEYS: signing })).toBeDefined();
    expect(await calls()).not.toContain(sealing);
    expect(await calls()).toContain('rest --method post --url /subscriptions/s/app/config/configreferences/');
    expect((await readdir(folder)).filter((name) => name.startsWith('tmp'))).toEqual([]);
  });

  test('a second time it makes none', async () => {
    await runHook();
    const { stdout } = await runHook();
    expect(stdout).toBe('scim-sealing-keys is there already.\nscim-signing-keys is there already.\n');
    expect((await calls()).match(/secret set/g)).toHaveLength(2);
  });

  test('a key is made only where the vault says that there is none, whatever the list says', async () => {
    await writeFile(join(folder, 'secrets/scim-sealing-keys'), 'k1=kept');
    const listing = standIn.replace('ls secrets ;;', "printf 'scim-sealing-keys\\r\\nother\\r\\n' ;;");
    await writeFile(join(folder, 'az'), listing);
    await expect(runHook({ SHOWN: 'Forbidden' })).rejects.toThrow('Forbidden');
    await runHook();
    expect(await readFile(join(folder, 'secrets/scim-sealing-keys'), 'utf8')).toBe('k1=kept');
  });

  test('it waits until the role is known', async () => {
    await runHook({ LISTED_AT: '3' });
    expect((await calls()).match(/secret list/g)).toHaveLength(3);
  });

  test('it says what is wrong when that never happens, and makes nothing', async () => {
    await expect(runHook({ LISTED_AT: '9', SCIM_ATTEMPTS: '2' })).rejects.toThrow(
      'The vault kv-scim cannot be read',
    );
    expect(await readdir(join(folder, 'secrets'))).toEqual([]);
  });

  test('outside of azd it names what is missing', async () => {
    await expect(runHook({ keyVaultName: '' })).rejects.toThrow('Run this through azd');
  });
});
