import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { commandsFile, commandsReference } from './commandsReference.ts';

test('docs/commands.md is what the definitions of the commands say: npm run docs:commands writes it', async () => {
  expect(await readFile(commandsFile, 'utf8')).toBe(await commandsReference());
});
