import { expect, test } from 'vitest';
import { TenantCache, tenantLifetimeMs } from './tenantCache.ts';
import { tenantOf } from '../../test/support/tenants.ts';

const tenant = (name: string, externalIdRequired = true) => tenantOf(name, [], { externalIdRequired });

test('a tenant is believed for its lifetime and no longer', () => {
  const cache = new TenantCache();
  cache.set(tenant('a'), 1_000);
  expect(cache.get('a', 1_000)).toEqual(tenant('a'));
  expect(cache.get('a', 1_000 + tenantLifetimeMs - 1)).toEqual(tenant('a'));
  expect(cache.get('a', 1_000 + tenantLifetimeMs)).toBeUndefined();
  expect(cache.get('b', 1_000)).toBeUndefined();
});

test('a revoked token works half a minute longer at most', () => {
  expect(tenantLifetimeMs).toBeLessThanOrEqual(30_000);
});

test('reading a tenant does not prolong its life; setting it does, with what it is now', () => {
  const cache = new TenantCache();
  cache.set(tenant('a'), 0);
  cache.get('a', tenantLifetimeMs - 1);
  expect(cache.get('a', tenantLifetimeMs)).toBeUndefined();
  cache.set(tenant('a', false), tenantLifetimeMs);
  expect(cache.get('a', 2 * tenantLifetimeMs - 1)).toEqual(tenant('a', false));
});

test('a deleted tenant is forgotten', () => {
  const cache = new TenantCache();
  cache.set(tenant('a'), 0);
  cache.set(tenant('b'), 0);
  cache.delete('a');
  expect(cache.get('a', 0)).toBeUndefined();
  expect(cache.get('b', 0)).toBeDefined();
});

test('it is bounded: the tenant that was set longest ago makes room', () => {
  const cache = new TenantCache();
  for (let i = 0; i < 10_000; i += 1) cache.set(tenant(`t${i}`), 0);
  cache.set(tenant('t0'), 0);
  expect(cache.get('t1', 0)).toBeDefined();
  cache.set(tenant('new'), 0);
  expect(cache.get('t1', 0)).toBeUndefined();
  for (const name of ['t0', 't2', 't9999', 'new']) expect(cache.get(name, 0), name).toBeDefined();
});
