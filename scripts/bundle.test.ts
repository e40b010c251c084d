import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('the bundle is written for the Node that runs it: private members and awaits are no helpers of a compiler', async () => {
  const bundle = await readFile('dist/functions.cjs', 'utf8');
  expect(bundle).toMatch(/InvocationModel ?= ?class/);
  expect(bundle).not.toMatch(/__classPrivateField|__awaiter|__generator/);
});

test('the bundle has the names of functions, which people read in stacks, and short names of what is inside them', async () => {
  const bundle = await readFile('dist/functions.cjs', 'utf8');
  expect(bundle).toMatch(/function getSignInPage\(/);
  expect(bundle).not.toMatch(/\b(?:const|let) requestId=/);
});
