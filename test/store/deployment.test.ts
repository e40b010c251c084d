import { beforeEach, describe, expect, test } from 'vitest';
import { defined } from '../../shared/scim/json.ts';
import { findSecret } from '../../shared/tenants/credential.ts';
import {
  addManagementToken,
  deploymentHolder,
  readManagementTokens,
  revokeManagementToken,
} from '../../shared/tenants/deployment.ts';
import { DamagedRow, fieldsIn } from '../../shared/tenants/fields.ts';
import { noteUse } from '../../shared/tenants/lastUsed.ts';
import { readSecretTokens } from '../../shared/tenants/parseTenant.ts';
import { isTenantName } from '../../shared/tenants/tenant.ts';
import { readTenants } from '../../shared/tenants/tenantStore.ts';
import { loseOnce } from '../support/storageProxy.ts';
import { collect } from '../support/store.ts';
import { useTenantsTable } from '../support/tenants.ts';

const tables = await useTenantsTable();
const signal = new AbortController().signal;
const keys = ['deployment', 'management'] as const;

beforeEach(async () => {
  await tables.table.deleteEntity(...keys).catch(() => undefined);
  tables.proxy.forget();
});

const wish = { label: 'Portal', expires: undefined };
const tokens = async () => (await readManagementTokens(tables.table, signal)).tokens;
const add = (table = tables.table) => addManagementToken(table, wish, 'oldest');

test('a new deployment has none; they cost one storage call', async () => {
  const none = { tokens: [], etag: undefined, changed: 0 };
  expect(await readManagementTokens(tables.watched, signal)).toEqual(none);
  tables.proxy.forget();
  expect(await readManagementTokens(tables.watched, signal)).toEqual(none);
  expect(tables.proxy.calls).toHaveLength(1);
});

test('one is made with the management scope; only its hash is stored', async () => {
  const expires = '2030-01-01T00:00:00.000Z';
  const { token, record } = await addManagementToken(tables.table, { ...wish, expires }, 'none');
  expect(record).toMatchObject({ label: 'Portal', scope: 'management', role: 'admin', expires });
  expect(await tokens()).toEqual([record]);
  expect(findSecret(await tokens(), token)).toEqual(record);
  const row = await tables.table.getEntity(...keys);
  expect(JSON.stringify(row)).not.toContain(token.slice(7, -6));
});

test('two work at a time: none more is made, all end but the one in use, or all do', async () => {
  const [first, second] = [await add(), await add()];
  expect(await tokens()).toEqual([second.record, first.record]);
  await noteUse(tables.table, deploymentHolder, second.record.id, new Date());
  await expect(addManagementToken(tables.table, wish, 'none')).rejects.toMatchObject({
    name: 'ScimError',
    status: 409,
  });
  const third = await add();
  expect(await tokens()).toEqual([third.record, second.record]);
  const alone = await addManagementToken(tables.table, wish, 'others');
  expect(await tokens()).toEqual([alone.record]);
});

test('two of each role work at a time, and one ends none of another role', async () => {
  const [admin, other] = [await add(), await add()];
  const support = await addManagementToken(tables.table, { ...wish, role: 'support' }, 'others');
  expect(await tokens()).toEqual([support.record, other.record, admin.record]);
  expect(support.record.role).toBe('support');
});

test('one of an earlier release is an admin; for that release, one of another role is none', async () => {
  const { record } = await addManagementToken(tables.table, { ...wish, role: 'reader' }, 'none');
  const { document } = await tables.table.getEntity<{ document: string }>(...keys);
  const scopes = readSecretTokens(fieldsIn(document)).map(({ scope }) => scope);
  expect(scopes).toEqual([]);
  const [partitionKey, rowKey] = keys;
  const { role: _, ...earlier } = { ...record, scope: 'management' };
  const row = { partitionKey, rowKey, document: JSON.stringify({ secretTokens: [earlier] }) };
  await tables.table.upsertEntity({ ...row, format: 1 });
  expect(await tokens()).toEqual([{ ...record, role: 'admin' }]);
});

test('a wrong label is refused', async () => {
  const wrong = addManagementToken(tables.table, { ...wish, label: '' }, 'none');
  await expect(wrong).rejects.toMatchObject({ name: 'ScimError', status: 400 });
  expect(await tokens()).toEqual([]);
});

describe.each(['POST', 'PUT'])('where the answer to a %s is lost', (method) => {
  test('a token is made once', async () => {
    const before = method === 'PUT' ? [(await add()).record] : [];
    tables.proxy.treat(loseOnce((call) => call.method === method));
    const { record } = await add(tables.watched);
    expect(await tokens()).toEqual([record, ...before]);
  });
});

test('a repeated rotation keeps the one in use', async () => {
  const inUse = await add();
  await noteUse(tables.table, deploymentHolder, inUse.record.id, new Date());
  await add();
  const third = await add();
  expect(await tokens()).toEqual([third.record, inUse.record]);
});

test('of two that are made at once the second ends the first, and not the one before', async () => {
  const before = await add();
  let other: string | undefined;
  tables.proxy.treat(async ({ method }) => {
    if (method === 'PUT' && other === undefined) {
      other = '';
      other = (await add()).record.id;
    }
    return 'pass' as const;
  });
  const { record } = await add(tables.watched);
  expect(other).toMatch(/./);
  expect((await tokens()).map(({ id }) => id)).toEqual([record.id, before.record.id]);
});

test('one is revoked by its id; a lost answer does not make it missing', async () => {
  const [first, second] = [await add(), await add()];
  tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
  await revokeManagementToken(tables.watched, first.record.id);
  expect(await tokens()).toEqual([second.record]);
  await revokeManagementToken(tables.table, second.record.id);
  expect(await tokens()).toEqual([]);
  for (const id of [first.record.id, '', '__proto__'])
    await expect(revokeManagementToken(tables.table, id)).rejects.toMatchObject({
      name: 'ScimError',
      status: 404,
    });
});

test.each([undefined, '', '{', '[]', '{}', '{"secretTokens":[{}]}', '{"secretTokens":[{"id":"a"}]}'])(
  'a row that holds %j is damaged, and accepts nobody',
  async (document) => {
    const [partitionKey, rowKey] = keys;
    await tables.table.upsertEntity({
      partitionKey,
      rowKey,
      ...defined({ document }),
    });
    await expect(readManagementTokens(tables.table, signal)).rejects.toThrow(DamagedRow);
    await expect(add()).rejects.toThrow(DamagedRow);
  },
);

test('where storage fails it is not known which there are', async () => {
  tables.proxy.treat(() => 'refuse');
  await expect(readManagementTokens(tables.watched, signal)).rejects.toMatchObject({
    name: 'ScimError',
    status: 503,
  });
});

test('they are no tenant, and what is noted of them is under a name that no tenant can have', async () => {
  await add();
  expect(await collect(readTenants(tables.table, signal, () => undefined))).toEqual([]);
  expect(isTenantName(deploymentHolder)).toBe(false);
});
