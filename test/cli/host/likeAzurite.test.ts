import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTableServer, type RunningTableServer } from '../../../cli/host/azurite.ts';
import { startPlainAzurite } from '../../support/plainAzurite.ts';
import { firstDifference, Side } from '../../support/tableOperations.ts';

let azurite: Awaited<ReturnType<typeof startPlainAzurite>>;
let ours: RunningTableServer;
beforeAll(async () => {
  [azurite, ours] = await Promise.all([
    startPlainAzurite(),
    startTableServer({ port: 0, hostname: '127.0.0.1', location: undefined }),
  ]);
});
afterAll(() => Promise.all([azurite.close(), ours.close()]));

// `npm run bench:tables` takes 100,000 steps.
test('random operations are answered as Azurite answers them', async () => {
  const sides = [
    new Side(ours.connectionString, 'same'),
    new Side(azurite.connectionString, 'same'),
  ] as const;
  for (const { client } of sides) await client.createTable();
  expect(await firstDifference(sides, { seed: 16, steps: 400 })).toBeUndefined();
}, 120_000);
