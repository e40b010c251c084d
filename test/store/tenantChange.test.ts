import { beforeEach, describe, expect, test } from 'vitest';
import { changeTenant, requireTenant } from '../../shared/tenants/change.ts';
import { addClient } from '../../shared/tenants/clients.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { madeTenant, useTenantsTable } from '../support/tenants.ts';

const tables = await useTenantsTable();
let serial = 0;
let name: string;

beforeEach(async () => {
  name = `tenant-${(serial += 1)}`;
  await madeTenant(tables.table, name);
  tables.proxy.forget();
});

const renamed = (displayName: string) => (tenant: Tenant) => ({
  ...tenant,
  identityProvider: { ...tenant.identityProvider, displayName },
});

describe('changeTenant', () => {
  test('costs a read and a write, and no write where nothing changes', async () => {
    const changed = await changeTenant(tables.watched, name, renamed('Other'));
    expect(await tables.stored(name)).toEqual(changed);
    expect(tables.proxy.calls.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    tables.proxy.forget();
    await changeTenant(tables.watched, name, (tenant) => tenant);
    expect(tables.proxy.calls.map(({ method }) => method)).toEqual(['GET']);
  });

  test('one that is overtaken again and again is made in the end, on top of all the others', async () => {
    let overtaken = 0;
    tables.proxy.treat(async ({ method }) => {
      if (method === 'PUT' && overtaken < 15) {
        overtaken += 1;
        await changeTenant(tables.table, name, renamed(`Overtaken ${overtaken}`));
      }
      return 'pass' as const;
    });
    const seen: string[] = [];
    await changeTenant(tables.watched, name, (tenant) => {
      seen.push(tenant.identityProvider.displayName);
      return renamed('Last')(tenant);
    });
    expect(seen.at(-1)).toBe('Overtaken 15');
    expect((await tables.stored(name))?.identityProvider.displayName).toBe('Last');
  });

  test('many at once are all made', async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, () =>
        addClient(tables.table, name, { label: 'Client', scopes: ['provisioning'], days: 365 }),
      ),
    );
    const stored = (await tables.stored(name))?.clients.map(({ id }) => id) ?? [];
    expect(stored.toSorted()).toEqual(made.map(({ clientId }) => clientId).toSorted());
  });

  test('a change that throws changes nothing', async () => {
    const row = await tables.row(name);
    const refused = changeTenant(tables.table, name, () => {
      throw new Error('no');
    });
    await expect(refused).rejects.toThrow('no');
    expect(await tables.row(name)).toEqual(row);
  });

  test.each(['nobody', 'No/Tenant', '', '__proto__'])('there is no tenant %j', async (unknown) => {
    const missing = { name: 'ScimError', status: 404, message: `There is no tenant "${unknown}".` };
    await expect(changeTenant(tables.table, unknown, (tenant) => tenant)).rejects.toMatchObject(missing);
    await expect(requireTenant(tables.table, unknown)).rejects.toMatchObject(missing);
  });

  test('where storage fails it says so', async () => {
    tables.proxy.treat(() => 'refuse');
    await expect(changeTenant(tables.watched, name, renamed('Other'))).rejects.toMatchObject({
      name: 'ScimError',
      status: 503,
    });
  });
});
