import { describe, expect, test } from 'vitest';
import {
  isArray,
  isObject,
  jsonEqual,
  member,
  parseJson,
  typeInWords,
  withMember,
  type JsonObject,
  type JsonValue,
  fold,
  parseDateTime,
} from './json.ts';
import { deepFreeze } from '../../test/support/freeze.ts';

describe('isObject and isArray', () => {
  test.each<[JsonValue | undefined, boolean, boolean]>([
    [{}, true, false],
    [[], false, true],
    [null, false, false],
    [undefined, false, false],
    ['', false, false],
    [0, false, false],
    [false, false, false],
  ])('%j', (value, object, array) => {
    expect(isObject(value)).toBe(object);
    expect(isArray(value)).toBe(array);
  });
});

describe('member', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('%s is nobody’s by birth', (name) => {
    expect(member({}, name)).toBeUndefined();
  });

  test('finds what an object holds, whatever it is called', () => {
    const object = parseJson('{"__proto__": 1, "constructor": null}') as JsonObject;
    expect(member(object, '__proto__')).toBe(1);
    expect(member(object, 'constructor')).toBeNull();
  });
});

describe('withMember', () => {
  const object: JsonObject = deepFreeze({ a: 1, b: 2 });

  test('adds, replaces and removes without changing its input', () => {
    expect(withMember(object, 'c', 3)).toEqual({ a: 1, b: 2, c: 3 });
    expect(withMember(object, 'a', null)).toEqual({ a: null, b: 2 });
    expect(withMember(object, 'a', undefined)).toEqual({ b: 2 });
    expect(withMember(object, 'c', undefined)).toEqual({ a: 1, b: 2 });
    expect(object).toEqual({ a: 1, b: 2 });
  });

  test('makes __proto__ a member like any other', () => {
    const changed = withMember({}, '__proto__', { polluted: true });
    expect(Object.keys(changed)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('typeInWords', () => {
  test.each<[JsonValue, string]>([
    [null, 'null'],
    [[], 'an array'],
    [{}, 'an object'],
    ['', 'a string'],
    [0, 'a number'],
    [true, 'a boolean'],
  ])('%j is %s', (value, words) => {
    expect(typeInWords(value)).toBe(words);
  });
});

describe('jsonEqual', () => {
  test.each<[JsonValue | undefined, JsonValue | undefined, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [null, null, true],
    [null, undefined, false],
    [undefined, undefined, true],
    [[], [], true],
    [[], {}, false],
    [{}, [], false],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [{ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: null }, { b: null }, false],
    [{ a: null }, {}, false],
    ['é', 'e\u0301', false],
  ])('%j and %j: %s', (left, right, equal) => {
    expect(jsonEqual(left, right)).toBe(equal);
  });

  test('looks at own members only', () => {
    expect(jsonEqual({ constructor: 1 }, { a: 1 })).toBe(false);
    expect(jsonEqual(parseJson('{"__proto__": 1}'), parseJson('{"a": 1}'))).toBe(false);
  });
});

describe('parseJson', () => {
  test('parses, and keeps __proto__ a member', () => {
    expect(parseJson(' {"a":[1,"x",null,true]} ')).toEqual({ a: [1, 'x', null, true] });
    expect(Object.keys(parseJson('{"__proto__":{"polluted":true}}') as JsonObject)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each(['', '{', "{'a':1}", '{"a":1,}', 'undefined'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});

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

describe('parseDateTime', () => {
  test.each([
    ['2026-01-31T08:00:00Z', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31t08:00:00z', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:00', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:00+00:00', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:00-00:00', Date.UTC(2026, 0, 31, 8)],
    ['2026-01-31T08:00:00+05:30', Date.UTC(2026, 0, 31, 2, 30)],
    ['2026-01-31T23:00:00-02:00', Date.UTC(2026, 1, 1, 1)],
    ['2026-01-31T08:00:00.1Z', Date.UTC(2026, 0, 31, 8, 0, 0, 100)],
    ['2026-01-31T08:00:00.123Z', Date.UTC(2026, 0, 31, 8, 0, 0, 123)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1969-12-31T23:59:59Z', -1000],
  ])('%s', (text, instant) => {
    expect(parseDateTime(text)).toBe(instant);
  });

  test.each([
    ['nothing', ''],
    ['a date', '2026-01-31'],
    ['a time without seconds', '2026-01-31T08:00Z'],
    ['a space for the T', '2026-01-31 08:00:00Z'],
    ['white space around', ' 2026-01-31T08:00:00Z'],
    ['a line break behind', '2026-01-31T08:00:00Z\n'],
    ['an offset without a colon', '2026-01-31T08:00:00+0100'],
    ['a point without digits', '2026-01-31T08:00:00.Z'],
    ['a month that is none', '2026-13-01T00:00:00Z'],
    ['a day that no month has', '2026-01-32T00:00:00Z'],
    ['a day that this month does not have', '2026-02-30T00:00:00Z'],
    ['a leap day in a common year', '2026-02-29T00:00:00Z'],
    ['the hour 24', '2026-01-31T24:00:00Z'],
    ['the minute 60', '2026-01-31T08:60:00Z'],
    ['an offset that is none', '2026-01-31T08:00:00+25:00'],
    ['words', 'January 31, 2026 08:00:00'],
  ])('%s is none', (_what, text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});
