import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withLines } from '../../cli/openFile.ts';
import { contentsOf } from '../../shared/jobs/backup/contents.ts';
import { restore } from '../../shared/jobs/backup/restore.ts';
import { uniflowUrn as uniflow } from '../../shared/scim/schema/uniflow.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { seal } from '../../shared/secrets/seal.ts';
import { userType } from '../../shared/tenants/tenant.ts';
import { readSealingKeys, type SealingKeys } from '../../shared/config/keyRing.ts';
import { countUsers } from '../../shared/store/countUsers.ts';
import { readLog } from '../../shared/store/readLog.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { writeTenant } from '../../shared/tenants/tenantStore.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { startCommand } from '../support/runCommand.ts';
import { startStorageProxy } from '../support/storageProxy.ts';
import { allRows, audit, collect, entryOf, storedUser } from '../support/store.ts';
import { created, tenantOf } from '../support/tenants.ts';

const never = new AbortController().signal;
const pin = '00421337';
rememberSecret(pin);

const directoryId = '11111111-2222-3333-4444-555555555555';
const metadataUrl = `https://login.microsoftonline.com/${directoryId}/federationmetadata/2007-06/federationmetadata.xml`;

let cli: Commands;
let ring: SealingKeys;
let folder: string;
/** A backup of acme alone. */
let file: string;
let people: readonly StoredResource[];

const partition = (tenant: string) => ({ table: cli.users, tenant, signal: never });

/** A person whose PIN is sealed as the service does it. */
function person(name: string): StoredResource {
  const user = storedUser({ userName: name, externalId: `x-${name}`, displayName: `\u2028${name}` });
  const attribute = `${uniflow}:pin`;
  const sealed = seal(ring, { tenant: 'acme', userId: user.id, attribute }, pin);
  return { ...user, attributes: { ...user.attributes, [uniflow]: { cardNumber: `0-${name}`, pin: sealed } } };
}

beforeAll(async () => {
  cli = await startCommands();
  ring = readSealingKeys(cli.settings);
  folder = await mkdtemp(join(tmpdir(), 'one-'));
  file = join(folder, 'acme.jsonl');
  await cli.tenant(
    ...['acme', '--display-name', 'Acme Printing', '--log-values', 'on'],
    ...['--single-sign-on', 'on', '--entra-tenant', directoryId, '--metadata-url', metadataUrl],
  );
  await cli.tenant('beta');
  people = ['ada', 'bob'].map((name) => person(name));
  for (const user of people) await insertUser(partition('acme'), user, entryOf('create', user));
  expect(await cli.json('backup', file, '--tenant', 'acme')).toMatchObject({ tenants: 1, users: 2 });
});
afterAll(async () => {
  await Promise.all([cli.stop(), rm(folder, { recursive: true })]);
});

describe('backup --tenant', () => {
  test('has these tenants and no other', async () => {
    expect((await withLines(file, contentsOf)).tenants).toEqual(['acme']);
    const both = join(folder, 'both.jsonl');
    await cli.json('backup', both, '--tenant', 'beta', '--tenant', 'acme');
    expect((await withLines(both, contentsOf)).tenants).toEqual(['acme', 'beta']);
  });

  test('of a tenant that is not there, or is being removed, makes no file', async () => {
    await writeTenant(cli.tenants, { ...tenantOf('going'), removing: created }, undefined, never);
    const path = join(folder, 'none.jsonl');
    expect(await cli.refusal('backup', path, '--tenant', 'acme', '--tenant', 'nobody')).toBe(
      'There is no tenant "nobody".\n',
    );
    expect(await cli.refusal('backup', path, '--tenant', 'going')).toContain('is being removed');
    await expect(stat(path)).rejects.toThrow();
    await expect(stat(`${path}.part`)).rejects.toThrow();
  });
});

describe('restore --as', () => {
  test('makes the tenant beside itself: same users, ids and log, own secrets, no credentials, no client accepted', async () => {
    const before = await allRows(partition('acme'));
    const original = await cli.stored('acme');
    const done = await cli.json('restore', file, '--tenant', 'acme', '--as', 'copy');
    expect(done).toMatchObject({ restored: ['copy'], users: 2, logEntries: 2, unopened: [], missing: [] });

    const { identityProvider, ...rest } = await cli.stored('copy');
    expect(rest).toMatchObject({ secretTokens: [], clients: [], federatedCredentials: [] });
    expect(identityProvider).toMatchObject({
      displayName: 'Acme Printing',
      provisioning: { enabled: false },
      singleSignOn: { ...original.identityProvider.singleSignOn, enabled: false },
      settings: original.identityProvider.settings,
    });
    const { users } = await audit(partition('copy'));
    expect(users.map(({ id, version }) => [id, version]).toSorted()).toEqual(
      people.map(({ id, version }) => [id, version]).toSorted(),
    );
    expect(await countUsers(partition('copy'))).toBe(2);
    const log = (await collect(readLog(partition('copy')))).flat();
    expect(log.map(({ action, userId }) => [action, userId]).toSorted()).toEqual(
      people.map(({ id }) => ['create', id]).toSorted(),
    );

    // Bound to the copy: what is sealed for one of the two does not open for the other.
    const sealed = [...before.values()].map((row) => JSON.stringify(row)).join();
    for (const { attributes } of users)
      expect(sealed).not.toContain((attributes[uniflow] as { readonly pin: string }).pin);
    expect(await cli.json('user', 'secret', 'copy', 'ada', '--reason', 'Test')).toMatchObject({
      secrets: [{ value: pin }],
    });
    expect(await cli.json('secrets', 'status', '--tenant', 'copy')).toMatchObject({
      keys: [{ secrets: 2, unopened: 0 }],
    });
    // The original is what it was.
    expect(await allRows(partition('acme'))).toEqual(before);
    expect(await cli.stored('acme')).toEqual(original);
  });

  test('says what it has made, and how clients get access; a second time there is nothing to do', async () => {
    const words = ['restore', file, '--tenant', 'acme', '--as', 'told'];
    const { code, stdout } = await cli.run(...words);
    expect(code).toBe(0);
    expect(stdout).toContain('The credentials of "acme" are not taken along, and provisioning is off.');
    // Enabling makes a token, so nothing else is to be done.
    expect(stdout).toMatch(/node dist\/cli\.js tenant enable told\n$/);
    expect(await cli.run(...words)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('There already, and left as they are: told.') as unknown,
    });
  });

  test('a secret that no key opens is left out, and its user is named', async () => {
    const other = { SCIM_SEALING_KEYS: `other=${Buffer.alloc(32, 7).toString('base64')}` };
    const { code, stdout, stderr } = await cli.runWith(
      other,
      ...['restore', file, '--tenant', 'acme', '--as', 'locked', '--json'],
    );
    expect(code).toBe(1);
    const { unopened, users } = JSON.parse(stdout) as {
      readonly unopened: readonly string[];
      readonly users: number;
    };
    expect({ users, unopened: unopened.toSorted() }).toEqual({
      users: 2,
      unopened: people.map(({ id }) => `i:${id}`).toSorted(),
    });
    expect(stderr).toContain('is restored without a PIN or code that no key of SCIM_SEALING_KEYS opens');
    for (const { attributes } of (await audit(partition('locked'))).users)
      expect(Object.keys(attributes[uniflow] ?? {})).toEqual(['cardNumber']);
  });

  test('interrupted it goes on with the same tenant of the same backup, and with no other', async () => {
    const both = join(folder, 'two.jsonl');
    await cli.json('backup', both, '--tenant', 'acme', '--tenant', 'beta');
    const { made, discarded } = await withLines(both, contentsOf);
    const renaming = { from: 'acme', to: 'later', ring, typeOf: userType };
    await withLines(both, async (lines) => {
      const steps = restore(
        lines,
        { made, discarded, tenants: new Set(['acme']), renaming },
        { tenants: cli.tenants, users: cli.users },
        never,
      );
      await steps.next();
    });
    const beta = await cli.run('restore', both, '--tenant', 'beta', '--as', 'later');
    expect(beta.code).toBe(1);
    expect(beta.stdout).toContain('is being restored from the backup of');
    expect(beta.stdout).toContain('(tenant "acme")');
    expect(await cli.json('restore', both, '--tenant', 'acme', '--as', 'later')).toMatchObject({
      restored: ['later'],
      users: 2,
    });
    expect(await countUsers(partition('later'))).toBe(2);
  });

  test.each([
    [['--as', 'copy2'], 'Say which with one --tenant'],
    [['--all', '--as', 'copy2'], 'Say which with one --tenant'],
    [['--tenant', 'acme', '--as', 'Not_A_Name'], "can't be a tenant's name"],
    [['--tenant', 'acme', '--as', 'acme'], 'is its name already'],
  ])('%j is refused', async (words, says) => {
    const several = join(folder, `several-${words.length}-${String(words.at(-1))}.jsonl`);
    await cli.json('backup', several);
    expect(await cli.refusal('restore', several, ...words)).toContain(says);
  });

  test('without the sealing keys it says which setting is missing', async () => {
    const { code, stderr } = await cli.runWith(
      { SCIM_SEALING_KEYS: '' },
      ...['restore', file, '--tenant', 'acme', '--as', 'keyless'],
    );
    expect(code).toBe(2);
    expect(stderr).toContain('SCIM_SEALING_KEYS');
  });
});

describe('tenant export', () => {
  test('has every user as SCIM has them, one a line, without secrets; nobody else may read the file', async () => {
    const path = join(folder, 'users.jsonl');
    const { code, stdout, stderr } = await cli.run('tenant', 'export', 'acme', path);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('2 users and 0 groups. PINs and codes are not among what is exported.');
    const text = await readFile(path, 'utf8');
    const users = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const shown = await cli.json('user', 'show', 'acme', 'ada');
    expect(users).toContainEqual(shown);
    expect(users.map(({ userName }) => userName).toSorted()).toEqual(['ada', 'bob']);
    expect(text).not.toMatch(/"pin"|[\u2028\u2029]/);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await cli.refusal('tenant', 'export', 'acme', path)).toContain('is there already');
    const piped = await cli.run('tenant', 'export', 'acme');
    expect(piped).toMatchObject({ code: 0, stdout: text });
  });

  test('an empty tenant has none, and one that is being removed is refused', async () => {
    expect(await cli.run('tenant', 'export', 'beta')).toMatchObject({ code: 0, stdout: '' });
    expect(await cli.refusal('tenant', 'export', 'going')).toContain('is being removed');
  });

  test('a user who can not be read is named, and keeps nobody else from it', async () => {
    await cli.tenant('hurt');
    for (const name of ['cleo', 'dora']) {
      const user = storedUser({ userName: name });
      await insertUser(partition('hurt'), user, entryOf('create', user));
    }
    const row = { partitionKey: 'hurt', rowKey: 'i:broken', format: 1, document0: '{' };
    await cli.users.createEntity(row);
    const { code, stdout, stderr } = await cli.run('tenant', 'export', 'hurt');
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toContain("Attention: i:broken can't be read, and is left out.");
  });

  test('what was exported until somebody ends the command does not pass for all', async () => {
    const path = join(folder, 'ended.jsonl');
    const proxy = await startStorageProxy(cli.settings.SCIM_STORAGE_CONNECTION_STRING ?? '');
    const running = new Promise<ReturnType<typeof startCommand>>((resolve) => {
      proxy.treat(({ url }) => {
        if (!url.includes('scimUsers')) return 'pass';
        resolve(started);
        return 'hang';
      });
    });
    const through = { ...cli.settings, SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString };
    const started = startCommand(['tenant', 'export', 'acme', path], through);
    (await running).child.kill('SIGKILL');
    await started.finished;
    await proxy.close();
    await expect(stat(path)).rejects.toThrow();
  });

  test('what was exported in part does not stay', async () => {
    const path = join(folder, 'part.jsonl');
    const proxy = await startStorageProxy(cli.settings.SCIM_STORAGE_CONNECTION_STRING ?? '');
    proxy.treat(({ url }) => (url.includes('scimUsers') ? 'forbid' : 'pass'));
    const through = { SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString };
    const { code } = await cli.runWith(through, 'tenant', 'export', 'acme', path);
    await proxy.close();
    expect(code).toBe(1);
    await expect(stat(path)).rejects.toThrow();
  });
});
