import { beforeEach, describe, expect, test } from 'vitest';
import { deleteLastUsed, LastUsed, noteUse, readLastUsed } from '../../shared/tenants/lastUsed.ts';
import { useTenantsTable } from '../support/tenants.ts';

const tables = await useTenantsTable();

const hour = 3_600_000;
const start = Date.parse('2026-06-01T12:00:00.000Z');
const at = (milliseconds: number) => new Date(start + milliseconds);

describe('LastUsed', () => {
  test('a use is due at first, and then once an hour', () => {
    const used = new LastUsed();
    expect(used.isDue('t', 'c', 0)).toBe(true);
    expect(used.isDue('t', 'c', 0)).toBe(false);
    expect(used.isDue('t', 'c', hour - 1)).toBe(false);
    expect(used.isDue('t', 'c', hour)).toBe(true);
    expect(used.isDue('t', 'c', 2 * hour - 1)).toBe(false);
    expect(used.isDue('t', 'c', 2 * hour)).toBe(true);
  });

  test('each credential of each tenant is due by itself', () => {
    const used = new LastUsed();
    expect(used.isDue('t', 'c', 0)).toBe(true);
    expect(used.isDue('t', 'd', 0)).toBe(true);
    expect(used.isDue('u', 'c', 0)).toBe(true);
    expect(used.isDue('u', 'c', 0)).toBe(false);
  });

  test('it is bounded: what was noted longest ago makes room, and is due again', () => {
    const used = new LastUsed();
    for (let i = 0; i <= 10_000; i += 1) used.isDue('t', String(i), 0);
    expect(used.isDue('t', '1', 1)).toBe(false);
    expect(used.isDue('t', '10000', 1)).toBe(false);
    expect(used.isDue('t', '0', 1)).toBe(true);
  });
});

describe('noteUse', () => {
  let serial = 0;
  let holder: string;

  beforeEach(() => {
    holder = `tenant-${(serial += 1)}`;
    tables.proxy.forget();
  });

  const signal = new AbortController().signal;
  const used = async () => Object.fromEntries(await readLastUsed(tables.table, holder, signal));
  const note = (credential: string, time: Date) => noteUse(tables.watched, holder, credential, time);
  const methods = () => tables.proxy.calls.map(({ method }) => method);

  test('nothing is known of a deployment that is new', async () => {
    expect(await used()).toEqual({});
    await deleteLastUsed(tables.table, holder, signal);
  });

  test('notes when a credential was used, with a read and a write', async () => {
    await note('a', at(0));
    tables.proxy.forget();
    await note('b', at(1));
    expect(await used()).toEqual({ a: at(0).toISOString(), b: at(1).toISOString() });
    expect(methods()).toHaveLength(2);
  });

  test('what another process has noted within the hour is not written again', async () => {
    await note('a', at(0));
    tables.proxy.forget();
    await note('a', at(hour - 1));
    expect(methods()).toEqual(['GET']);
    expect(await used()).toEqual({ a: at(0).toISOString() });
    await note('a', at(hour));
    expect(await used()).toEqual({ a: at(hour).toISOString() });
  });

  test('a row that is damaged is written anew', async () => {
    await tables.table.upsertEntity({ partitionKey: `used:${holder}`, rowKey: 'a', at: 'some day' });
    await note('a', at(0));
    expect(await used()).toEqual({ a: at(0).toISOString() });
  });

  test('an answer that is lost does no harm', async () => {
    let calls = 0;
    tables.proxy.treat(() => ((calls += 1) % 2 === 1 ? 'lose' : 'pass'));
    await note('a', at(0));
    expect(await used()).toEqual({ a: at(0).toISOString() });
  });

  test('a storage that fails is told to the caller, who goes on', async () => {
    tables.proxy.treat(() => 'refuse');
    await expect(note('a', at(0))).rejects.toThrow();
  });

  test('uses of one tenant are forgotten, those of others not', async () => {
    await note('a', at(0));
    await note('b', at(0));
    await noteUse(tables.table, `${holder}-other`, 'a', at(0));
    await deleteLastUsed(tables.table, holder, signal);
    expect(await used()).toEqual({});
    expect((await readLastUsed(tables.table, `${holder}-other`, signal)).size).toBe(1);
  });
});

test('a use that could not be noted is due again after a minute, and not before', () => {
  const uses = new LastUsed();
  expect(uses.isDue('t', 'c', 0)).toBe(true);
  uses.failed('t', 'c', 0);
  expect(uses.isDue('t', 'c', 59_999)).toBe(false);
  expect(uses.isDue('t', 'c', 60_000)).toBe(true);
});
