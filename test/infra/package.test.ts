import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningTableServer } from '../../cli/host/azurite.ts';
import { newKeyEntry } from '../../cli/newKey.ts';
import { packageZip } from '../../scripts/packageZip.ts';
import { startFolder, unpacked } from '../support/packagedService.ts';
import { startStorage } from '../support/store.ts';

let zip: Uint8Array;
let app: Awaited<ReturnType<typeof unpacked>>;
let storage: RunningTableServer;
let settings: Readonly<Record<string, string>>;
beforeAll(async () => {
  zip = await packageZip();
  app = await unpacked(zip);
  storage = await startStorage();
  settings = {
    SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
    SCIM_SEALING_KEYS: newKeyEntry('sealing', 'k1'),
  };
});
afterAll(async () => {
  await storage.close();
  await app.remove();
});

describe('the zip', () => {
  test('holds what runs and nothing else', async () => {
    const built = await readdir(join(import.meta.dirname, '../../dist'));
    const bundles = built.filter((name) => name.endsWith('.cjs')).map((name) => `dist/${name}`);
    expect(bundles).toContain('dist/identity.cjs');
    expect(Object.keys(unzipSync(zip))).toEqual(['host.json', 'package.json', ...bundles].toSorted());
  });

  test('is under 3 MB', () => {
    expect(zip.length).toBeLessThan(3_000_000);
  });

  test('has the same bytes each time, whatever the time zone', async () => {
    const zone = process.env.TZ;
    process.env.TZ = 'Pacific/Kiritimati';
    try {
      expect(Buffer.from(await packageZip()).equals(zip)).toBe(true);
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test('has a package.json with nothing to install or to run', () => {
    const parsed = JSON.parse(strFromU8(unzipSync(zip)['package.json'] ?? new Uint8Array())) as object;
    expect(parsed).toMatchObject({ type: 'module', main: 'dist/functions.cjs', engines: { node: '>=22' } });
    expect(Object.keys(parsed)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/scripts|ependencies|bin/)]),
    );
  });
});

describe('unpacked into an empty folder', () => {
  test('it serves with the required settings alone', async () => {
    const service = await startFolder(app.folder, settings);
    if (service.url === undefined) throw new Error(service.said);
    try {
      const health = await fetch(`${service.url}/health`);
      expect({ status: health.status, body: await health.json() }).toMatchObject({
        status: 200,
        body: { status: 'healthy' },
      });
      expect((await fetch(`${service.url}/scim/demo/Users`)).status).toBe(401);
    } finally {
      await service.stop();
    }
  });

  test('what it loads late is complete', async () => {
    const require = createRequire(join(app.folder, 'host.json'));
    const late = (await readdir(join(app.folder, 'dist'))).filter((name) => name !== 'functions.cjs');
    for (const name of late) expect(Object.keys(require(`./dist/${name}`) as object)).not.toEqual([]);
  });

  const withoutStorage = { SCIM_STORAGE_CONNECTION_STRING: '' };
  test.each([
    ['SCIM_STORAGE_ACCOUNT_URL', withoutStorage],
    ['SCIM_STORAGE_ACCOUNT_URL', { ...withoutStorage, SCIM_STORAGE_ACCOUNT_URL: 'scimdata' }],
    ['SCIM_STORAGE_CONNECTION_STRING', { SCIM_STORAGE_CONNECTION_STRING: 'scimdata' }],
    ['SCIM_SEALING_KEYS', { SCIM_SEALING_KEYS: '' }],
    ['SCIM_SEALING_KEYS', { SCIM_SEALING_KEYS: 'k1=c2hvcnQ=' }],
    // What a reference to Key Vault is that could not be resolved.
    ['SCIM_SEALING_KEYS', { SCIM_SEALING_KEYS: '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/)' }],
    ['SCIM_SIGNING_KEYS', { SCIM_SIGNING_KEYS: 'k1=bm8=' }],
    ['SCIM_PUBLIC_URL', { SCIM_PUBLIC_URL: 'https://example.net/scim' }],
    ['SCIM_ENTRA_AUTHORITY', { SCIM_ENTRA_AUTHORITY: 'http://example.net' }],
    ['SCIM_MANAGEMENT_API', { SCIM_MANAGEMENT_API: 'yes' }],
    ['SCIM_LOG_RETENTION_DAYS', { SCIM_LOG_RETENTION_DAYS: '99999' }],
    ['SCIM_PIN_LENGTH', { SCIM_PIN_LENGTH: '8-4' }],
  ])('it refuses to start with a sentence that names %s', async (name, wrong) => {
    const started = await startFolder(app.folder, { ...settings, ...wrong });
    if (started.url !== undefined) await started.stop();
    const said = started.url === undefined ? started.said : 'It has started.';
    expect(said).toMatch(/^Worker was unable to load entry point "dist\/functions\.cjs": [^\n]+\.?\n$/);
    expect(said).toContain(name);
    for (const value of Object.values(wrong)) if (value !== '') expect(said).not.toContain(value);
  });
});
