import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examine } from '../../cli/doctor/examine.ts';
import { newKeyEntry } from '../../cli/newKey.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { packageZip } from '../../scripts/packageZip.ts';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { startFolder, unpacked } from '../support/packagedService.ts';
import { startStorage, type TestStorage } from '../support/store.ts';

let zip: Uint8Array;
let app: Awaited<ReturnType<typeof unpacked>>;
let storage: TestStorage;
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
    const page = await readdir(join(import.meta.dirname, '../../dist/console'));
    const files = ['host.json', 'package.json', ...bundles, ...page.map((name) => `dist/console/${name}`)];
    expect(Object.keys(unzipSync(zip))).toEqual(files.toSorted());
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
    try {
      const health = await fetch(`${service.url}/health`);
      expect({ status: health.status, body: await health.json() }).toMatchObject({
        status: 200,
        body: { status: 'healthy', storage: 'local' },
      });
      expect((await fetch(`${service.url}/scim/demo/Users`)).status).toBe(401);
    } finally {
      await service.stop();
    }
  });

  test('it serves its web console', async () => {
    const service = await startFolder(app.folder, {
      ...settings,
      SCIM_MANAGEMENT_API: 'on',
      SCIM_CONSOLE: 'on',
    });
    try {
      const page = await (await fetch(`${service.url}/console`)).text();
      const [, script = ''] = /src="([^"]+)"/.exec(page) ?? [];
      expect((await fetch(`${service.url}${script}`)).status).toBe(200);
    } finally {
      await service.stop();
    }
  });

  test('what it loads late is complete', async () => {
    const require = createRequire(join(app.folder, 'host.json'));
    const late = (await readdir(join(app.folder, 'dist'))).filter(
      (name) => name.endsWith('.cjs') && name !== 'functions.cjs',
    );
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
    ['SCIM_PIN_LENGTH', { SCIM_PIN_LENGTH: 'eight-four' }],
  ])(
    'while %s is wrong it serves, and every answer has the sentence of that setting',
    async (name, wrong) => {
      const service = await startFolder(app.folder, { SCIM_MANAGEMENT_API: 'on', ...settings, ...wrong });
      const answers: string[] = [];
      const ask = async (method: string, path: string) => {
        const response = await fetch(`${service.url}${path}`, {
          method,
          ...(method === 'POST' ? { body: '{}' } : {}),
          headers: { authorization: 'Bearer x' },
        });
        const text = await response.text();
        answers.push(text);
        expect(response.headers.get('x-request-id')).not.toBeNull();
        return {
          code: response.status,
          mediaType: response.headers.get('content-type'),
          retry: response.headers.get('retry-after'),
          ...(JSON.parse(text) as object),
        };
      };
      try {
        const detail: unknown = expect.stringMatching(`^The service is not configured\\. .*${name}`);
        // What restarts a process that does not live must leave this one alone: no restart mends a setting.
        expect(await ask('GET', '/health/live')).toMatchObject({
          ...{ code: 200, status: 'alive', version: packageJson.version },
        });
        expect(await ask('GET', '/health/ready')).toMatchObject({
          ...{ code: 503, status: 'not ready' },
          findings: [{ check: 'settings', ok: false, detail: expect.stringContaining(name) as unknown }],
        });
        // Every function, by its name and first method, and what none serves.
        const scim = [
          ...(
            ['/Users', '/Users/x', '/Groups', '/Schemas', '/Me', '/provisioningLog', '/nothing'] as const
          ).map((path) => ['GET', `/scim/demo${path}`] as const),
          ...(['/Users', '/Bulk', '/.search', '/Users/.search'] as const).map(
            (path) => ['POST', `/scim/demo${path}`] as const,
          ),
          ...(['PUT', 'PATCH', 'DELETE'] as const).map((method) => [method, '/scim/demo/Users/x'] as const),
          ...(['/', '/nothing', '/health', '/openapi.json'] as const).map((path) => ['GET', path] as const),
        ];
        for (const [method, path] of scim)
          expect(await ask(method, path), `${method} ${path}`).toMatchObject({
            ...{ code: 503, status: '503', mediaType: 'application/scim+json', retry: '60', detail },
          });
        expect(await ask('POST', '/scim/demo/oauth2/token')).toMatchObject({
          ...{ code: 503, mediaType: 'application/json', error: 'temporarily_unavailable' },
          error_description: expect.stringContaining(name) as unknown,
        });
        for (const path of ['/manage/tenants', '/manage/nothing'])
          expect(await ask('GET', path)).toMatchObject({
            ...{ code: 'notConfigured', status: 503, mediaType: 'application/problem+json', detail },
          });
        // A timer's run fails, and takes nothing along.
        const run = await fetch(`${service.url}/admin/functions/maintenance`, {
          ...{ method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
        });
        expect(run.status).toBe(500);
        expect(await ask('GET', '/health/live')).toMatchObject({ code: 200 });
      } finally {
        await service.stop();
      }
      expect(service.said()).toContain(name);
      for (const value of Object.values(wrong).filter((text) => text !== ''))
        for (const said of [...answers, service.said()]) expect(said).not.toContain(value);
    },
  );

  test('the doctor repeats which setting is wrong', async () => {
    const service = await startFolder(app.folder, { ...settings, SCIM_SEALING_KEYS: '' });
    try {
      const tenantUrl = `${service.url}/scim/demo`;
      const findings = await examine({
        ...{ tenantUrl, token: createSecretToken(), managementToken: undefined, matching: 'userName' },
      });
      expect(findings.filter(({ state }) => state === 'problem')).toMatchObject([
        {
          about: 'Health',
          seen: expect.stringMatching(/not ready \(503\)\. SCIM_SEALING_KEYS must.*is not set/) as unknown,
        },
      ]);
      expect(findings).toContainEqual(
        expect.objectContaining({ seen: `The service lives; it is release ${packageJson.version}.` }),
      );
    } finally {
      await service.stop();
    }
  });
});
