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
