import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKeyEntry } from '../../cli/newKey.ts';
import { tenantContext } from '../../cli/tenantContext.ts';
import { groupContext } from '../../shared/groups/context.ts';
import { createGroup } from '../../shared/groups/createGroup.ts';
import { newProgram } from '../../cli/program.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { groupUrn } from '../support/groups.ts';
import { startStorageProxy, type StorageProxy } from '../support/storageProxy.ts';
import { entryOf, storedUser } from '../support/store.ts';

const whole = { attributes: undefined, excludedAttributes: undefined };

let cli: Commands;
let proxy: StorageProxy;
let folder: string;
const refusing = createServer((_, response) => response.writeHead(401).end());
/** What words may stand for that is known when the tests run. */
const known: Record<string, string> = {};

beforeAll(async () => {
  cli = await startCommands({ SCIM_SIGNING_KEYS: newKeyEntry('signing', 's1') });
  proxy = await startStorageProxy(cli.settings.SCIM_STORAGE_CONNECTION_STRING ?? '');
  folder = await mkdtemp(join(tmpdir(), 'codes-'));
  await once(refusing.listen(0, '127.0.0.1'), 'listening');
  for (const name of ['acme', 'gone']) await cli.tenant(name);
  const partition = { table: cli.users, tenant: 'acme', signal: new AbortController().signal };
  for (const name of ['ada', 'bob']) {
    const user = storedUser({ userName: name, externalId: name });
    await insertUser(partition, user, entryOf('create', user));
  }
  const context = await groupContext(await tenantContext(cli.settings, 'acme'), whole);
  await createGroup(context, { schemas: [groupUrn], displayName: 'team' }, 'id-team');
  const { clientId, secretId } = await cli.json('client', 'add', 'acme');
  const { token } = await cli.json('management', 'add');
  const { token: second } = await cli.json('token', 'add', 'acme');
  const { clientId: other } = await cli.json('client', 'add', 'acme');
  Object.assign(known, {
    ...{ '<client>': clientId, '<secret>': secretId, '<other-client>': other },
    '<management-token>': (token as { readonly id: string }).id,
    '<token>': (second as { readonly id: string }).id,
    ...{ '<backup>': join(folder, 'b.jsonl'), '<again>': join(folder, 'again.jsonl') },
    ...{ '<sample>': join(folder, 'sample'), '<job>': join(folder, 'job') },
    '<refusing>': `http://127.0.0.1:${(refusing.address() as AddressInfo).port}/scim/acme`,
    ...{ '<export>': join(folder, 'e.jsonl'), '<missing>': join(folder, 'missing') },
  });
});
afterAll(async () => {
  refusing.close();
  await Promise.all([proxy.close(), cli.stop(), rm(folder, { recursive: true })]);
});

interface Codes {
  /** Words that do what they ask for: 0. In the order of this table, for one makes what the next needs. */
  readonly done?: string;
  /** Words that are refused: 2. A wrong option is tried with every command. */
  readonly refused?: string;
  /** Words after which there was nothing to do: 3. */
  readonly nothingDone?: string;
  /** Whether it reads or writes storage: where that refuses, 1. Its words are those that are done. */
  readonly storage?: boolean;
  /** Words that fail without storage: 1. */
  readonly failed?: string;
}

const nobody = 'http://127.0.0.1:1/scim/acme';
const directory = '11111111-2222-3333-4444-555555555555';

/** Every command. Those that serve until they are stopped are run in test/cli/commands.test.ts. */
const commands: Readonly<Record<string, Codes>> = {
  start: {},
  storage: {},
  func: {},
  demo: { refused: 'demo --keep', failed: `demo --tenant-url ${nobody}` },
  'entra sample': { done: 'entra sample <sample> --users 3', refused: 'entra sample <sample>' },
  'entra test-connection': {
    ...{ refused: 'entra test-connection', failed: `entra test-connection --tenant-url ${nobody}` },
  },
  'entra cycle': {
    refused: 'entra cycle --state <missing>',
    // A service that refuses the token: one that is not there is tried several times.
    failed: 'entra cycle --tenant-url <refusing> --source <sample> --state <job>',
  },
  'entra on-demand': { refused: 'entra on-demand somebody --state <missing>' },
  'entra validate': { refused: 'entra validate', failed: `entra validate --tenant-url ${nobody}` },
  'entra verify': { refused: 'entra verify --state <missing>' },
  'entra status': { refused: 'entra status --state <missing>' },
  'entra log': { refused: 'entra log --state <missing>' },
  'entra restart': { refused: 'entra restart --state <missing>' },
  doctor: { refused: `doctor ${nobody} --token-file <missing>`, failed: `doctor ${nobody}` },
  'sso check': { refused: 'sso check nobody', failed: 'sso check acme' },
  overview: { done: 'overview', storage: true },
  'tenant add': { done: 'tenant add other', refused: 'tenant add acme', storage: true },
  'tenant list': { done: 'tenant list', storage: true },
  'tenant show': { done: 'tenant show acme', refused: 'tenant show nobody', storage: true },
  'tenant activity': { done: 'tenant activity acme', refused: 'tenant activity nobody', storage: true },
  'tenant set': { done: 'tenant set acme --log-values on', refused: 'tenant set acme', storage: true },
  'tenant enable': { done: 'tenant enable acme', refused: 'tenant enable No', storage: true },
  'tenant disable': { done: 'tenant disable other', refused: 'tenant disable nobody', storage: true },
  'tenant export': {
    ...{ done: 'tenant export acme <export>', refused: 'tenant export nobody', storage: true },
  },
  'tenant remove': {
    ...{ done: 'tenant remove gone --yes --no-wait', refused: 'tenant remove acme', storage: true },
  },
  'token list': { done: 'token list acme', refused: 'token list nobody', storage: true },
  'token revoke': { done: 'token revoke acme <token>', refused: 'token revoke acme zzzz', storage: true },
  'token add': { done: 'token add acme', refused: 'token add nobody', storage: true },
  'token rotate': { done: 'token rotate acme', refused: 'token rotate nobody', storage: true },
  'handover add': { done: 'handover add acme', refused: 'handover add nobody', storage: true },
  'handover list': { done: 'handover list acme', refused: 'handover list nobody', storage: true },
  'handover revoke': { refused: 'handover revoke acme zzzz', storage: true },
  'client list': { done: 'client list acme', refused: 'client list nobody', storage: true },
  'client add': { done: 'client add acme', refused: 'client add nobody', storage: true },
  'client federate': {
    done: `client federate acme --entra-tenant ${directory} --subject ${directory} --audience a`,
    refused: `client federate acme --entra-tenant ${directory}`,
    storage: true,
  },
  'client secret add': {
    ...{ done: 'client secret add acme <client>', refused: 'client secret add acme nobody', storage: true },
  },
  'client secret revoke': {
    done: 'client secret revoke acme <client> <secret>',
    refused: 'client secret revoke acme <client> nobody',
    storage: true,
  },
  'client secret rotate': {
    done: 'client secret rotate acme <client>',
    refused: 'client secret rotate acme nobody',
    storage: true,
  },
  'client remove': {
    ...{ done: 'client remove acme <other-client>', refused: 'client remove acme nobody', storage: true },
  },
  'user list': { done: 'user list acme', refused: 'user list acme --filter nonsense', storage: true },
  'user show': { done: 'user show acme ada', refused: 'user show acme nobody', storage: true },
  'user secret': {
    done: 'user secret acme ada --reason ticket',
    refused: 'user secret acme nobody --reason ticket',
    storage: true,
  },
  'user delete': { done: 'user delete acme bob --yes', refused: 'user delete acme ada', storage: true },
  'group list': { done: 'group list acme', refused: 'group list acme --filter nonsense', storage: true },
  'group show': { done: 'group show acme team', refused: 'group show acme nobody', storage: true },
  'group delete': { done: 'group delete acme team --yes', refused: 'group delete acme other', storage: true },
  'management list': { done: 'management list', storage: true },
  'management revoke': {
    ...{ done: 'management revoke <management-token>', refused: 'management revoke zzzz', storage: true },
  },
  'management add': { done: 'management add', storage: true },
  'management rotate': { done: 'management rotate', storage: true },
  'secrets status': { done: 'secrets status', refused: 'secrets status --tenant nobody', storage: true },
  'secrets reseal': { done: 'secrets reseal', refused: 'secrets reseal --tenant nobody', storage: true },
  'key new sealing': { done: 'key new sealing', refused: 'key new other' },
  'key new signing': { done: 'key new signing' },
  console: { refused: 'console --url http://127.0.0.1:1' },
  audit: { done: 'audit', refused: 'audit --outcome good', storage: true },
  log: { done: 'log --tenant acme', refused: 'log --tenant nobody', storage: true },
  fsck: { done: 'fsck --tenant acme', refused: 'fsck --tenant nobody', storage: true },
  backup: { done: 'backup <backup>', refused: 'backup <again> --tenant nobody', storage: true },
  restore: {
    done: 'restore <backup>',
    refused: 'restore <backup> --tenant nobody',
    nothingDone: 'restore <backup> --tenant acme',
    storage: true,
  },
};

/** The commands that do something, by their words. */
function commandsOf(command: Command, words: readonly string[] = []): readonly string[] {
  if (command.commands.length === 0) return [words.join(' ')];
  return command.commands.flatMap((each) => commandsOf(each, [...words, each.name()]));
}

function said(words: string): readonly string[] {
  return words.split(' ').map((word) => known[word] ?? word);
}

/** The commands with words of one kind. */
function those(kind: 'done' | 'refused' | 'nothingDone' | 'failed'): readonly string[] {
  return Object.values(commands).flatMap((codes) => codes[kind] ?? []);
}

async function codeOf(words: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await cli.runWith(settings, ...words);
  return { code, stdout, stderr };
}

describe('exit codes', () => {
  test('every command is in the table', () => {
    expect(Object.keys(commands).toSorted()).toEqual(commandsOf(newProgram()).toSorted());
  });

  test.each(those('done'))('%s is done: 0', async (words) => {
    expect(await codeOf(said(words))).toMatchObject({ code: 0 });
  });

  test.each(those('refused'))('%s is refused: 2, and says why', async (words) => {
    const { code, stdout, stderr } = await codeOf(said(words));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/\S/);
  });

  // Options that "func" does not know are for Core Tools.
  test.each(Object.keys(commands).filter((name) => name !== 'func'))(
    '%s with an option that is not there is refused: 2',
    async (name) => {
      const { code, stdout } = await codeOf([...name.split(' '), '--no-such-option']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    },
  );

  test.each(those('nothingDone'))('%s finds nothing to do: 3', async (words) => {
    expect(await codeOf(said(words))).toMatchObject({ code: 3 });
  });

  test.each(those('failed'))('%s fails: 1', async (words) => {
    expect(await codeOf(said(words), { SCIM_TOKEN: 'x' })).toMatchObject({ code: 1 });
  });

  test.each(Object.values(commands).flatMap(({ done, storage }) => (storage === true ? (done ?? []) : [])))(
    '%s fails where storage refuses: 1, and says what to do',
    async (words) => {
      proxy.treat(({ url }) => (/scim(?:Tenants|Users)/.test(url) ? 'forbid' : 'pass'));
      const settings = { SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString };
      // What is made is not there yet, and what is removed no more: neither is what this is about.
      const there = words.replace('<backup>', words.startsWith('backup') ? '<again>' : '<backup>');
      const { code, stderr } = await codeOf(said(there.replace('<export>', '')).filter(Boolean), settings);
      proxy.treat(() => 'pass');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/The storage account refuses/) as unknown,
      });
    },
  );

  test('help and version are no failures', async () => {
    for (const words of [['--help'], ['--version'], ['tenant', 'add', '--help']])
      expect(await codeOf(words)).toMatchObject({ code: 0 });
  });
});
