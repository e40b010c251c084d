import { expect, test, describe } from 'vitest';
import { TenantCache, tenantLifetimeMs, FreshReads } from './tenantDirectory.ts';
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

/** Reads that end when they are told to. */
function controlled() {
  const begun: { key: string; end: (value: string) => void; fail: (error: Error) => void }[] = [];
  let running = 0;
  let most = 0;
  const reads = new FreshReads((key: string) => {
    running += 1;
    most = Math.max(most, running);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    begun.push({ key, end: resolve, fail: reject });
    return promise.finally(() => (running -= 1));
  });
  const nth = (index: number) => {
    const read = begun[index];
    if (read === undefined) throw new Error(`There was no read ${index}.`);
    return read;
  };
  return { reads, begun, nth, most: () => most };
}

describe('FreshReads', () => {
  test('one who asks gets what a read that begins then finds', async () => {
    const { reads, begun, nth } = controlled();
    const asked = reads.read('a');
    nth(0).end('now');
    expect(await asked).toBe('now');
    const later = reads.read('a');
    nth(1).end('later');
    expect(await later).toBe('later');
    expect(begun).toHaveLength(2);
  });

  test('however many ask while a read runs, one more follows it, and they are told what that finds', async () => {
    const { reads, begun, nth } = controlled();
    const first = reads.read('a');
    const others = Array.from({ length: 100 }, () => reads.read('a'));
    expect(begun).toHaveLength(1);
    nth(0).end('before');
    expect(await first).toBe('before');
    expect(begun).toHaveLength(2);
    nth(1).end('after');
    expect(new Set(await Promise.all(others))).toEqual(new Set(['after']));
    expect(begun).toHaveLength(2);
  });

  test('who asks while the second runs waits for a third: what is found never lies before the question', async () => {
    const { reads, begun, nth } = controlled();
    const first = reads.read('a');
    const second = reads.read('a');
    nth(0).end('1');
    await first;
    const third = reads.read('a');
    nth(1).end('2');
    expect(await second).toBe('2');
    nth(2).end('3');
    expect(await third).toBe('3');
    expect(begun).toHaveLength(3);
  });

  test('who asks at the very moment that a read ends begins no second one beside the one that follows', async () => {
    const { reads, nth, most } = controlled();
    const asked: Promise<string>[] = [];
    const first = reads.read('a').then((found) => {
      asked.push(reads.read('a'));
      return found;
    });
    asked.push(reads.read('a'));
    nth(0).end('1');
    await first;
    await Promise.resolve();
    expect(most()).toBe(1);
    nth(1).end('2');
    expect(await Promise.all(asked)).toEqual(['2', '2']);
    expect(most()).toBe(1);
  });

  test('a read that fails fails for those who asked for it; the next one is tried all the same', async () => {
    const { reads, begun, nth } = controlled();
    const first = reads.read('a');
    const second = reads.read('a');
    nth(0).fail(new Error('no storage'));
    await expect(first).rejects.toThrow('no storage');
    nth(1).end('back');
    expect(await second).toBe('back');
    const third = reads.read('a');
    nth(2).end('again');
    expect(await third).toBe('again');
    expect(begun).toHaveLength(3);
  });

  test('keys do not wait for each other', async () => {
    const { reads, nth, begun } = controlled();
    const slow = reads.read('a');
    const quick = reads.read('__proto__');
    nth(1).end('b');
    expect(await quick).toBe('b');
    nth(0).end('a');
    expect(await slow).toBe('a');
    expect(begun.map(({ key }) => key)).toEqual(['a', '__proto__']);
  });
});
