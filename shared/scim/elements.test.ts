import { describe, expect, test } from 'vitest';
import { distinct, elementKeys, exactKey, isPrimary, withoutMeant } from './elements.ts';
import { PatchWork } from './patchStep.ts';
import type { JsonValue } from './json.ts';
import { lastAttribute, resolveName } from './path.ts';
import type { Attribute } from './schema/attributes.ts';
import { badgeUser } from '../../test/support/types.ts';

function attribute(name: string): Attribute {
  const path = resolveName(badgeUser, name);
  if (path === undefined) throw new Error(`There is no ${name}.`);
  return lastAttribute(path);
}

describe('exactKey', () => {
  test.each<[JsonValue, JsonValue, boolean]>([
    [{ a: 1, b: [2, { c: null }] }, { b: [2, { c: null }], a: 1 }, true],
    [[1, 2], [2, 1], false],
    [1, '1', false],
    ['a', 'A', false],
    [{ a: 'b' }, { b: 'a' }, false],
    [{ a: '1,"b":2' }, { a: '1', b: 2 }, false],
    [['a,b'], ['a', 'b'], false],
    [{}, [], false],
    [null, 'null', false],
  ])('of %j and %j: equal %s', (left, right, equal) => {
    expect(exactKey(left) === exactKey(right)).toBe(equal);
  });
});

describe('elementKeys', () => {
  const keyOf = elementKeys(attribute('emails'));

  // RFC 7643 §2.4: what does not say that it is primary is not; and the same value is one, whether primary or not.
  test.each<[JsonValue, JsonValue, boolean]>([
    [{ value: 'a' }, { value: 'a', primary: false }, true],
    [{ value: 'a', type: 't' }, { type: 't', value: 'a', primary: true }, true],
    [{ value: 'a' }, { value: 'A' }, false],
    [{ value: 'a' }, { value: 'a', display: 'D' }, false],
    // A wrong type is for the validator to name.
    [{ value: 'a' }, { value: 'a', primary: 'yes' }, false],
    ['a', 'a', true],
    ['a', ['a'], false],
  ])('of %j and %j: equal %s', (left, right, equal) => {
    expect(keyOf(left) === keyOf(right)).toBe(equal);
  });

  test('takes what a made-up schema assumes for what is absent', () => {
    const zones = elementKeys(attribute('zones'));
    expect(zones({ value: 'A', primary: false })).toBe(zones({ value: 'A' }));
    expect(zones({ value: 'A', open: false })).not.toBe(zones({ value: 'A' }));
  });
});

describe('distinct', () => {
  const unique = (...elements: JsonValue[]) => distinct(attribute('emails'), elements);

  test('leaves out what comes twice', () => {
    expect(unique({ value: 'a', type: 't' }, { value: 'b' }, { type: 't', value: 'a' })).toEqual([
      { value: 'a', type: 't' },
      { value: 'b' },
    ]);
  });

  test('keeps the first as it was sent, primary if one of them was', () => {
    expect(unique({ value: 'a' }, { value: 'a', primary: false })).toEqual([{ value: 'a' }]);
    expect(unique({ value: 'a', primary: false }, { value: 'a' })).toEqual([{ value: 'a', primary: false }]);
    expect(unique({ value: 'a' }, { value: 'b' }, { value: 'a', primary: true })).toEqual([
      { value: 'a', primary: true },
      { value: 'b' },
    ]);
    expect(unique({ value: 'a', primary: true }, { value: 'a', primary: false })).toEqual([
      { value: 'a', primary: true },
    ]);
  });
});

describe('withoutMeant', () => {
  const elements: readonly JsonValue[] = [
    { value: 'A@x', type: 'work', primary: true },
    { value: 'b@x', type: 'home' },
    { value: 'b@x', type: 'work' },
  ];
  const [first = null, second = null, third = null] = elements;

  test.each<[string, readonly JsonValue[], readonly JsonValue[]]>([
    ['one member', [{ value: 'b@x' }], [first]],
    ['several members', [{ value: 'b@x', type: 'work' }], [first, second]],
    ['members in another order', [{ type: 'home', value: 'b@x' }], [first, third]],
    ['several elements with other members', [{ value: 'a@x' }, { type: 'home' }], [third]],
    ['values without regard to case', [{ value: 'a@X', type: 'WORK' }], [second, third]],
    ['a boolean', [{ primary: true }], [second, third]],
    ['a boolean that is assumed where it is absent', [{ value: 'b@x', primary: false }], [first]],
    [
      'several elements with the same value',
      [
        { value: 'b@x', type: 'x' },
        { value: 'b@x', type: 'home' },
      ],
      [first, third],
    ],
    ['a member that an element lacks', [{ value: 'b@x', display: 'D' }], elements],
    ['a value that is not there', [{ value: 'c@x' }], elements],
    ['nothing', [], elements],
  ])('by %s', (_what, sent, kept) => {
    expect(withoutMeant(attribute('emails'), elements, sent, new PatchWork())).toEqual(kept);
  });

  test('minds the case of what is caseExact', () => {
    expect(
      withoutMeant(attribute('zones'), [{ value: 'A' }, { value: 'a' }], [{ value: 'a' }], new PatchWork()),
    ).toEqual([{ value: 'A' }]);
  });

  test('compares simple values', () => {
    expect(withoutMeant(attribute('tags'), ['Red', 'Blue'], ['red'], new PatchWork())).toEqual(['Blue']);
  });
});

describe('isPrimary', () => {
  test.each<[JsonValue, boolean]>([
    [{ primary: true }, true],
    [{ primary: false }, false],
    [{ primary: 'true' }, false],
    [{}, false],
    ['primary', false],
    [null, false],
  ])('%j: %s', (element, expected) => {
    expect(isPrimary(element)).toBe(expected);
  });
});
