import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from './json.ts';
import { maxOperationWork, maxPatchWork, WorkBudget } from './bounds.ts';
import { expectRefusal, thrownBy } from '../../test/support/errors.ts';
import { deepFreeze } from '../../test/support/freeze.ts';
import { badge, badgeUser } from '../../test/support/types.ts';
import { applyPatch, patched, patchOperations } from '../../test/support/patching.ts';
import { patchTooMuchWork } from './errors/patch.ts';
import { add, remove, replace } from '../../test/support/operations.ts';

const work = deepFreeze({ value: 'w@x', type: 'work', primary: true });
const home = deepFreeze({ value: 'h@x', type: 'home' });
const other = deepFreeze({ value: 'o@x', type: 'other', display: 'O' });

/** The e-mails after `operations`; undefined where none are left. */
function emails(before: readonly JsonValue[] | undefined, ...operations: JsonValue[]): JsonValue | undefined {
  return patched(before === undefined ? { userName: 'a' } : { userName: 'a', emails: before }, ...operations)
    .emails;
}

describe('add to the whole attribute', () => {
  test.each<[string, readonly JsonObject[] | undefined, JsonValue, JsonValue]>([
    ['appends', [work], [home], [work, home]],
    ['appends one outside of a list', [work], home, [work, home]],
    ['appends a bare string', [work], 'x', [work, { value: 'x' }]],
    ['creates', undefined, [home, other], [home, other]],
    ['does not duplicate an equal element', [work, home], [home], [work, home]],
    ['compares without regard to the order of members', [home], [{ type: 'home', value: 'h@x' }], [home]],
    ['does not duplicate within the value', [work], [home, home], [work, home]],
    [
      'appends an element that differs',
      [home],
      [{ ...home, display: 'H' }],
      [home, { ...home, display: 'H' }],
    ],
    ['adds nothing by []', [work], [], [work]],
    ['adds nothing by null', [work], null, [work]],
    ['adds nothing by ""', [work], '', [work]],
    ['adds nothing by an element without value', [work], [{ value: '' }, {}], [work]],
  ])('%s', (_what, before, value, after) => {
    expect(emails(before, { op: 'Add', path: 'emails', value })).toEqual(after);
    expect(emails(before, { op: 'add', value: { emails: value } })).toEqual(after);
  });
});

describe('replace of the whole attribute', () => {
  test.each<[string, readonly JsonObject[] | undefined, JsonValue, JsonValue | undefined]>([
    ['replaces', [work, home], [other], [other]],
    ['creates', undefined, [other], [other]],
    ['removes by []', [work], [], undefined],
    ['removes by null', [work], null, undefined],
    ['removes by ""', [work], '', undefined],
  ])('%s', (_what, before, value, after) => {
    expect(emails(before, { op: 'Replace', path: 'emails', value })).toEqual(after);
    expect(emails(before, { op: 'replace', value: { emails: value } })).toEqual(after);
  });
});

describe('remove', () => {
  test.each<[string, JsonObject, JsonValue | undefined]>([
    ['all', { path: 'emails' }, undefined],
    ['by filter', { path: 'emails[type eq "work"]' }, [home, other]],
    ['by a filter with more', { path: 'emails[type ne "work" and value co "@"]' }, [work]],
    ['by a filter that matches nothing', { path: 'emails[type eq "fax"]' }, [work, home, other]],
    ['by value', { path: 'emails', value: [{ value: 'h@x' }] }, [work, other]],
    ['by value outside of a list', { path: 'emails', value: { value: 'h@x' } }, [work, other]],
    ['by a bare value', { path: 'emails', value: 'h@x' }, [work, other]],
    ['by several values', { path: 'emails', value: [{ value: 'h@x' }, { value: 'w@x' }] }, [other]],
    ['by value and type', { path: 'emails', value: [{ value: 'h@x', type: 'work' }] }, [work, home, other]],
    ['by a value that is not there', { path: 'emails', value: [{ value: 'q@x' }] }, [work, home, other]],
    ['by filter and value', { path: 'emails[value co "@x"]', value: { value: 'h@x' } }, [work, other]],
    [
      'by filter and a list of values',
      { path: 'emails[value co "@x"]', value: [{ value: 'h@x' }] },
      [work, other],
    ],
    ['the values alone by filter', { path: 'emails[type eq "work"].value' }, [home, other]],
    [
      'the values alone by filter, with a value',
      { path: 'emails[type eq "work"].value', value: 'w@x' },
      [home, other],
    ],
    ['a part', { path: 'emails[type eq "other"].display' }, [work, home, { value: 'o@x', type: 'other' }]],
    ['a part that is not there', { path: 'emails[type eq "home"].display' }, [work, home, other]],
    [
      'a part of all',
      { path: 'emails.type' },
      [{ value: 'w@x', primary: true }, { value: 'h@x' }, { value: 'o@x', display: 'O' }],
    ],
    ['the values of all', { path: 'emails.value' }, undefined],
  ])('%s', (_what, operation, after) => {
    expect(emails([work, home, other], { op: 'Remove', ...operation })).toEqual(after);
  });

  test('of what is not there changes nothing', () => {
    for (const path of ['emails', 'emails[type eq "work"]', 'emails[type eq "work"].value', 'emails.value']) {
      expect(emails(undefined, { op: 'remove', path })).toBeUndefined();
    }
  });
});

describe('add and replace by value filter', () => {
  test.each(['add', 'replace'])('%s with sub-attribute changes it in every matching element', (op) => {
    expect(emails([work, home, other], { op, path: 'emails[type ne "work"].display', value: 'D' })).toEqual([
      work,
      { ...home, display: 'D' },
      { ...other, display: 'D' },
    ]);
  });

  test('add without sub-attribute merges', () => {
    expect(emails([work, other], add('emails[type eq "other"]', { value: 'n@x' }))).toEqual([
      work,
      { ...other, value: 'n@x' },
    ]);
    expect(emails([other], add('emails[type eq "other"]', { display: null }))).toEqual([
      { value: 'o@x', type: 'other' },
    ]);
  });

  test('replace without sub-attribute swaps', () => {
    const value = { VALUE: 'n@x', type: 'home' };
    expect(emails([work, other], { op: 'replace', path: 'emails[type eq "other"]', value })).toEqual([
      work,
      { value: 'n@x', type: 'home' },
    ]);
  });

  test.each(['add', 'replace'])('%s of nothing removes what it names', (op) => {
    for (const value of [null, '']) {
      expect(emails([work, home], { op, path: 'emails[type eq "work"].value', value })).toEqual([home]);
      expect(emails([work, home], { op, path: 'emails[type eq "work"]', value })).toEqual([home]);
      expect(emails([other], { op, path: 'emails[type eq "other"].display', value })).toEqual([
        { value: 'o@x', type: 'other' },
      ]);
    }
  });

  test('changes all elements where there is no filter', () => {
    expect(emails([work, home], replace('emails.display', 'D'))).toEqual([
      { ...work, display: 'D' },
      { ...home, display: 'D' },
    ]);
  });

  test('leaves a value of a wrong type for the validator to name', () => {
    expect(emails([work], replace('emails[type eq "work"]', 5))).toEqual([5]);
    expect(emails([work], replace('emails[type eq "work"].value', 5))).toEqual([{ ...work, value: 5 }]);
  });
});

describe('creating an element that no filter matches', () => {
  test.each<[string, string, JsonValue, JsonObject]>([
    ['from eq', 'emails[type eq "work"].value', 'n@x', { type: 'work', value: 'n@x' }],
    ['from eq in another case', 'EMAILS[TYPE EQ "work"].VALUE', 'n@x', { type: 'work', value: 'n@x' }],
    ['from a boolean as a string', 'emails[primary eq "True"].value', 'n@x', { primary: true, value: 'n@x' }],
    [
      'from and',
      'emails[type eq "work" and primary eq false].value',
      'n@x',
      { type: 'work', primary: false, value: 'n@x' },
    ],
    [
      'from and in groups',
      'emails[(type eq "work") and (primary eq false and display eq "D")].value',
      'n@x',
      { type: 'work', primary: false, display: 'D', value: 'n@x' },
    ],
    [
      'from an absent part',
      'emails[type eq "work" and display eq null].value',
      'n@x',
      { type: 'work', value: 'n@x' },
    ],
    ['without sub-attribute', 'emails[type eq "work"]', { value: 'n@x' }, { type: 'work', value: 'n@x' }],
    ['without sub-attribute from a string', 'emails[type eq "work"]', 'n@x', { type: 'work', value: 'n@x' }],
    [
      'with a value that says otherwise',
      'emails[type eq "work"]',
      { value: 'n@x', type: 'fax' },
      { type: 'fax', value: 'n@x' },
    ],
    ['from its value', 'emails[value eq "n@x"].type', 'work', { value: 'n@x', type: 'work' }],
  ])('%s', (_what, path, value, created) => {
    const already = { value: 'q@x', type: 'home' };
    for (const op of ['Add', 'replace']) {
      expect(emails([already], { op, path, value })).toEqual([already, created]);
      expect(emails(undefined, { op, path, value })).toEqual([created]);
      expect(emails(undefined, { op, value: { [path]: value } })).toEqual([created]);
    }
  });

  test.each([
    'emails[type ne "work"].value',
    'emails[type sw "w"].value',
    'emails[type pr].value',
    'emails[type eq "work" or type eq "home"].value',
    'emails[not (type eq "work")].value',
    'emails[type eq "work" and not (display pr)].value',
    'emails[type eq "work" and value co "@"].value',
    // Nothing can be both.
    'emails[type eq "work" and type eq "home"].value',
  ])('%s says too little: noTarget', (path) => {
    const before =
      path.includes('not (type') || path.includes('ne "work"') || path.includes('pr].') ? undefined : [other];
    for (const op of ['add', 'replace']) {
      expectRefusal(() => emails(before, { op, path, value: 'n@x' }), 'noTarget', 'emails');
    }
  });

  test.each<[string, JsonValue]>([
    ['emails[type eq "work"].value', null],
    ['emails[type eq "work"].value', ''],
    ['emails[type eq "work"]', null],
    ['emails[type eq "work"]', ''],
    ['emails[type eq "work"]', {}],
    ['emails[type eq "work"]', { value: '' }],
    ['emails[type eq "work"]', { display: null }],
    ['emails[type sw "w"].value', null],
    ['emails[type ne "home"]', { display: null }],
  ])('%s ← %j takes nothing away where nothing matches', (path, value) => {
    for (const op of ['add', 'replace']) {
      expect(emails([home], { op, path, value })).toEqual([home]);
      expect(emails(undefined, { op, path, value })).toBeUndefined();
    }
  });

  test('creates the whole of an address part by part', () => {
    const parts = { streetAddress: 'S', locality: 'L', country: 'C' };
    const operations = Object.entries(parts).map(([name, value]) => ({
      op: 'Add',
      path: `addresses[type eq "work"].${name}`,
      value,
    }));
    expect(patched({}, ...operations)).toEqual({ addresses: [{ type: 'work', ...parts }] });
  });

  test('creates a role whose labels come before its value', () => {
    const operations = [
      { op: 'Add', path: 'roles[primary eq "True"].display', value: 'D' },
      { op: 'Add', path: 'roles[primary eq "True"].type', value: 'T' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'V' },
    ];
    expect(patched({}, ...operations)).toEqual({
      roles: [{ primary: true, display: 'D', type: 'T', value: 'V' }],
    });
  });
});

describe('empty elements', () => {
  test('go when only labels are left', () => {
    expect(emails([work], remove('emails[type eq "work"].value'))).toBeUndefined();
    expect(
      patched(
        {
          addresses: [
            { type: 'work', streetAddress: 'S', primary: true },
            { type: 'home', country: 'C' },
          ],
        },
        replace('addresses[type eq "work"].streetAddress', ''),
      ),
    ).toEqual({ addresses: [{ type: 'home', country: 'C' }] });
  });

  test('stay where nothing was taken from them', () => {
    const bare = { type: 'home', primary: true };
    expect(emails([bare], remove('emails[type eq "home"].display'))).toEqual([bare]);
    expect(emails([bare], replace('emails[type eq "home"].value', ''))).toEqual([bare]);
  });

  test('stay while they say something', () => {
    expect(
      patched(
        { addresses: [{ type: 'work', streetAddress: 'S', country: 'C' }] },
        remove('addresses[type eq "work"].streetAddress'),
      ),
    ).toEqual({ addresses: [{ type: 'work', country: 'C' }] });
  });
});

describe('primary', () => {
  const secondary = { ...work, primary: false };

  test.each<[string, JsonObject, JsonValue]>([
    [
      'an added element',
      add('emails', [{ ...other, primary: true }]),
      [secondary, home, { ...other, primary: true }],
    ],
    [
      'an element made primary',
      replace('emails[type eq "home"].primary', true),
      [secondary, { ...home, primary: true }],
    ],
    [
      'an element made primary by a string',
      { op: 'Replace', path: 'emails[type eq "home"].primary', value: 'True' },
      [secondary, { ...home, primary: true }],
    ],
    [
      'an element merged',
      add('emails[type eq "home"]', { primary: true }),
      [secondary, { ...home, primary: true }],
    ],
    [
      'an element swapped',
      replace('emails[type eq "home"]', { value: 'n@x', primary: true }),
      [secondary, { type: 'home', value: 'n@x', primary: true }],
    ],
    [
      'an element created',
      add('emails[type eq "fax"]', { value: 'n@x', primary: true }),
      [secondary, home, { type: 'fax', value: 'n@x', primary: true }],
    ],
    [
      'an element created from its filter',
      add('emails[type eq "fax" and primary eq true].value', 'n@x'),
      [secondary, home, { type: 'fax', value: 'n@x', primary: true }],
    ],
    ['the one that is', add('emails[type eq "work"].primary', true), [work, home]],
    ['the one that is, sent again', add('emails', [work]), [work, home]],
    [
      'another value of the one that is',
      add('emails[primary eq true].value', 'n@x'),
      [{ ...work, value: 'n@x' }, home],
    ],
    ['no one', add('emails', [other]), [work, home, other]],
    ['none any more', replace('emails[type eq "work"].primary', false), [secondary, home]],
    [
      'all replaced',
      replace('emails', [other, { ...home, primary: true }]),
      [other, { ...home, primary: true }],
    ],
  ])('%s', (_what, operation, after) => {
    expect(emails([work, home], operation)).toEqual(after);
  });

  test.each<[string, JsonObject]>([
    [
      'replaces all',
      replace('emails', [
        { ...home, primary: true },
        { ...other, primary: true },
      ]),
    ],
    ['replaces all and repeats one', replace('emails', [work, { ...other, primary: true }])],
    [
      'adds two',
      add('emails', [
        { value: 'a', primary: true },
        { value: 'b', primary: 'True' },
      ]),
    ],
    ['adds one and repeats one', add('emails', [work, { ...other, primary: true }])],
    ['stands without path', { op: 'add', value: { emails: [work, { ...other, primary: true }] } }],
  ])('twice in a value that %s: invalidValue', (_what, operation) => {
    expectRefusal(() => emails([work, home], operation), 'invalidValue', /emails.*primary/);
  });

  test.each<[string, JsonObject]>([
    ['no filter', replace('emails.primary', true)],
    ['a filter', add('emails[value co "@x"].primary', true)],
    ['a filter, merged', add('emails[value co "@x"]', { primary: true })],
  ])('for all that match %s: invalidValue, for a repetition would choose another', (_what, operation) => {
    expectRefusal(() => emails([work, home], operation), 'invalidValue', /emails.*primary/);
  });

  test('stays with the element to which another one is made equal, for they are one', () => {
    const operation = add('emails[type eq "home"]', work);
    expect(emails([work, home], operation)).toEqual([work]);
  });

  test('is given to the element that is there, and not to a second one like it', () => {
    const operation = add('emails', { ...home, primary: true });
    expect(emails([work, home], operation)).toEqual([secondary, { ...home, primary: true }]);
  });

  test.each(['emails[primary eq false].primary', 'emails[primary ne true].primary'])(
    'for %s while another one is: invalidValue, for a repetition would choose that one',
    (path) => {
      const operation = { op: 'replace', path, value: true };
      expectRefusal(() => emails([work, home], operation), 'invalidValue', /each time that this is sent/);
      const only = [{ ...home, primary: true }];
      expect(emails([home], operation)).toEqual(only);
      expect(emails(only, operation)).toEqual(only);
    },
  );

  test('goes for a made-up extension as for the core schema', () => {
    const zones = [{ value: 'A', primary: true }, { value: 'B' }];
    expect(patched({ [badge]: { zones } }, add(`${badge}:zones[value eq "B"].primary`, true))).toEqual({
      [badge]: {
        zones: [
          { value: 'A', primary: false },
          { value: 'B', primary: true },
        ],
      },
    });
  });
});

describe('a multi-valued attribute of simple values', () => {
  const tags = (before: readonly string[], operation: JsonObject) =>
    patched({ [badge]: { tags: before, level: 1 } }, operation)[badge];

  test.each<[JsonObject, JsonValue]>([
    [add('tags', ['b', 'c']), { tags: ['a', 'b', 'c'], level: 1 }],
    [add('tags', 'c'), { tags: ['a', 'b', 'c'], level: 1 }],
    [replace('tags', ['c']), { tags: ['c'], level: 1 }],
    [remove('tags', ['a']), { tags: ['b'], level: 1 }],
    [remove('tags', 'b'), { tags: ['a'], level: 1 }],
    [remove('tags'), { level: 1 }],
  ])('%j', (operation, expected) => {
    expect(tags(['a', 'b'], operation)).toEqual(expected);
  });
});

describe('what a client did not name stays', () => {
  const twoWork = [
    { value: 'a@x', type: 'work' },
    { value: 'b@x', type: 'work' },
    { value: 'h@x', type: 'home' },
  ];

  test('a removal with a value takes only the element that has it, by filter and without', () => {
    const [, b, h] = twoWork;
    for (const path of ['emails[type eq "work"].value', 'emails.value']) {
      expect(emails(twoWork, { op: 'Remove', path, value: 'A@X' })).toEqual([b, h]);
      expect(emails(twoWork, { op: 'Remove', path, value: 'nobody@x' })).toEqual(twoWork);
    }
  });

  test('a removal with a value that no element has takes nothing, however few a filter has chosen', () => {
    const operation = { op: 'Remove', path: 'emails[type eq "home"].value', value: 'old@x' };
    expect(emails(twoWork, operation)).toEqual(twoWork);
  });

  test('a removal by an empty list takes nothing', () => {
    for (const path of ['emails', 'emails[type eq "work"]', 'emails.value'])
      expect(emails(twoWork, { op: 'remove', path, value: [] })).toEqual(twoWork);
  });

  test.each<[string, JsonValue]>([
    ['emails', [{ address: 'new@x' }]],
    ['emails', { address: 'new@x' }],
    ['emails[type eq "work"]', { address: 'new@x' }],
  ])('%s ← %j, of which no part is known, is refused', (path, value) => {
    for (const op of ['add', 'replace']) {
      expectRefusal(() => emails([work], { op, path, value }), 'invalidValue', 'emails');
    }
  });

  test('a removal by a value of which no part is known takes nothing', () => {
    for (const path of ['emails', 'emails[type eq "work"]']) {
      expect(emails(twoWork, { op: 'remove', path, value: { address: 'a@x' } })).toEqual(twoWork);
    }
  });

  test('an element is created without the parts that are unassigned', () => {
    const value = { value: 'q@x', display: '' };
    expect(emails(undefined, { op: 'add', path: 'emails[type eq "work"]', value })).toEqual([
      { type: 'work', value: 'q@x' },
    ]);
  });
});

// The kinds of PATCH that did something else, or were refused, when they were sent again; the property test
// `repeatedPatch` has all of them.
describe('what is sent again changes nothing more:', () => {
  const old = { value: 'old@x', type: 'work', display: 'W' };

  test.each<[string, readonly JsonValue[], JsonObject, JsonValue | undefined]>([
    [
      'a replacement of a chosen element keeps what the filter says',
      [old, home],
      replace('emails[type eq "work"]', { value: 'new@x' }),
      [{ type: 'work', value: 'new@x' }, home],
    ],
    [
      'whatever kind of filter it is',
      [old],
      replace('emails[not (type eq "home") and display pr]', { value: 'new@x' }),
      [{ type: 'work', display: 'W', value: 'new@x' }],
    ],
    [
      'a replacement says otherwise than its filter',
      [old],
      replace('emails[type eq "work"]', { value: 'new@x', type: 'home' }),
      [{ value: 'new@x', type: 'home' }],
    ],
    [
      'a value takes the filter back',
      [old],
      replace('emails[value eq "old@x"].value', 'new@x'),
      [{ ...old, value: 'new@x' }],
    ],
    [
      'a value takes a filter back from which nothing could be created',
      [old, home],
      add('emails[type ne "home"].type', 'home'),
      [{ ...old, type: 'home' }, home],
    ],
    [
      'an element that is taken away with its value',
      [old, home],
      replace('emails[type eq "work"].value', ''),
      // What describes the address is all that is left of it but the type.
      [home],
    ],
    [
      'a removal by value does not go on to the next element',
      [
        { value: 'a@x', type: 'work' },
        { value: 'b@x', type: 'work' },
      ],
      remove('emails[type eq "work"].value', 'a@x'),
      [{ value: 'b@x', type: 'work' }],
    ],
    [
      'primary goes to an element that is there',
      [work, home],
      add('emails', [{ ...home, primary: true }]),
      [
        { ...work, primary: false },
        { ...home, primary: true },
      ],
    ],
  ])('%s', (_what, before, operation, after) => {
    expect(emails(before, operation)).toEqual(after);
    expect(emails(after as readonly JsonValue[], operation)).toEqual(after);
  });
});

describe('an element that does not say that it is primary', () => {
  test('equals one that says that it is not', () => {
    const said = { ...home, primary: false };
    expect(emails([home], add('emails', said))).toEqual([home]);
    expect(emails([said], add('emails', home))).toEqual([said]);
    expect(emails([home], remove('emails', said))).toBeUndefined();
  });

  test('is chosen as one that is not', () => {
    const operation = replace('emails[primary eq false].display', 'D');
    expect(emails([work, home], operation)).toEqual([work, { ...home, display: 'D' }]);
  });
});

describe('the work of a PATCH', () => {
  /** Units that it takes; more than there may be are 413. */
  function spent(elements: readonly JsonObject[], operations: readonly JsonObject[]): number {
    const budget = new WorkBudget(Infinity, patchTooMuchWork);
    const read = patchOperations(
      badgeUser,
      'id-1',
      { Operations: operations },
      new WorkBudget(Infinity, patchTooMuchWork),
    );
    applyPatch({ emails: elements }, read, budget);
    return budget.spent;
  }
  const many = (count: number) => Array.from({ length: count }, (_, i) => ({ value: `${i}@x.example` }));
  const times = (count: number, operation: (i: number) => JsonObject) =>
    Array.from({ length: count }, (_, i) => operation(i));

  test('is a small part of what there may be for 200 operations on hundreds of elements', () => {
    const byValue = (i: number) => replace(`emails[value eq "${i}@x.example"].display`, 'Ä'.repeat(50));
    expect(spent(many(500), times(200, byValue))).toBeLessThan(maxPatchWork / 3);
    const bySeveral = (i: number) => remove('emails', [{ value: `${i}@x.example` }]);
    expect(spent(many(500), times(200, bySeveral))).toBeLessThan(maxPatchWork / 3);
  });

  test.each<[string, (i: number) => JsonObject]>([
    ['terms of filters', () => remove(`emails[${Array(100).fill('value eq "é"').join(' or ')}].type`)],
    ['elements that change', (i) => replace('emails.display', `${i % 2}`)],
    ['elements that are given', (i) => add('emails', [{ value: `new ${i}` }])],
    [
      'elements that are removed by value',
      (i) =>
        remove(
          'emails',
          times(100, (j) => ({ value: '7@x.example', display: `${i} ${j}` })),
        ),
    ],
  ])('counts %s', (_what, operation) => {
    const [few, more, elements] = [times(5, operation), times(10, operation), many(1_000)];
    expect(spent(elements, more)).toBeGreaterThan(spent(elements, few) * 1.5);
    expect(spent(many(2_000), few)).toBeGreaterThan(spent(elements, few) * 1.5);
  });

  test('of one operation is bounded more closely: it is done in one go', () => {
    const budget = new WorkBudget(Infinity, patchTooMuchWork);
    const terms = Array.from({ length: 150 }, (_, i) => `value eq "${i}"`).join(' or ');
    const read = patchOperations(badgeUser, 'id-1', {
      Operations: [remove(`emails[${terms}]`)],
    });
    const error = thrownBy(() => applyPatch({ emails: many(3_900) }, read, budget));
    expect([error.status, error.message]).toEqual([
      413,
      'This request asks for too much work at once. Send the PATCH in smaller parts.',
    ]);
    expect(budget.spent).toBeLessThan(maxOperationWork * 1.1);
  });

  test('is bounded, whatever its shape: 413, before it is done', () => {
    const terms = Array(150).fill('value eq "é"').join(' or ');
    const shapes: ((i: number) => JsonObject)[] = [
      () => remove(`emails[${terms}].type`),
      (i) => replace('emails.display', `${i % 2}`),
    ];
    for (const shape of shapes) {
      const error = thrownBy(() => emails(many(3_000), ...times(200, shape)));
      expect([error.status, error.scimType]).toEqual([413, undefined]);
      expect(error.message).toMatch(/too much work at once/);
    }
  });

  test('removes by value what was sent without comparing everything with everything', () => {
    const sent = times(120, (i) => ({ value: `${i}@x.example`, [i % 2 === 0 ? 'type' : 'display']: 'x' }));
    const removals = times(60, () => remove('emails', sent));
    expect(spent(many(2_500), removals)).toBeLessThan(60 * 2_500 * 12);
  });
});
