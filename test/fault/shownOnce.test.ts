import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findSecret } from '../../shared/tenants/credential.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { addClient } from '../../shared/tenants/clients.ts';
import { readManagementTokens } from '../../shared/tenants/deployment.ts';
import { addTenant, ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { readTenant } from '../../shared/tenants/tenantStore.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { managementToken, managerOf } from '../support/manage.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import {
  startStorageProxy,
  type StorageCall,
  type StorageProxy,
  type Treatment,
} from '../support/storageProxy.ts';
import { anyToken } from '../support/tenants.ts';

// A credential is stored and its secret answered, or a repetition gives one: at each failing call to storage, in every
// place that makes one. What a client uses still works.

const key = 'the same wish';
const isChange = ({ method, url }: StorageCall) =>
  method !== 'GET' && !/used:|'audit'/.test(decodeURIComponent(url));

const all = process.env.MODE === 'all';

/** Loses the answer of every call from the one with this number on; 0 is the first. */
function lostFrom(number: number, fault: Treatment): (call: StorageCall) => Treatment {
  let calls = 0;
  return ({ url }) => {
    // A command looks first whether a table server listens on that port of this machine at all.
    if (url.split('?')[0]?.endsWith('/Tables') === true) return 'pass';
    return (calls += 1) > number ? fault : 'pass';
  };
}

/**
 * A call whose answer is lost is repeated, after pauses that are most of the time of a run. One of which the answer is that
 * storage is busy for a minute is done as well, and not repeated: `npm test` loses the answers of one kind in each place,
 * `npm run test:faults` of all.
 */
const faultFor = (title: string): Treatment =>
  all || title.startsWith('rotated') ? 'lose' : 'doneAndRefuseForAMinute';

/** What is made; each is told apart by its number. */
interface Making {
  /** Prepares what the credential is for, so that a client uses another one of it. */
  prepare(name: string): Promise<string>;
  /** Undefined where no secret was answered. */
  make(name: string): Promise<string | undefined>;
}

/** The stored secrets of a tenant, and of the deployment. */
async function isStored(table: Table, name: string, secret: string): Promise<boolean> {
  const signal = AbortSignal.timeout(10_000);
  const { secretTokens = [], clients = [] } = (await readTenant(table, name, signal))?.tenant ?? {};
  const { tokens } = await readManagementTokens(table, signal);
  const all = [...secretTokens, ...clients.flatMap(({ secrets }) => secrets), ...tokens];
  return findSecret(all, secret) !== undefined;
}

async function tenantInUse(table: Table, name: string): Promise<string> {
  const { tenant, token = '' } = await ensureTenant(table, name, {}, anyToken);
  await noteUse(table, name, tenant.secretTokens[0]?.id ?? '', new Date());
  return token;
}

async function clientInUse(table: Table, name: string): Promise<{ id: string; secret: string }> {
  await tenantInUse(table, name);
  const made = await addClient(table, name, { label: 'in use', scopes: ['provisioning'], days: 365 });
  await noteUse(table, name, made.record.id, new Date());
  return { id: made.clientId, secret: made.secret };
}

// Lost, and not refused: storage has done what was asked, and nobody hears of it.
describe('the answers of storage are lost', () => {
  /** Loses the answer of every call of `making` in turn, and those of all that follow it. */
  async function check(table: Table, proxy: StorageProxy, title: string, making: Making): Promise<void> {
    let stored = 0;
    for (let number = 0, failed = true; failed; number += 1) {
      const name = `${title}-${number}`;
      proxy.treat(() => 'pass');
      const inUse = await making.prepare(name);
      proxy.forget();
      proxy.treat(lostFrom(number, faultFor(title)));
      const first = await making.make(name);
      failed = proxy.calls.length > number;
      proxy.treat(() => 'pass');
      if (proxy.calls.slice(0, number).some(isChange)) {
        stored += 1;
        expect(first, `${name}: nothing stands between storing and answering`).toBeDefined();
      }
      const answered = first ?? (await making.make(name));
      expect(answered, `${name}: a repetition answers a secret`).toBeDefined();
      expect(await isStored(table, name, answered ?? ''), `${name}: and it works`).toBe(true);
      if (inUse !== '') expect(await isStored(table, name, inUse), `${name}: as what is used`).toBe(true);
    }
    // Once at least all went well until the change was stored.
    expect(stored).toBeGreaterThan(0);
  }

  describe('over /manage', () => {
    let watched: WatchedService;
    let table: Table;
    let send: (path: string, body: object) => Promise<string | undefined>;

    beforeAll(async () => {
      watched = await startWatchedService({ SCIM_MANAGEMENT_API: 'on' });
      table = await openTable({ connectionString: watched.service.connectionString }, 'scimTenants');
      const { token } = await managementToken(watched.service);
      const manager = managerOf(watched.service, token);
      // From now on it is known, and its use is noted.
      await manager.send('GET', '/tenants');
      send = async (path, body) => {
        const reply = await manager.send('POST', path, body, { 'idempotency-key': key });
        const { secretToken, clientSecret } = JSON.parse(reply.text) as Record<string, string | undefined>;
        if (reply.status !== 201) expect(reply.status).toBe(503);
        rememberSecret(secretToken ?? clientSecret);
        return secretToken ?? clientSecret;
      };
    });
    afterAll(() => watched.stop());
    beforeEach(() => {
      watched.proxy.treat(() => 'pass');
    });

    const nothing = () => Promise.resolve('');
    const tenant = (name: string) => tenantInUse(table, name);
    const clients = new Map<string, string>();
    const client = async (name: string) => {
      const { id, secret } = await clientInUse(table, name);
      clients.set(name, id);
      return secret;
    };
    const secretsOf = (name: string) => `/tenants/${name}/clients/${clients.get(name) ?? ''}/secrets`;
    const makings: [string, Making][] = [
      ['tenant', { prepare: nothing, make: (name) => send('/tenants', { name }) }],
      ['token', { prepare: tenant, make: (name) => send(`/tenants/${name}/tokens`, {}) }],
      [
        'replaced-token',
        { prepare: tenant, make: (name) => send(`/tenants/${name}/tokens`, { replace: 'oldest' }) },
      ],
      ['client', { prepare: tenant, make: (name) => send(`/tenants/${name}/clients`, {}) }],
      ['secret', { prepare: client, make: (name) => send(secretsOf(name), {}) }],
      ['rotated-secret', { prepare: client, make: (name) => send(secretsOf(name), { replace: 'oldest' }) }],
    ];
    test.each(makings)('%s', (title, making) => check(table, watched.proxy, title, making), 240_000);
  });

  describe('by the command line', () => {
    let cli: Commands;
    let proxy: StorageProxy;
    const words = ['--idempotency-key', key, '--json'];

    beforeAll(async () => {
      cli = await startCommands();
      proxy = await startStorageProxy(cli.settings.SCIM_STORAGE_CONNECTION_STRING ?? '');
    });
    afterAll(async () => {
      await proxy.close();
      await cli.stop();
    });
    beforeEach(() => {
      proxy.treat(() => 'pass');
    });

    const run = async (...command: readonly string[]) => {
      const through = { SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString };
      const { stdout, code, stderr } = await cli.runWith(through, ...command, ...words);
      // A command that has shown a secret does not say that it failed.
      expect({ code, shown: stdout !== '', stderr }).toMatchObject(
        stdout === '' ? { code: 1 } : { code: 0, shown: true },
      );
      if (stdout === '') return undefined;
      const result = JSON.parse(stdout) as Record<string, string | undefined>;
      rememberSecret(result.secretToken ?? result.clientSecret);
      return result.secretToken ?? result.clientSecret;
    };
    const tenant = (name: string) => tenantInUse(cli.tenants, name);
    const off = async (name: string) => {
      await addTenant(cli.tenants, name, {}, undefined);
      return '';
    };
    const clients = new Map<string, string>();
    const client = async (name: string) => {
      const { id, secret } = await clientInUse(cli.tenants, name);
      clients.set(name, id);
      return secret;
    };
    const idOf = (name: string) => clients.get(name) ?? '';
    const makings: [string, Making][] = [
      ['enabled', { prepare: off, make: (name) => run('tenant', 'enable', name) }],
      ['token', { prepare: tenant, make: (name) => run('token', 'add', name) }],
      ['rotated', { prepare: tenant, make: (name) => run('token', 'rotate', name) }],
      ['client', { prepare: tenant, make: (name) => run('client', 'add', name) }],
      ['secret', { prepare: client, make: (name) => run('client', 'secret', 'add', name, idOf(name)) }],
      ['anew', { prepare: client, make: (name) => run('client', 'secret', 'rotate', name, idOf(name)) }],
      ['management', { prepare: () => Promise.resolve(''), make: () => run('management', 'rotate') }],
    ];
    test.each(makings)('%s', (title, making) => check(cli.tenants, proxy, title, making), 240_000);
  });
});
