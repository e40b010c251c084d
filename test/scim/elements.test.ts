import { describe, expect, it } from 'vitest';
import { exactKey, isPrimary, withoutMeant, withoutPresent } from '../../shared/scim/elements.ts';
import type { JsonValue } from '../../shared/scim/json.ts';
import { lastAttribute, resolveName } from '../../shared/scim/path.ts';
import type { Attribute } from '../../shared/schema/attributes.ts';
import { badgeUser } from '../support/types.ts';

function attribute(name: string): Attribute {
  const path = resolveName(badgeUser, name);
  if (path === undefined) throw new Error(`There is no ${name}.`);
  return lastAttribute(path);
}

describe('exactKey', () => {
  it.each<[JsonValue, JsonValue, boolean]>([
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

describe('withoutPresent', () => {
  it('leaves out what is there already, and what comes twice', () => {
    const fresh = withoutPresent(
      [{ value: 'a', type: 't' }],
      [{ type: 't', value: 'a' }, { value: 'b' }, { value: 'b' }],
    );
    expect(fresh).toEqual([{ value: 'b' }]);
  });
});

describe('withoutMeant', () => {
  const elements: readonly JsonValue[] = [
    { value: 'A@x', type: 'work', primary: true },
    { value: 'b@x', type: 'home' },
    { value: 'b@x', type: 'work' },
  ];
  const [first = null, second = null, third = null] = elements;

  it.each<[string, readonly JsonValue[], readonly JsonValue[]]>([
    ['one member', [{ value: 'b@x' }], [first]],
    ['several members', [{ value: 'b@x', type: 'work' }], [first, second]],
    ['members in another order', [{ type: 'home', value: 'b@x' }], [first, third]],
    ['several elements with other members', [{ value: 'a@x' }, { type: 'home' }], [third]],
    ['values without regard to case', [{ value: 'a@X', type: 'WORK' }], [second, third]],
    ['a boolean', [{ primary: true }], [second, third]],
    ['a member that an element lacks', [{ value: 'b@x', display: 'D' }], elements],
    ['a value that is not there', [{ value: 'c@x' }], elements],
    ['nothing', [], elements],
  ])('by %s', (_what, sent, kept) => {
    expect(withoutMeant(attribute('emails'), elements, sent)).toEqual(kept);
  });

  it('minds the case of what is caseExact', () => {
    expect(withoutMeant(attribute('zones'), [{ value: 'A' }, { value: 'a' }], [{ value: 'a' }])).toEqual([
      { value: 'A' },
    ]);
  });

  it('compares simple values', () => {
    expect(withoutMeant(attribute('tags'), ['Red', 'Blue'], ['red'])).toEqual(['Blue']);
  });
});

describe('isPrimary', () => {
  it.each<[JsonValue, boolean]>([
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
