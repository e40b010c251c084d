import { describe, expect, test } from 'vitest';
import { fold } from './fold.ts';

describe('fold', () => {
  test.each([
    ['ASCII', 'Ana@CONTOSO.example', 'ana@contoso.example'],
    ['Latin', 'ÑANDÚ', 'ñandú'],
    ['composed and decomposed', 'n\u0303', 'ñ'],
    ['sharp s, in full', 'STRASSE', 'straße'],
    ['capital sharp s', 'STRAẞE', 'strasse'],
    ['long s', 'ſ', 'S'],
    ['a ligature', 'ﬁ', 'FI'],
    ['final sigma', 'ΟΔΟΣ', 'οδος'],
    ['sigma inside of a word', 'ΟΔΟΣ', 'οδοσ'],
    ['the Kelvin sign', '\u{212A}', 'k'],
    ['Cyrillic', 'ЖУК', 'жук'],
    ['beyond the basic plane', '\u{10400}', '\u{10428}'],
    ['the iota below', 'ᾳ', 'ΑΙ'],
    ['I with a dot above', '\u{130}', 'i\u0307'],
  ])('makes one of %s', (_what, left, right) => {
    expect(fold(left)).toBe(fold(right));
  });

  test.each([
    ['the dotless i and i', 'ı', 'i'],
    ['the dotless i and I', 'ı', 'I'],
    ['letters with and without accents', 'é', 'e'],
    ['white space', 'a b', 'a  b'],
    ['leading zeros', '007', '7'],
  ])('keeps %s apart', (_what, left, right) => {
    expect(fold(left)).not.toBe(fold(right));
  });

  test('folds what is folded to itself', () => {
    for (const text of ['Ana', 'STRAẞE', 'ΟΔΟΣ', '\u{130}', 'ΐ', 'ŉ', 'ᾳ']) {
      expect(fold(fold(text))).toBe(fold(text));
    }
  });
});
