import type { TransactionAction } from '@azure/data-tables';
import { beforeEach, describe, expect, test } from 'vitest';
import type { StoredResource } from '../../shared/scim/represent.ts';
import { countUsers, foldMarkers } from '../../shared/store/countUsers.ts';
import { countKey, markerKey } from '../../shared/store/keys.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { readById } from '../../shared/store/readUsers.ts';
import { insertUser, deleteUserRows } from '../../shared/store/userRows.ts';
import {
  allRows,
  audit,
  entryOf,
  openPartition,
  operationId,
  storedUser,
  withSubmit,
} from '../support/store.ts';
import { useStorage } from '../support/useStorage.ts';

const { storage, proxy } = await useStorage();
let partition: Partition;
/** The same partition through the proxy. */
let watched: Partition;
beforeEach(async () => {
  partition = await openPartition(storage.connectionString);
  watched = await openPartition(proxy.connectionString, partition.tenant);
  proxy.forget();
});

let serial = 0;
async function create(into = partition): Promise<StoredResource> {
  const user = storedUser({ userName: `user ${(serial += 1)}` });
  await insertUser(into, user, entryOf('create', user));
  return user;
}

async function remove(user: StoredResource): Promise<void> {
  const read = await readById(partition, user.id);
  if (read === undefined) throw new Error('There is no such user.');
  expect(await deleteUserRows(partition, read, entryOf('delete', user))).toBe('written');
}

/** Markers as that many creates leave them, without the users; they are ordered by their first digit. */
async function addMarkers(count: number, delta = 1, firstDigit = ''): Promise<void> {
  const { table, tenant } = partition;
  const actions = Array.from({ length: count }, (): TransactionAction => [
    'create',
    { partitionKey: tenant, rowKey: markerKey(firstDigit + operationId()), delta },
  ]);
  for (let start = 0; start < count; start += 100) {
    await table.submitTransaction(actions.slice(start, start + 100));
  }
}

async function markers(): Promise<number> {
  return [...(await allRows(partition)).keys()].filter((key) => /^k:[^!]/.test(key)).length;
}

async function snapshot(): Promise<unknown> {
  return (await allRows(partition)).get(countKey)?.count;
}

describe('counting', () => {
  test('nobody is 0', async () => {
    expect(await countUsers(partition)).toBe(0);
  });

  test('every create adds one and every delete takes one away', async () => {
    const users = [await create(), await create(), await create()];
    expect(await countUsers(partition)).toBe(3);
    for (const [i, user] of users.entries()) {
      await remove(user);
      expect(await countUsers(partition)).toBe(2 - i);
    }
    await create();
    expect(await countUsers(partition)).toBe(1);
    expect(await markers()).toBe(7);
  });

  test('what fails is not counted', async () => {
    const user = await create();
    const clash = storedUser({ userName: `user ${serial}` });
    await expect(insertUser(partition, clash, entryOf('create', clash))).rejects.toMatchObject({
      status: 409,
    });
    const read = await readById(partition, user.id);
    await remove(user);
    if (read !== undefined) {
      expect(await deleteUserRows(partition, read, entryOf('delete', user))).toBe('stale');
    }
    expect(await countUsers(partition)).toBe(0);
  });

  test('another tenant counts for itself', async () => {
    await create();
    expect(await countUsers(await openPartition(storage.connectionString, `${partition.tenant}-2`))).toBe(0);
  });

  test('is one storage call where there are up to 1,000 markers', async () => {
    await addMarkers(200);
    proxy.forget();
    expect(await countUsers(watched)).toBe(200);
    expect(proxy.calls).toHaveLength(1);
  });
});

describe('folding', () => {
  test('happens above 200 markers and not before, and leaves the count exact', async () => {
    await addMarkers(200);
    expect(await countUsers(partition)).toBe(200);
    expect(await markers()).toBe(200);
    expect(await snapshot()).toBeUndefined();
    await addMarkers(1);
    expect(await countUsers(partition)).toBe(201);
    expect(await markers()).toBe(0);
    expect(await snapshot()).toBe(201);
    expect(await countUsers(partition)).toBe(201);
  });

  test('goes on from a snapshot, with deletes too', async () => {
    await addMarkers(250);
    expect(await countUsers(partition)).toBe(250);
    await addMarkers(150, 1);
    await addMarkers(120, -1);
    expect(await countUsers(partition)).toBe(280);
    expect(await markers()).toBe(0);
    expect(await snapshot()).toBe(280);
    const user = await create();
    expect(await countUsers(partition)).toBe(281);
    await remove(user);
    expect(await countUsers(partition)).toBe(280);
  });

  test('stops where somebody else folds, and nothing is counted twice', async () => {
    await addMarkers(250);
    let others = 0;
    proxy.treat(async ({ url }) => {
      // Just before the first fold of one, another one folds everything.
      if (url.includes('$batch') && (others += 1) === 1) await countUsers(partition);
      return 'pass' as const;
    });
    expect(await countUsers(watched)).toBe(250);
    expect(others).toBe(1);
    expect(await snapshot()).toBe(250);
    expect(await countUsers(partition)).toBe(250);
  });

  test('a fold whose answer was lost is not made twice', async () => {
    await addMarkers(250);
    let transactions = 0;
    proxy.treat(({ url }) => (url.includes('$batch') && (transactions += 1) === 1 ? 'lose' : 'pass'));
    expect(await countUsers(watched)).toBe(250);
    expect(transactions).toBeGreaterThan(1);
    expect((await audit(partition)).count).toBe(250);
    expect(await countUsers(partition)).toBe(250);
  });

  test('a fold of other markers in between is not lost', async () => {
    await addMarkers(250, 1, 'f');
    let transactions = 0;
    proxy.treat(async ({ url }) => {
      if (url.includes('$batch') && (transactions += 1) === 2) {
        // Another one folds markers that this one has not seen, and dies before it comes to the others.
        await addMarkers(150, 1, '0');
        let submitted = 0;
        const dying = withSubmit(partition.table, (run) =>
          (submitted += 1) === 1 ? run() : Promise.reject(new Error('died')),
        );
        await expect(countUsers({ ...partition, table: dying })).rejects.toThrow('died');
      }
      return 'pass' as const;
    });
    expect(await countUsers(watched)).toBe(250);
    expect(transactions).toBe(2);
    expect(await countUsers(partition)).toBe(400);
    expect(await snapshot()).toBe(400);
    expect(await markers()).toBe(0);
  });

  test('a user created while others fold is counted', async () => {
    await addMarkers(250);
    let created = 0;
    proxy.treat(async ({ url }) => {
      if (url.includes('$batch')) {
        await create();
        created += 1;
      }
      return 'pass' as const;
    });
    expect(await countUsers(watched)).toBe(250);
    expect(created).toBe(3); // 250 markers in transactions of 99.
    expect(await countUsers(partition)).toBe(253);
  });
});

describe('more markers than a page', () => {
  test('are counted exactly, and folded by and by', async () => {
    await addMarkers(2_300);
    await addMarkers(100, -1);
    expect(await countUsers(partition)).toBe(2_200);
    expect(await markers()).toBe(2_400 - 990);
    expect(await countUsers(partition)).toBe(2_200);
    expect(await countUsers(partition)).toBe(2_200);
    expect(await markers()).toBe(0);
    expect(await snapshot()).toBe(2_200);
  });

  test('are read again where somebody folds between two pages', async () => {
    await addMarkers(1_500);
    let folds = 0;
    proxy.treat(async ({ url }) => {
      if (url.includes('NextRowKey') && (folds += 1) === 1) {
        await countUsers(partition);
        await countUsers(partition);
      }
      return 'pass' as const;
    });
    expect(await countUsers(watched)).toBe(1_500);
    expect(folds).toBe(1); // The second time all is in one page.
    expect(await markers()).toBe(0);
  });

  test('are counted exactly by many at once', async () => {
    await addMarkers(1_500);
    const counts = await Promise.all(Array.from({ length: 8 }, () => countUsers(partition)));
    expect(counts).toEqual(Array.from({ length: 8 }, () => 1_500));
    expect((await audit(partition)).count).toBe(1_500);
  });
});

describe('folding for its own sake', () => {
  test('leaves no marker, however many or few there are', async () => {
    await addMarkers(1_200);
    await foldMarkers(partition);
    expect([await markers(), await snapshot()]).toEqual([0, 1_200]);
    await addMarkers(1, -1);
    await foldMarkers(partition);
    expect([await markers(), await snapshot()]).toEqual([0, 1_199]);
  });

  test('takes one call where there is nothing to fold, and leaves nothing behind', async () => {
    await foldMarkers(watched);
    expect(proxy.calls).toHaveLength(1);
    expect((await allRows(partition)).size).toBe(0);
  });
});

test('creates, counts and folds at once: every count lies between what was done and what was begun', async () => {
  await addMarkers(190);
  let begun = 190;
  let done = 190;
  const creating = Array.from({ length: 8 }, async () => {
    for (let i = 0; i < 15; i += 1) {
      begun += 1;
      await create();
      done += 1;
    }
  });
  const counting = Array.from({ length: 4 }, async () => {
    for (let i = 0; i < 15; i += 1) {
      const atLeast = done;
      const count = await countUsers(partition);
      expect(count).toBeGreaterThanOrEqual(atLeast);
      expect(count).toBeLessThanOrEqual(begun);
    }
  });
  await Promise.all([...creating, ...counting]);
  expect(await countUsers(partition)).toBe(310);
  expect((await audit(partition)).count).toBe(310);
  expect(await snapshot()).toBeGreaterThan(190);
});
