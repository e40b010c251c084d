import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { refusalSentences } from '../../shared/signIn/refusals.ts';

test('docs/single-sign-on.md has every reason for which a sign-in is refused, its sentence, and what to do', async () => {
  const page = await readFile('docs/single-sign-on.md', 'utf8');
  const [, table = ''] = /\n\| reason .*\n.*\n([^]*?)\n\n/.exec(page) ?? [];
  const rows = table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
  expect(rows.map(([, reason, sentence]) => [reason, sentence])).toEqual(
    Object.entries(refusalSentences).map(([reason, sentence]) => [`\`${reason}\``, sentence]),
  );
  expect(rows.filter(([, , , advice = '']) => advice === '')).toEqual([]);
});
