import { describe, expect, test } from 'vitest';
import { excerpt, nextToken, syntaxError, type Token } from './lex.ts';
import { expectRefusal } from '../../../test/support/errors.ts';
import { enterprise } from '../../../test/support/types.ts';

function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (let from = 0; ;) {
    const token = nextToken({ text, what: 'filter' }, from);
    if (token.kind === 'end') return found;
    found.push(token);
    from = token.end;
  }
}

function literal(text: string): unknown {
  const [token, ...others] = tokens(text);
  expect(others).toEqual([]);
  return token?.kind === 'literal' ? token.value : token;
}

describe('nextToken', () => {
  test('tells words, literals and brackets apart', () => {
    const found = tokens('not (emails[type eq "work"].value co "@x")');
    expect(found.map(({ kind }) => kind)).toEqual([
      ...['word', '(', 'word', '[', 'word', 'word', 'literal', ']', '.', 'word', 'word', 'literal', ')'],
    ]);
  });

  test('says where each token begins and ends', () => {
    expect(tokens(' a eq "b"').map(({ at, end }) => [at, end])).toEqual([
      [1, 2],
      [3, 5],
      [6, 9],
    ]);
  });

  test.each([
    ['a dotted name', 'name.givenName'],
    ['a URN with dots in it', `${enterprise}:manager.displayName`],
    ['a reference', '$ref'],
    ['a name with digits, hyphens and underscores', 'x509-Cert_2'],
  ])('takes %s as one word', (_what, text) => {
    expect(tokens(text)).toEqual([{ kind: 'word', text, at: 0, end: text.length }]);
  });

  test.each([
    ['tabs and spaces', ' \t a\t \teq  1 '],
    ['none where none is needed', 'a eq 1'],
  ])('skips white space: %s', (_what, text) => {
    expect(tokens(text).map((token) => token.text)).toEqual(['a', 'eq', '1']);
  });

  test.each([
    ['""', ''],
    ['"plain"', 'plain'],
    ['"00123"', '00123'],
    ['"a \\"quoted\\" word"', 'a "quoted" word'],
    ['"back\\\\slash"', 'back\\slash'],
    ['"\\/\\b\\f\\n\\r\\t"', '/\b\f\n\r\t'],
    ['"\\u00e9"', 'é'],
    ['"\\uD83D\\uDE00"', '😀'],
    ['"😀"', '😀'],
    ['"\\ud83d\\ude00 raw 😀"', '😀 raw 😀'],
    ['")] and ("', ')] and ('],
  ])('reads the string %s', (text, value) => {
    expect(literal(text)).toBe(value);
  });

  test.each([
    ['0', 0],
    ['-0', -0],
    ['-12', -12],
    ['1.5', 1.5],
    ['12e3', 12_000],
    ['1E+2', 100],
    ['5e-1', 0.5],
  ])('reads the number %s', (text, value) => {
    expect(literal(text)).toBe(value);
  });

  test.each([
    ['an open string', 'a eq "b', 6, 'closing quote'],
    ['a string that ends in a backslash', 'a eq "b\\"', 6, 'closing quote'],
    ['an unknown escape', 'a eq "\\x"', 6, 'escape'],
    ['a raw control character', 'a eq "b\nc"', 6, 'control character'],
    ['an incomplete \\u', 'a eq "\\u12"', 6, 'escape'],
    ['half a surrogate pair, escaped', 'a eq "\\uD83D"', 6, 'surrogate'],
    ['half a surrogate pair, raw', 'a eq "\uDE00"', 6, 'surrogate'],
    ['a single quote', "a eq 'b'", 6, 'double quotes'],
    ['a number with a leading zero', 'a eq 012', 6, 'number'],
    ['a number with a word in it', 'a eq 2fa-1234', 6, 'double quotes'],
    ['a lone minus', 'a eq -', 6, 'number'],
    ['two dots', 'a eq 1.2.3', 6, 'number'],
    ['a character that begins nothing', 'a = 1', 3, '"="'],
    ['a name that begins with an underscore', '_a eq 1', 1, '"_"'],
    ['a line break', 'a eq\n1', 5, '\\n'],
  ])('refuses %s and says where', (_what, text, position, problem) => {
    expectRefusal(() => tokens(text), 'invalidFilter', `position ${position}:`);
    expectRefusal(() => tokens(text), 'invalidFilter', problem);
  });

  test('stays at the end', () => {
    expect(nextToken({ text: 'a ', what: 'filter' }, 1)).toEqual({ kind: 'end', text: '', at: 2, end: 2 });
  });
});

describe('syntaxError', () => {
  test('is about the filter or about the path', () => {
    expect(syntaxError({ text: '', what: 'filter' }, 4, 'x').toBody()).toMatchObject({
      scimType: 'invalidFilter',
      detail: 'The filter is wrong at position 5: x.',
    });
    expect(syntaxError({ text: '', what: 'path' }, 0, 'x').toBody()).toMatchObject({
      scimType: 'invalidPath',
      detail: 'The path is wrong at position 1: x.',
    });
  });
});

describe('excerpt', () => {
  test('quotes, and cuts what is long', () => {
    expect(excerpt('a"b')).toBe('"a\\"b"');
    expect(excerpt('x'.repeat(160))).toBe(`"${'x'.repeat(160)}"`);
    expect(excerpt('x'.repeat(161))).toBe(`"${'x'.repeat(160)}…"`);
  });
});
