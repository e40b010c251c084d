import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReplyBody } from '../support/client.ts';
import { person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { loadUsers } from '../support/load.ts';
import { storedUser } from '../support/store.ts';

let watched: WatchedService;

beforeAll(async () => {
  watched = await startWatchedService();
  const users = Array.from({ length: 2_500 }, (_, i) =>
    storedUser({ userName: `u${i}` }, { id: String(i).padStart(6, '0') }),
  );
  await loadUsers(watched.partition, users);
});
afterAll(() => watched.stop());

async function page(startIndex: number, count: number): Promise<{ body: ReplyBody; calls: number }> {
  watched.proxy.forget();
  const { body } = await watched.client.send('GET', `/Users?startIndex=${startIndex}&count=${count}`);
  return { body, calls: watched.proxy.calls.length };
}

const ids = ({ Resources }: ReplyBody): string[] => Resources.map(({ id }) => id);

test('pages that are read in sequence cost two storage calls each, however deep they are', async () => {
  const seen: string[] = [];
  for (let startIndex = 1; startIndex <= 2_500; startIndex += 100) {
    const { body, calls } = await page(startIndex, 100);
    expect({ startIndex, calls, total: body.totalResults }).toEqual({ startIndex, calls: 2, total: 2_500 });
    seen.push(...ids(body));
  }
  expect(seen).toEqual(Array.from({ length: 2_500 }, (_, i) => String(i).padStart(6, '0')));
});

test('a page out of sequence begins at the nearest end that is known, and is the same', async () => {
  const { body, calls } = await page(2_450, 10);
  expect(ids(body)[0]).toBe('002449');
  // The count, the keys between 2,400 and 2,449, and the page.
  expect(calls).toBe(3);
});

test('after a create or a delete, also by another instance, the places are counted again', async () => {
  await page(1, 2);
  const another = await watched.another();
  expect((await another.client.send('DELETE', '/Users/000000')).status).toBe(204);
  expect(ids((await page(3, 2)).body)).toEqual(['000003', '000004']);
  expect((await another.client.send('POST', '/Users', person('new'))).status).toBe(201);
  await another.stop();
  const all = [...ids((await page(1, 1_000)).body), ...ids((await page(1_001, 1_000)).body)];
  expect(new Set([...all, ...ids((await page(2_001, 1_000)).body)]).size).toBe(2_500);
});
