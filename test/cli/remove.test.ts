import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmByTyping } from '../../cli/confirm.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { disableTenant } from '../../shared/tenants/lifecycle.ts';
import { readTenant, writeTenant } from '../../shared/tenants/tenantStore.ts';
import { runCommand, startCommand } from '../support/runCommand.ts';
import { startStorageProxy } from '../support/storageProxy.ts';
import {
  allRows,
  entryOf,
  openPartition,
  startStorage,
  storedUser,
  type TestStorage,
} from '../support/store.ts';
import { created, madeTenant, tenantOf } from '../support/tenants.ts';

let storage: TestStorage;
let tenants: Table;
let settings: Record<string, string>;

const never = new AbortController().signal;

beforeAll(async () => {
  storage = await startStorage();
  tenants = await openTable(storage, 'scimTenants');
  await tenants.createTable();
  await openPartition(storage.connectionString);
  settings = { SCIM_STORAGE_CONNECTION_STRING: storage.connectionString };
});
afterAll(() => storage.close());

/** A tenant with two people whose removal began long ago: nobody need be waited for. */
async function quietTenant(name: string): Promise<void> {
  await writeTenant(tenants, { ...tenantOf(name), removing: created }, undefined, never);
  await people(name);
}

async function people(name: string): Promise<void> {
  const partition = await openPartition(storage.connectionString, name);
  for (const person of ['ada', 'jane']) {
    const user = storedUser({ userName: `${person}@example.com`, externalId: person });
    await insertUser(partition, user, entryOf('create', user));
  }
}

async function rowsOf(name: string): Promise<number> {
  return (await allRows(await openPartition(storage.connectionString, name))).size;
}

describe('tenant remove', () => {
  test('asks first: where nobody can be asked it removes nothing, and says what would be removed and how', async () => {
    await madeTenant(tenants, 'asked');
    await people('asked');
    const { code, out, err } = await runCommand(['tenant', 'remove', 'asked'], settings);
    expect(code).toBe(2);
    expect(err).toContain('standard input is no terminal');
    expect(err).toContain('To remove the tenant "asked" with its 2 users, add --yes.');
    expect(err).not.toContain('    at ');
    expect(out).toBe('');
    expect(await rowsOf('asked')).toBe(10);
    expect((await readTenant(tenants, 'asked', never))?.tenant.removing).toBeUndefined();
  });

  test('--yes removes every row; --json prints one object', async () => {
    await quietTenant('scripted');
    const { code, out } = await runCommand(['tenant', 'remove', 'scripted', '--yes', '--json'], settings);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ tenant: 'scripted', removed: true, deletedRows: 10 });
    expect(await rowsOf('scripted')).toBe(0);
    expect(await readTenant(tenants, 'scripted', never)).toBeUndefined();
  });

  test('people read how far it is, and what was removed', async () => {
    await quietTenant('read');
    const { code, out, err } = await runCommand(['tenant', 'remove', 'read', '--yes'], settings);
    expect(code).toBe(0);
    expect(err).toContain('Deleting: 10 rows so far');
    expect(out).toContain('The tenant "read" is removed: 10 rows deleted, and nothing is left of it.');
  });

  test('a tenant whose own row is damaged: asks and warns as well, and begins to remove it', async () => {
    await people('damaged');
    const document = '{"name":"damaged","created":7}';
    await tenants.createEntity({ partitionKey: 'tenants', rowKey: 'damaged', format: 2, document });
    const words = ['tenant', 'remove', 'damaged'];
    const problem =
      'what is stored of the tenant "damaged" itself can\'t be read: The member created is not what it must be.';
    const asked = await runCommand(words, settings);
    expect(asked).toMatchObject({ code: 2, out: expect.stringContaining(problem) as unknown });
    expect(asked.err).toContain('To remove the tenant "damaged" with its 2 users, add --yes.');
    expect(await rowsOf('damaged')).toBe(10);

    const running = startCommand([...words, '--yes', '--json'], settings);
    await running.told('Deleting: 10 rows so far');
    running.child.kill('SIGINT');
    expect((await running.finished).err).toContain(problem);
    expect(await rowsOf('damaged')).toBe(0);
    const read = await readTenant(tenants, 'damaged', never);
    if (read === undefined) throw new Error('The tenant is gone.');
    await writeTenant(tenants, { ...read.tenant, removing: created }, read.etag, never);
    const again = await runCommand([...words, '--yes', '--json'], settings);
    expect(JSON.parse(again.out)).toEqual({ tenant: 'damaged', removed: true, deletedRows: 0 });
    expect(again.err).not.toContain('Attention');
    expect(await readTenant(tenants, 'damaged', never)).toBeUndefined();
  });

  test.each(['nobody', 'Not_A_Name'])('%s is no tenant, which is said in a sentence', async (name) => {
    for (const more of [[], ['--yes']]) {
      const { code, out, err } = await runCommand(['tenant', 'remove', name, ...more], settings);
      expect({ code, out, err }).toEqual({ code: 2, out: '', err: `There is no tenant "${name}".\n` });
    }
  });

  test('explains the wait; Ctrl-C says how to go on, and the same command goes on', async () => {
    await madeTenant(tenants, 'waiting');
    const running = startCommand(['tenant', 'remove', 'waiting', '--yes'], settings);
    await running.told(' s: other instances may still let requests of this tenant in');
    running.child.kill('SIGINT');
    const { code, err } = await running.finished;
    expect(code).toBe(130);
    expect(err).toMatch(/Waiting 1\d\d s: other instances/);
    expect(err).toContain('is not removed to the end yet. To go on:  node dist/cli.js tenant remove waiting');

    const read = await readTenant(tenants, 'waiting', never);
    if (read === undefined) throw new Error('The tenant is gone.');
    expect(read.tenant.removing).toBeDefined();
    await writeTenant(tenants, { ...read.tenant, removing: created }, read.etag, never);
    const again = await runCommand(['tenant', 'remove', 'waiting', '--yes', '--json'], settings);
    expect(JSON.parse(again.out)).toEqual({ tenant: 'waiting', removed: true, deletedRows: 0 });
    expect(await readTenant(tenants, 'waiting', never)).toBeUndefined();
  });

  test('--no-wait ends when what is there is deleted, and says who does the rest; then the tenant says so, too', async () => {
    await madeTenant(tenants, 'brief');
    await people('brief');
    const { code, out, err } = await runCommand(
      ['tenant', 'remove', 'brief', '--yes', '--no-wait'],
      settings,
    );
    expect(code).toBe(0);
    expect(err).not.toMatch(/Waiting|To go on/);
    expect(out).toMatch(
      /Of the tenant "brief" 10 rows are deleted[^]*until \d\d:\d\d:\d\d UTC[^]*hourly timer/,
    );
    expect(await rowsOf('brief')).toBe(0);
    const again = await runCommand(['tenant', 'remove', 'brief', '--yes', '--no-wait', '--json'], settings);
    const { quietAt, ...rest } = JSON.parse(again.out) as { readonly quietAt: string };
    expect(rest).toEqual({ tenant: 'brief', removed: false, deletedRows: 0 });
    expect(Date.parse(quietAt)).toBeGreaterThan(Date.now());
    expect((await runCommand(['tenant', 'list'], settings)).out).toMatch(/brief .*being removed/);
    expect((await runCommand(['tenant', 'show', 'brief'], settings)).out).toMatch(
      /its removal began on [\d-]{10} [\d:]{5} UTC\. The hourly timer of the service finishes that/,
    );
  });

  test('--no-wait promises no timer for rows without a tenant, which it would not find', async () => {
    await people('orphans');
    const { code, out } = await runCommand(['tenant', 'remove', 'orphans', '--yes', '--no-wait'], settings);
    expect(code).toBe(0);
    expect(out).toMatch(
      /10 rows are deleted[^]*has no row of its own[^]*Delete it then: .* tenant remove orphans/,
    );
    expect(out).not.toContain('the name is free');
    expect(await rowsOf('orphans')).toBe(0);
  });

  test('a tenant whose provisioning has been off for a while is removed at once, and so is an empty one that was never on', async () => {
    for (const since of [created, new Date(Date.now() - 180_000).toISOString()]) {
      const { identityProvider, ...rest } = tenantOf('off');
      const provisioning = { enabled: false, since };
      await writeTenant(
        tenants,
        { ...rest, identityProvider: { ...identityProvider, provisioning } },
        undefined,
        never,
      );
      const { code, err } = await runCommand(['tenant', 'remove', 'off', '--yes'], settings);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(await readTenant(tenants, 'off', never)).toBeUndefined();
    }
  });

  test('where storage does not answer it says how to go on', async () => {
    await madeTenant(tenants, 'busy');
    await disableTenant(tenants, 'busy');
    const proxy = await startStorageProxy(storage.connectionString);
    proxy.treat(({ method }) => (method === 'PUT' ? 'refuse' : 'pass'));
    const { code, err } = await runCommand(['tenant', 'remove', 'busy', '--yes'], {
      SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
    });
    await proxy.close();
    expect(code).toBe(1);
    expect(err).toContain('To go on:  node dist/cli.js tenant remove busy');
    expect(err).toContain('Storage did not answer in time');
    expect(err).not.toContain('    at ');
  });
});

describe('the confirmation', () => {
  /** A terminal at which somebody types this, and what the terminal shows. */
  async function typed(text: string, ends = false): Promise<{ confirmed: boolean; shown: string }> {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    const confirmed = confirmByTyping('Type it: ', 'acme', 'Add --yes.', input, output);
    input.write(text);
    if (ends) input.end();
    return { confirmed: await confirmed, shown: String(output.read()) };
  }

  test('is the word, as it was asked for', async () => {
    const { confirmed, shown } = await typed('acme\n');
    expect(confirmed).toBe(true);
    expect(shown).toContain('Type it: ');
  });

  test.each(['y\n', 'ACME\n', 'acme-2\n', '\n', '\u0003', '\u0004'])('is not %j', async (text) => {
    expect((await typed(text)).confirmed).toBe(false);
  });

  test('is not the end of the terminal', async () => {
    expect((await typed('', true)).confirmed).toBe(false);
  });

  test('is not had where nobody sits at a terminal', async () => {
    const input = new PassThrough();
    input.write('acme\n');
    await expect(confirmByTyping('Type it: ', 'acme', 'Add --yes.', input)).rejects.toThrow('Add --yes.');
  });
});
