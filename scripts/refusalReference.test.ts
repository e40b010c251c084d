import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { refusalSentences } from '../shared/signIn/refusalSentences.ts';
import { signInFile, signInPage } from './refusalReference.ts';

test('docs/single-sign-on.md explains every reason for which a sign-in is refused, as "npm run docs:errors" writes it', async () => {
  const page = await readFile(signInFile, 'utf8');
  expect(page).toBe(await signInPage(page));
  const missing = Object.keys(refusalSentences).filter((reason) => !page.includes(`| \`${reason}\` `));
  expect(missing).toEqual([]);
});
