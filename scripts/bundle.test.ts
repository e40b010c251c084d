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
  expect(bundle).not.toMatch(/(?<![.\w])requestId=/);
});

test('the SDK of Table Storage is in a file of its own, which is shortened like the bundle', async () => {
  const [bundle, storage] = await Promise.all(
    ['functions', 'storage'].map((name) => readFile(`dist/${name}.cjs`, 'utf8')),
  );
  const sdk = /\b(?:TableClient|createDefaultHttpClient|createPipelineRequest)\b/;
  expect(bundle).not.toMatch(sdk);
  expect(storage).toMatch(sdk);
  expect(storage).not.toMatch(/\blet (?:namespaceIndex|patternParts)=/);
});
