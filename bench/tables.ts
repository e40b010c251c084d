/**
 * `npm run bench:tables [steps] [seed]`: the same random operations on Azurite as it comes and on the table server of
 * this project. Prints the first answer that differs, and fails.
 */
import { inspect } from 'node:util';
import { startTableServer } from '../cli/host/azurite.ts';
import { startPlainAzurite } from '../test/support/plainAzurite.ts';
import { firstDifference, Side } from '../test/support/tableOperations.ts';

const [, , steps = '100000', seed = String(Date.now() % 1_000_000)] = process.argv;
const [azurite, ours] = await Promise.all([
  startPlainAzurite(),
  startTableServer({ port: 0, hostname: '127.0.0.1', location: undefined }),
]);
try {
  const sides = [
    new Side(ours.connectionString, 'same'),
    new Side(azurite.connectionString, 'same'),
  ] as const;
  for (const { client } of sides) await client.createTable();
  const difference = await firstDifference(sides, { seed: Number(seed), steps: Number(steps) });
  console.log(
    difference === undefined
      ? `${steps} steps from seed ${seed}: no answer differs.`
      : inspect(difference, { depth: null }),
  );
  if (difference !== undefined) process.exitCode = 1;
} finally {
  await Promise.all([azurite.close(), ours.close()]);
}
