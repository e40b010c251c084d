import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isListening, startTableServer, tableConnectionString } from '../../cli/host/azurite.ts';
import { readSigningKeys } from '../../shared/config/keyRing.ts';
import { openTable } from '../../shared/store/tables.ts';
import { clientOf } from '../support/client.ts';
import { freePort, freshProject, type FreshProject } from '../support/freshProject.ts';
import { managerOf } from '../support/manage.ts';
import { runCommand } from '../support/runCommand.ts';
import { startStorageProxy } from '../support/storageProxy.ts';
import { startStorage, type TestStorage } from '../support/store.ts';

const root = join(import.meta.dirname, '../..');
const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const sealingKeys = `k=${Buffer.alloc(32, 7).toString('base64')}`;

interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function launch(
  words: readonly string[],
  environment: Record<string, string>,
  project = root,
  detached = false,
): ChildProcess {
  const { SCIM_STORAGE_CONNECTION_STRING, SCIM_SEALING_KEYS, ...inherited } = process.env;
  return spawn(process.execPath, [join(project, 'dist/cli.js'), ...words], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  });
}

async function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Finished> {
  const child = launch(words, environment);
  const output = await collectAll(child);
  return { code: child.exitCode, ...output };
}

async function collectAll(child: ChildProcess): Promise<{ out: string; err: string }> {
  const output = collect(child);
  await once(child, 'close');
  return output;
}

function collect(child: ChildProcess): { out: string; err: string } {
  const output = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  return output;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test('the demo provisions everybody and ends with exit code 0', async () => {
  const { code, out } = await run(['demo']);
  expect(out).toContain('26 created · 19 updated · 1 failed');
  expect(out).toContain('17 updated · 1 disabled · 1 deleted');
  expect(out).toContain('The service stores what the directory has: 23 people and 2 groups');
  expect(code).toBe(0);
});

describe('tenant and token', () => {
  let storage: TestStorage;
  let environment: Record<string, string>;

  beforeAll(async () => {
    storage = await startStorage();
    await (await openTable(storage, 'scimUsers')).createTable();
    environment = { SCIM_STORAGE_CONNECTION_STRING: storage.connectionString };
  });
  afterAll(() => storage.close());

  test('enable prints the URL and the token once; a repeat names the command that rotates it', async () => {
    await runCommand(['tenant', 'add', 'acme'], environment);
    const first = await runCommand(['tenant', 'enable', 'acme'], environment);
    expect(first.code).toBe(0);
    expect(first.out).toContain('http://localhost:7071/scim/acme');
    expect(first.out).toMatch(/ufscim_[0-9A-Za-z]{36}/);
    const again = await runCommand(['tenant', 'enable', 'acme'], environment);
    expect(again.code).toBe(0);
    expect(again.out).not.toContain('ufscim_');
    expect(again.out).toContain('node dist/cli.js token rotate acme');
  });

  test('--json prints one object', async () => {
    await runCommand(['tenant', 'add', 'json', '--external-id', 'optional'], environment);
    const { out } = await runCommand(['tenant', 'enable', 'json', '--json'], environment);
    const secretToken: unknown = expect.stringMatching(/^ufscim_[0-9A-Za-z]{36}$/);
    const tenantUrl = 'http://localhost:7071/scim/json';
    expect(JSON.parse(out)).toMatchObject({
      tenant: 'json',
      tenantUrl,
      settings: { externalIdRequired: false },
      secretToken,
    });
    const rotated = await runCommand(['token', 'rotate', 'json', '--json'], environment);
    expect(JSON.parse(rotated.out)).toMatchObject({ tenant: 'json', tenantUrl, secretToken, validTokens: 2 });
  });

  test('SCIM_PUBLIC_URL is the beginning of the tenant URL', async () => {
    const { out } = await runCommand(['tenant', 'add', 'far', '--json'], {
      ...environment,
      SCIM_PUBLIC_URL: 'https://scim.example',
    });
    expect(JSON.parse(out)).toMatchObject({ tenantUrl: 'https://scim.example/scim/far' });
  });

  test.each([
    { words: ['tenant', 'add', 'Not_A_Name'], says: "can't be a tenant's name" },
    { words: ['token', 'rotate', 'nobody'], says: 'There is no tenant "nobody".' },
    {
      words: ['tenant', 'add', 'acme', '--external-id', 'perhaps'],
      says: 'Allowed choices are required, optional',
    },
    { words: ['start', '--port', '99999'], says: 'A port is a number from 0 to 65535.' },
  ])('$words is refused in a sentence', async ({ words, says }) => {
    const { code, err } = await runCommand(words, environment);
    expect(err).toContain(says);
    expect(err).not.toContain('    at ');
    expect(code).toBe(2);
  });
});

test('without words it says what there is, on standard output', async () => {
  const { code, out, err } = await runCommand([], {});
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('Usage: uniflow-scim');
  const noun = await runCommand(['tenant'], {});
  expect(noun).toMatchObject({
    code: 2,
    err: expect.stringContaining('Usage: uniflow-scim tenant') as unknown,
  });
});

test('SIGTERM ends the service also while its timer waits for a storage that does not answer', async () => {
  const storage = await startTableServer({ port: 0, hostname: '127.0.0.1', location: undefined });
  const proxy = await startStorageProxy(storage.connectionString);
  const child = launch(['start', '--port', '0'], {
    SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
    SCIM_SEALING_KEYS: sealingKeys,
  });
  const output = collect(child);
  await until(() => output.out.includes('Ctrl-C ends it.') || child.exitCode !== null);
  const url = /functions on (\S+)/.exec(output.out)?.[1] ?? '';
  const hung = new Promise<void>((resolve) => {
    proxy.treat(() => {
      resolve();
      return 'hang';
    });
  });
  const run = fetch(`${url}/admin/functions/maintenance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  }).catch(() => undefined);
  await hung;
  child.kill('SIGTERM');
  try {
    // It would be the four minutes that a run may take.
    await once(child, 'close', { signal: AbortSignal.timeout(20_000) });
  } finally {
    child.kill('SIGKILL');
    await run;
    await proxy.close();
    await storage.close();
  }
  expect(child.exitCode).toBe(0);
  expect(output.out).toContain('Saved and ended.');
});

describe('start, in memory', () => {
  let child: ChildProcess;
  let output: { readonly out: string };
  let headers: Record<string, string>;
  let users: string;
  let started: Readonly<Record<'url' | 'consoleUrl' | 'managementToken', string>>;

  beforeAll(async () => {
    child = launch(['start', '--in-memory', '--port', '0', '--json'], {}, root, true);
    output = collect(child);
    await until(() => output.out.endsWith('}\n') || child.exitCode !== null);
    const printed = JSON.parse(output.out) as typeof started & { tenantUrl: string; secretToken: string };
    const { tenantUrl, secretToken } = printed;
    started = printed;
    headers = { authorization: `Bearer ${secretToken}`, 'content-type': 'application/scim+json' };
    users = `${tenantUrl}/Users`;
  });

  test('serves the console, and makes a management token for it', async () => {
    const { url, consoleUrl, managementToken } = started;
    expect(consoleUrl).toBe(`${url}/console`);
    expect((await fetch(consoleUrl)).status).toBe(200);
    const me = await managerOf({ url }, managementToken).send('GET', '/me');
    expect(me).toMatchObject({ status: 200, body: { role: 'admin' } });
  });

  /** A POST of which nothing is sent yet but how long it is. */
  function posting(bytes: number) {
    const sending = request(users, { method: 'POST', headers: { ...headers, 'content-length': bytes } });
    return { sending, answered: once(sending, 'response') as Promise<[IncomingMessage]> };
  }

  test('a body that is too large is our 413, and an empty 500 of the host beyond what it holds', async () => {
    const ask = async (bytes: number, body?: string) => {
      const { sending, answered } = posting(bytes);
      if (body === undefined) sending.flushHeaders();
      else sending.end(body);
      const [answer] = await answered;
      const chunks: unknown[] = await answer.toArray();
      sending.destroy();
      return { status: answer.statusCode, body: chunks.join('') };
    };
    const ours = expect.stringContaining('"status":"413"') as unknown;
    expect(await ask(4_194_304, 'x'.repeat(4_194_304))).toEqual({ status: 413, body: ours });
    expect(await ask(4_194_305)).toEqual({ status: 500, body: '' });
  });

  test('SIGTERM to its whole group of processes lets a request finish that is under way', async () => {
    const body = JSON.stringify({ schemas: [userSchema], userName: 'ada@example.com', externalId: 'ada' });
    const { sending, answered } = posting(body.length);
    sending.write(body.slice(0, 5));
    await sleep(200);
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await sleep(500);
    sending.end(body.slice(5));
    const [answer] = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(201);
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
  });
});

test('a command says how to start the storage where nothing listens', async () => {
  const port = await freePort();
  const { code, err } = await runCommand(['tenant', 'enable', 'acme'], {
    SCIM_STORAGE_CONNECTION_STRING: tableConnectionString(port),
  });
  expect(code).toBe(2);
  expect(err).toContain(`Nothing listens on 127.0.0.1:${port}`);
  expect(err).toContain('npm start');
  expect(err).toContain('npm run storage');
  expect(err).toContain('without --in-memory');
});

test.each([
  { setting: 'SCIM_SEALING_KEYS', value: 'k=short' },
  { setting: 'SCIM_PIN_LENGTH', value: '9-3' },
  { setting: 'SCIM_PIN_LENGTH', value: 'wrong-one' },
  { setting: 'SCIM_PIN_ALPHABET', value: 'runes' },
])(
  'a wrong $setting stops the start with a sentence that names it and not its value',
  async ({ setting, value }) => {
    const { code, out, err } = await runCommand(['start', '--in-memory', '--port', '0'], {
      SCIM_SEALING_KEYS: sealingKeys,
      [setting]: value,
    });
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`^${setting} must be`, 'm'));
    expect(err).not.toContain(value);
  },
);

test('a taken port is named, with the way to another', async () => {
  const port = await freePort();
  const taken = createServer().listen(port, 'localhost');
  await once(taken, 'listening');
  const { code, err } = await run(['start', '--in-memory', '--port', String(port)]);
  expect(code).toBe(1);
  expect(err).toContain(`Port ${port} is already in use`);
  expect(err).toContain('--port');
  taken.close();
});

describe('start, in a project that has never been started', () => {
  let fresh: FreshProject;
  let project: string;

  beforeAll(async () => {
    fresh = await freshProject();
    project = fresh.folder;
  });
  afterAll(() => fresh.remove());

  test('makes settings, a tenant and a token with a curl that works; Ctrl-C ends cleanly; a second start finds it all', async () => {
    const first = launch(['start', '--port', '0'], {}, project);
    const output = collect(first);
    await until(() => output.out.includes('Ctrl-C ends it.') || first.exitCode !== null);
    expect(output.err).toBe('');
    const [, token = '', url = ''] = /curl -H "Authorization: Bearer (\S+)" "(\S+)"/.exec(output.out) ?? [];
    expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
    const tenantUrl = /Provisioning tenant URL +(\S+)/.exec(output.out)?.[1] ?? '';
    const [, folder = ''] = /Storage +(\S+)\/, by a table server/.exec(output.out) ?? [];
    expect((await stat(join(project, folder))).isDirectory()).toBe(true);
    expect(folder).toBe(`.data-${fresh.storagePort}`);
    // Other commands can't know on which port it is.
    expect(output.out).toContain(`export SCIM_PUBLIC_URL=${new URL(tenantUrl).origin}\n`);
    const created = await clientOf(tenantUrl, token).send('POST', '/Users', {
      externalId: '1',
      userName: 'jane',
    });
    expect(created.status).toBe(201);
    const settings = join(project, 'local.settings.json');
    expect((await stat(settings)).mode & 0o077).toBe(0);
    expect(await readFile(settings, 'utf8')).toMatch(/"SCIM_SEALING_KEYS": "local=[A-Za-z0-9+/]{43}="/);
    const made = JSON.parse(await readFile(settings, 'utf8')) as { Values: Record<string, string> };
    expect(readSigningKeys(made.Values)?.current).toBe('local');

    first.kill('SIGINT');
    await once(first, 'close');
    expect(first.exitCode).toBe(0);
    expect(await isListening(fresh.storagePort)).toBe(false);

    const second = launch(['start', '--port', '0'], {}, project);
    const later = collect(second);
    await until(() => later.out.includes('Ctrl-C ends it.') || second.exitCode !== null);
    expect(later.out).not.toContain('ufscim_');
    expect(later.out).toContain('token rotate demo');
    const secondUrl = /Provisioning tenant URL +(\S+)/.exec(later.out)?.[1] ?? '';
    const found = await clientOf(secondUrl, token).send('GET', '/Users?filter=userName+eq+%22JANE%22');
    expect(found.body).toMatchObject({ totalResults: 1 });
    second.kill('SIGTERM');
    await once(second, 'close');
    expect(second.exitCode).toBe(0);
  });

  test('storage --data serves a folder on a port of its own; a second one says who does; commands and a backup reach it', async () => {
    const data = join(project, 'elsewhere');
    const here = ['--data', data, '--storage-port', '0'];
    const serving = launch(['storage', ...here], {}, project);
    const output = collect(serving);
    await until(() => output.out.includes('Ctrl-C ends it.') || serving.exitCode !== null);
    const port = /127\.0\.0\.1:(\d+), its data in elsewhere\//.exec(output.out)?.[1] ?? '';

    const second = await collectAll(launch(['storage', ...here], {}, project));
    expect(second.out).toMatch(
      new RegExp(
        `^\\nThe data in elsewhere/ are served already: on 127\\.0\\.0\\.1:${port}, by process \\d+\\.\n$`,
      ),
    );
    const printed = await collectAll(launch(['storage', ...here, '--connection-string'], {}, project));
    expect(printed.out).toContain(`TableEndpoint=http://127.0.0.1:${port}/`);
    expect(output.out + second.out).not.toContain('AccountKey');

    const environment = {
      SCIM_STORAGE_CONNECTION_STRING: printed.out.replace(/\n$/, ''),
      SCIM_SEALING_KEYS: sealingKeys,
    };
    const added = await runCommand(['tenant', 'add', 'acme'], environment);
    expect(added.out).toContain('Tenant "acme" is added.');
    const backup = join(project, 'while-serving.jsonl');
    await runCommand(['backup', backup], environment);
    expect(await readFile(backup, 'utf8')).toContain('"tenants":1');

    serving.kill('SIGTERM');
    await once(serving, 'close');
    expect(serving.exitCode).toBe(0);
  });

  const written = async (content: object) => {
    await writeFile(join(project, 'local.settings.json'), JSON.stringify(content));
    return collectAll(launch(['user', 'list', 'acme'], {}, project));
  };

  test('local.settings.json may name an account instead of the connection string', async () => {
    const Values = { SCIM_STORAGE_ACCOUNT_URL: 'https://a.table.core.windows.net', SCIM_SEALING_KEYS: '' };
    const { err } = await written({ Values: { ...Values, SCIM_STORAGE_CONNECTION_STRING: '' } });
    // It goes on to what is missing next.
    expect(err).toMatch(/^SCIM_SEALING_KEYS must be .* It is not set\.\n$/);
  });

  test('a local.settings.json that Core Tools have encrypted is told from one that is wrong', async () => {
    const { err } = await written({ IsEncrypted: true, Values: { SCIM_SEALING_KEYS: 'CfDJ8' } });
    expect(err).toMatch(/local\.settings\.json is encrypted\..*"func settings decrypt"/);
  });
});
