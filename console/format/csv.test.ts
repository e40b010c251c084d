import { expect, test } from 'vitest';
import { csvOf } from './csv.ts';

test('quotes what would break a row', () => {
  expect(csvOf([['a,b', 'say "x"', 'two\nlines', 7, null]])).toBe('"a,b","say ""x""","two\nlines",7,\r\n');
});

test.each(['=1+1', '+49 40', '-1', '@SUM(A1)', '\t=1'])('lets no spreadsheet run %j', (cell) => {
  expect(csvOf([[cell]])).toBe(`'${cell}\r\n`);
});
