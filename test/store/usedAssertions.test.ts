import { describe, expect, test } from 'vitest';
import { deleteExpiredAssertions, useAssertion } from '../../shared/tenants/usedAssertions.ts';
import { loseOnce } from '../support/storageProxy.ts';
import { useTenantsTable } from '../support/tenants.ts';

const { signal } = new AbortController();
const issuer = 'https://login.example.net/tenant/v2.0';
const soon = new Date(Date.now() + 60_000);

const tenants = await useTenantsTable();

const use = (id: string, expires = soon, from = issuer) =>
  useAssertion(tenants.watched, { issuer: from, id, expires }, signal);

test('there is nothing to forget before there is a table', async () => {
  expect(await deleteExpiredAssertions(tenants.table, new Date(), signal)).toBe(0);
});

describe('an assertion', () => {
  test('is used once, whatever stands in its id', async () => {
    for (const id of ['a', 'A', '', 'ü/\\#?\n', 'x'.repeat(4_000)])
      expect([await use(id), await use(id)]).toEqual([true, false]);
  });

  test('of another issuer is another one, however the two are joined', async () => {
    expect(await use('b', soon, `${issuer}a`)).toBe(true);
    expect(await use('ab', soon, issuer)).toBe(true);
  });

  test('is used where the answer of storage was lost, and then no more', async () => {
    tenants.proxy.treat(loseOnce(({ method }) => method === 'POST'));
    expect(await use('lost')).toBe(true);
    expect(await use('lost')).toBe(false);
  });

  test('can neither be used nor refused where storage is down', async () => {
    tenants.proxy.treat(() => 'refuse');
    await expect(use('down')).rejects.toMatchObject({ name: 'ScimError', status: 503 });
    tenants.proxy.treat(() => 'pass');
    expect(await use('down')).toBe(true);
  });
});

test('what has expired is forgotten, and nothing else', async () => {
  const past = new Date(Date.now() - 1);
  await Promise.all([use('gone-1', past), use('gone-2', past), use('stays')]);
  await tenants.table.createEntity({ partitionKey: 'others', rowKey: 'x', expires: past });
  expect(await deleteExpiredAssertions(tenants.table, new Date(), signal)).toBe(2);
  expect(await deleteExpiredAssertions(tenants.table, new Date(), signal)).toBe(0);
  expect([await use('stays'), await use('gone-1')]).toEqual([false, true]);
  await tenants.table.getEntity('others', 'x');
});
