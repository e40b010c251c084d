import { expect, test } from 'vitest';
import { repeatPatches } from '../support/repeatedPatches.ts';

// `npm run test:property:patch` does it 100,000 times.
test('a PATCH that was accepted and is sent again is accepted again, and changes nothing more', () => {
  const counts = repeatPatches(1_000, Math.floor(Math.random() * 2 ** 31));
  expect(counts.counterexample).toBeUndefined();
  expect(counts.changed).toBeGreaterThan(counts.accepted / 2);
  // Operations that undo each other are for the generator to find, and for nobody to send.
  expect(counts.undone).toBeLessThan(counts.accepted / 20);
});
