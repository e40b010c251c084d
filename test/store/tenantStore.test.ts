import { beforeEach, describe, expect, test } from 'vitest';
import { ScimError } from '../../shared/scim/error.ts';
import { defined } from '../../shared/scim/json.ts';
import { DamagedRow } from '../../shared/tenants/fields.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { deleteTenantRow, readTenant, readTenants, writeTenant } from '../../shared/tenants/tenantStore.ts';
import { loseOnce } from '../support/storageProxy.ts';
import { anyToken, madeTenant, useTenantsTable, tenantOf } from '../support/tenants.ts';

const tables = await useTenantsTable();
const signal = new AbortController().signal;
const named = (tenant: Tenant, displayName: string): Tenant => ({
  ...tenant,
  identityProvider: { ...tenant.identityProvider, displayName },
});

describe('the stored tenant', () => {
  let serial = 0;
  let name: string;
  beforeEach(() => {
    name = `tenant-${(serial += 1)}`;
  });

  const put = (document: unknown, format: unknown = 2) =>
    tables.table.upsertEntity(
      {
        partitionKey: 'tenants',
        rowKey: name,
        ...defined({ format, document }),
      },
      'Replace',
    );

  test('is none where there is none', async () => {
    expect(await readTenant(tables.table, name, signal)).toBeUndefined();
  });

  test('is read with one storage call, and comes back as it was written', async () => {
    const tenant = tenantOf(name);
    expect(await writeTenant(tables.table, tenant, undefined, signal)).toBe(true);
    expect((await readTenant(tables.watched, name, signal))?.tenant).toEqual(tenant);
    expect(tables.proxy.calls).toHaveLength(1);
  });

  test('is written on condition only', async () => {
    const tenant = tenantOf(name);
    await writeTenant(tables.table, tenant, undefined, signal);
    const etag = (await readTenant(tables.table, name, signal))?.etag;
    const other = named(tenant, 'Other');
    expect(await writeTenant(tables.table, other, undefined, signal)).toBe(false);
    expect(await writeTenant(tables.table, other, etag, signal)).toBe(true);
    expect(await writeTenant(tables.table, named(tenant, 'Late'), etag, signal)).toBe(false);
    expect(await tables.stored(name)).toEqual(other);
  });

  test('is deleted once, and only as it was read', async () => {
    await writeTenant(tables.table, tenantOf(name), undefined, signal);
    const old = (await readTenant(tables.table, name, signal))?.etag ?? '';
    await writeTenant(tables.table, named(tenantOf(name), 'Other'), old, signal);
    expect(await deleteTenantRow(tables.table, name, old, signal)).toBe(false);
    const etag = (await readTenant(tables.table, name, signal))?.etag ?? '';
    expect(await deleteTenantRow(tables.table, name, etag, signal)).toBe(true);
    expect(await deleteTenantRow(tables.table, name, etag, signal)).toBe(false);
    expect(await readTenant(tables.table, name, signal)).toBeUndefined();
  });

  test('is read from a row of the first release, and written in the form of this one', async () => {
    const document = JSON.stringify({
      name,
      created: '2025-01-01T00:00:00.000Z',
      externalIdRequired: false,
      secretTokens: [{ id: 'old', sha256: '00', created: '2025-01-01T00:00:00.000Z' }],
    });
    await put(document, 1);
    const { tenant } = await addSecretToken(tables.table, name, anyToken, 'none');
    expect(tenant.secretTokens[1]).toMatchObject({ id: 'old', scope: 'provisioning', label: '2025-01-01' });
    expect(await tables.stored(name)).toEqual(tenant);
    expect((await tables.row(name)).format).toBe(2);
  });

  test.each<[string, unknown, unknown]>([
    ['no document', undefined, 2],
    ['a document that is a number', 7, 2],
    ['an empty document', '', 2],
    ['another document', '{}', 2],
    ['a list', '[]', 2],
    ['a cut document', '{"name":"x', 2],
    ['no format', JSON.stringify(tenantOf('tenant')), undefined],
    ['the format of a later release', JSON.stringify(tenantOf('tenant')), 3],
    ["another tenant's document", JSON.stringify(tenantOf('tenant')), 2],
  ])('with %s it is damaged', async (_, document, format) => {
    await put(document, format);
    await expect(readTenant(tables.table, name, signal)).rejects.toThrow(DamagedRow);
  });

  test("a row that holds another tenant's document gives nobody access to that tenant", async () => {
    await madeTenant(tables.table, name);
    const row = await tables.row(name);
    const thief = `${name}-thief`;
    await tables.table.createEntity({
      partitionKey: 'tenants',
      rowKey: thief,
      format: 2,
      document: String(row.document),
    });
    await expect(readTenant(tables.table, thief, signal)).rejects.toThrow(DamagedRow);
  });

  test.each([
    ['read', () => readTenant(tables.watched, name, signal)],
    ['written', () => writeTenant(tables.watched, tenantOf(name), undefined, signal)],
    ['written again', () => writeTenant(tables.watched, tenantOf(name), '*', signal)],
    ['deleted', () => deleteTenantRow(tables.watched, name, '*', signal)],
  ])('where storage fails it is not known whether it was %s', async (_, run) => {
    tables.proxy.treat(() => 'refuse');
    await expect(run()).rejects.toMatchObject({ name: 'ScimError', status: 503 });
  });

  test('grows no larger than its row: what does not fit is refused with a sentence', async () => {
    const client = { id: 'c', label: '', created: '2026-01-01T00:00:00.000Z', scopes: [], secrets: [] };
    const withLabel = (label: string) => ({ ...tenantOf(name), clients: [{ ...client, label }] });
    const full = withLabel('x'.repeat(29_900 - JSON.stringify(withLabel('')).length));
    expect(await writeTenant(tables.table, full, undefined, signal)).toBe(true);
    const row = await tables.row(name);
    const more = addSecretToken(tables.table, name, anyToken, 'none');
    await expect(more).rejects.toThrow(ScimError);
    await expect(more).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining('Remove some') as string,
    });
    expect(await tables.row(name)).toEqual(row);
  });
});

/** Holds no tenant but those of the tests of a list. */
const own = await useTenantsTable();

describe('all tenants', () => {
  async function list(table = own.table) {
    const damaged: string[] = [];
    const names: string[] = [];
    for await (const { name } of readTenants(table, signal, (damagedName) => damaged.push(damagedName)))
      names.push(name);
    return { names, damaged };
  }

  test('are none in a deployment that is new', async () => {
    expect(await list()).toEqual({ names: [], damaged: [] });
  });

  test('come in the order of their names, also those behind a damaged one, which is named', async () => {
    for (const name of ['c', 'a', 'b10', 'b']) await madeTenant(own.table, name);
    await own.table.upsertEntity(
      { partitionKey: 'tenants', rowKey: 'b', format: 2, document: '{' },
      'Replace',
    );
    // A row of another kind is none of them.
    await own.table.createEntity({ partitionKey: 'used:a', rowKey: 'x', at: '' });
    expect(await list()).toEqual({ names: ['a', 'b10', 'c'], damaged: ['b'] });
  });

  test('where storage fails it says so, instead of a list that looks whole', async () => {
    own.proxy.treat(() => 'refuse');
    await expect(list(own.watched)).rejects.toMatchObject({ name: 'ScimError', status: 503 });
  });

  test('a page that is lost is asked for again', async () => {
    own.proxy.treat(loseOnce(() => true));
    expect((await list(own.watched)).names).toEqual(['a', 'b10', 'c']);
  });
});
