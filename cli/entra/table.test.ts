import { expect, test } from 'vitest';
import { painter, table, wantsColour } from './table.ts';

test.each([
  ['a terminal', { isTTY: true }, undefined, true],
  ['a terminal with an empty NO_COLOR', { isTTY: true }, '', true],
  ['a terminal with NO_COLOR', { isTTY: true }, '1', false],
  ['a file or a pipe', {}, undefined, false],
] as const)('colours at %s: %s, %s → %s', (_, stream, noColor, expected) => {
  expect(wantsColour(stream, noColor)).toBe(expected);
});

test('without colours a table is plain text, and with them only its headings and marks differ', () => {
  const columns = [{ title: 'Who', width: 10 }];
  const plain = table(columns, [['Ann']], painter(false));
  expect(plain.split('\n').map((line) => line.replace(/─+/, '─'))).toEqual(['Who', '─', 'Ann']);
  expect(table(columns, [['Ann']], painter(true))).toContain('\u001B[1mWho');
});
