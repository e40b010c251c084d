import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newKeyEntry } from '../../cli/newKey.ts';
import { openTable } from '../../shared/store/tables.ts';
import { clientOf, type Client } from '../support/client.ts';
import type { OpenApi } from '../support/describedApi.ts';
import { readScimApi } from '../support/scimApi.ts';
import { startHosted, type HostedService } from '../support/hostedService.ts';
import { startStorage, type TestStorage } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';
import { badge, badgeDocument } from '../support/types.ts';

// A schema is put into schemas/ of a copy of the project, and what Azure loads is built of it: no line of code is written.
// Packages that are loaded late are copied as they are, and names stay long: neither can differ.
const build = `await import('./scripts/generate.ts');
const { build } = await import('esbuild');
const { functionsBundle, lateBundles } = await import('./scripts/bundle.ts');
const plugins = functionsBundle.plugins.filter(({ name }) => name !== 'shortenLocals');
const own = Object.entries(lateBundles.entryPoints).filter(([, module]) => /^(generated|scripts|shared)\\//.test(module));
await Promise.all([
  build({ ...functionsBundle, plugins }),
  build({ ...lateBundles, entryPoints: Object.fromEntries(own) }),
]);`;

let project: string;
let storage: TestStorage;
let service: HostedService;
let client: Client;

beforeAll(async () => {
  const root = join(import.meta.dirname, '../..');
  project = await mkdtemp(join(tmpdir(), 'uniflow-scim-'));
  for (const name of ['functions', 'openapi', 'schemas', 'scripts', 'shared', 'package.json'])
    await cp(join(root, name), join(project, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'));
  const dist = join(root, 'dist');
  const filter = (path: string) => path === dist || path.endsWith('.cjs');
  await cp(dist, join(project, 'dist'), { recursive: true, filter });
  await writeFile(join(project, 'schemas/badge.json'), JSON.stringify(badgeDocument));
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', build], { cwd: project });
  storage = await startStorage();
  service = await startHosted(
    {
      SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
      SCIM_SEALING_KEYS: newKeyEntry('sealing', 'k1'),
    },
    project,
  );
  const token = await madeTenant(await openTable(storage, 'scimTenants'), 'demo');
  // Its answers are also compared with the document that was made from the added schema.
  client = clientOf(`${service.host.url}/scim/demo`, token, readScimApi(project));
});

afterAll(async () => {
  await service.stop();
  await storage.close();
  await rm(project, { recursive: true, force: true });
});

test('an extension schema put into schemas/ is validated, stored, filtered, patched and listed', async () => {
  const schemas = await client.send('GET', '/Schemas');
  expect(schemas.body.Resources.map(({ id }) => id)).toContain(badge);
  const types = await client.send('GET', '/ResourceTypes/User');
  expect(types.body).toMatchObject({
    schemaExtensions: expect.arrayContaining([{ schema: badge, required: false }]) as unknown,
  });

  const described = (await (await fetch(`${service.host.url}/openapi.json`)).json()) as OpenApi;
  expect(described.components.schemas).toHaveProperty(['User', 'properties', badge]);

  const person = { externalId: '1', userName: 'ana', [badge]: { owner: 'o', level: 'high' } };
  const refused = await client.send('POST', '/Users', person);
  expect(refused.body).toMatchObject({ status: '400', scimType: 'invalidValue' });
  expect(refused.body.detail).toBe(`${badge}:level must be an integer, not a string.`);

  const created = await client.send('POST', '/Users', {
    ...person,
    [badge]: { owner: 'o', level: 3, code: 'secret-3' },
  });
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({ [badge]: { level: 3 } });
  expect(created.text).not.toContain('secret-3');

  const path = `/Users/${created.body.id}`;
  const Operations = [{ op: 'Add', path: `${badge}:level`, value: 4 }];
  expect((await client.send('PATCH', path, { Operations })).body).toMatchObject({ [badge]: { level: 4 } });
  const found = await client.send('GET', `/Users?filter=${encodeURIComponent(`${badge}:level gt 3`)}`);
  expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ [badge]: { level: 4 } }] });
});
