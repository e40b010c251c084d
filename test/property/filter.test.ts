import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScimError } from '../../shared/scim/error.ts';
import { bindFilter } from '../../shared/scim/filter/bind.ts';
import { compileFilter } from '../../shared/scim/filter/evaluate.ts';
import { parseFilter, parsePath } from '../../shared/scim/filter/parse.ts';
import { plan } from '../../shared/scim/filter/plan.ts';
import { readProjection } from '../../shared/scim/represent.ts';
import type { JsonObject } from '../../shared/scim/json.ts';
import { expectRefusal } from '../support/errors.ts';
import { badgeUser } from '../support/types.ts';

/** Runs what may refuse; anything thrown but a ScimError fails the test. */
function refusesAtMost(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    expect(error.status).toBe(400);
    expect(error.message).not.toBe('');
  }
}

/** Texts that get further into the parser than arbitrary ones do. */
const almostFilter = fc
  .array(
    fc.constantFrom(
      ...[
        'userName',
        'emails',
        'emails.type',
        'active',
        'pin',
        'meta.created',
        'name',
        'type',
        'value',
        'nope',
      ],
      ...[
        'eq',
        'ne',
        'co',
        'gt',
        'pr',
        'and',
        'or',
        'not',
        '(',
        ')',
        '[',
        ']',
        '.',
        '"x"',
        '"True"',
        '"\\u00"',
      ],
      ...['true', 'null', '5', '-', '1e400', '"2026-01-31T08:00:00Z"', '"', "'", '__proto__', 'urn:x:y'],
    ),
    { maxLength: 12 },
  )
  .chain((words) => fc.constantFrom(words.join(' '), words.join('')));
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), almostFilter);

describe('whatever the text', () => {
  test('a filter is taken or refused with a ScimError', () => {
    fc.assert(
      fc.property(text, (filter) => {
        refusesAtMost(() => {
          const bound = bindFilter(badgeUser, parseFilter(filter));
          plan(bound);
          compileFilter(bound)({ userName: 'ana', emails: [{ value: 'a' }] });
        });
      }),
      { numRuns: 3000 },
    );
  });

  test('a path is taken or refused with a ScimError', () => {
    fc.assert(
      fc.property(text, (path) => {
        refusesAtMost(() => parsePath(path));
      }),
      { numRuns: 2000 },
    );
  });

  test('a projection is taken or refused with a ScimError', () => {
    fc.assert(
      fc.property(text, (names) => {
        refusesAtMost(() => readProjection(badgeUser, names, null));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a text that is made to be slow', () => {
  const pieces = [
    '(',
    '[',
    'not(',
    'a[',
    '"',
    '"\\',
    ' ',
    'a',
    'a pr and ',
    '1',
    '-',
    '.',
    'é',
    'emails[type eq "',
    ')',
  ];

  test.each(pieces)('of %j a hundred thousand times is refused', (piece) => {
    const long = piece.repeat(100_000);
    expectRefusal(() => parseFilter(long), 'invalidFilter', '4096');
    expectRefusal(() => parsePath(long), 'invalidPath', '4096');
    if (piece !== ' ') expectRefusal(() => readProjection(badgeUser, long, null), 'invalidPath', 'position');
  });

  test('of megabytes is refused', () => {
    expectRefusal(() => parseFilter('('.repeat(5_000_000)), 'invalidFilter', '4096');
    expectRefusal(() => parseFilter(`userName eq "${'x'.repeat(5_000_000)}"`), 'invalidFilter', '4096');
  });

  test('of as many brackets as fit is refused for its depth', () => {
    expectRefusal(() => parseFilter('('.repeat(4096)), 'invalidFilter', '32 levels');
    expectRefusal(() => parseFilter('not('.repeat(1024)), 'invalidFilter', '32 levels');
    expectRefusal(() => parsePath('a['.repeat(2048)), 'invalidPath', '32 levels');
  });
});

// A second evaluator, as plain as can be, for resources of ASCII strings.

interface Email {
  readonly value?: string;
  readonly type?: string;
}
interface Person {
  readonly title?: string;
  readonly nickName?: string;
  readonly emails?: readonly Email[];
}
type Node =
  | { readonly is: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly is: 'not'; readonly inner: Node }
  | { readonly is: 'pr'; readonly name: string }
  | { readonly is: 'eq' | 'ne' | 'co'; readonly name: string; readonly literal: string }
  | { readonly is: 'some'; readonly inner: Node };

const letters = fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B'), minLength: 1, maxLength: 2 });
const email = fc.record({ value: letters, type: letters }, { requiredKeys: [] });
const person: fc.Arbitrary<Person> = fc.record(
  { title: letters, nickName: letters, emails: fc.array(email, { minLength: 1, maxLength: 3 }) },
  { requiredKeys: [] },
);

function leaf(names: readonly string[]): fc.Arbitrary<Node> {
  const name = fc.constantFrom(...names);
  return fc.oneof(
    fc.record({ is: fc.constant('pr' as const), name }),
    fc.record({ is: fc.constantFrom('eq' as const, 'ne' as const, 'co' as const), name, literal: letters }),
  );
}

function logic(leaves: fc.Arbitrary<Node>): fc.Arbitrary<Node> {
  return fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaves,
      fc.record({
        is: fc.constantFrom('and' as const, 'or' as const),
        left: tie('node'),
        right: tie('node'),
      }),
      fc.record({ is: fc.constant('not' as const), inner: tie('node') }),
    ),
  })).node;
}

const inElement = logic(leaf(['value', 'type']));
const filters = logic(
  fc.oneof(
    leaf(['title', 'nickName', 'emails.value', 'emails.type']),
    fc.record({ is: fc.constant('some' as const), inner: inElement }),
  ),
);

/** Written with as few parentheses as precedence allows, so that the parser's precedence is put to the test. */
function write(node: Node): string {
  const inAnd = (operand: Node) => (operand.is === 'or' ? `(${write(operand)})` : write(operand));
  switch (node.is) {
    case 'or':
      return `${write(node.left)} or ${write(node.right)}`;
    case 'and':
      return `${inAnd(node.left)} and ${inAnd(node.right)}`;
    case 'not':
      return `not (${write(node.inner)})`;
    case 'pr':
      return `${node.name} pr`;
    case 'some':
      return `emails[${write(node.inner)}]`;
    default:
      return `${node.name} ${node.is} "${node.literal}"`;
  }
}

function naive(
  node: Node,
  valuesOf: (name: string) => readonly string[],
  elements: readonly Email[],
): boolean {
  switch (node.is) {
    case 'or':
      return naive(node.left, valuesOf, elements) || naive(node.right, valuesOf, elements);
    case 'and':
      return naive(node.left, valuesOf, elements) && naive(node.right, valuesOf, elements);
    case 'not':
      return !naive(node.inner, valuesOf, elements);
    case 'some':
      return elements.some((element) =>
        naive(node.inner, (name) => present([name === 'value' ? element.value : element.type]), []),
      );
    case 'pr':
      return valuesOf(node.name).length > 0;
    case 'eq':
      return valuesOf(node.name).some((value) => value.toLowerCase() === node.literal.toLowerCase());
    case 'ne':
      return (
        valuesOf(node.name).length === 0 ||
        valuesOf(node.name).some((value) => value.toLowerCase() !== node.literal.toLowerCase())
      );
    case 'co':
      return valuesOf(node.name).some((value) => value.toLowerCase().includes(node.literal.toLowerCase()));
  }
}

function present(values: readonly (string | undefined)[]): readonly string[] {
  return values.filter((value) => value !== undefined);
}

function personValues({ title, nickName, emails = [] }: Person): (name: string) => readonly string[] {
  return (name) => {
    if (name === 'title') return present([title]);
    if (name === 'nickName') return present([nickName]);
    return present(emails.map((each) => (name === 'emails.value' ? each.value : each.type)));
  };
}

describe('the evaluator', () => {
  test('agrees with a plain one', () => {
    fc.assert(
      fc.property(filters, fc.array(person, { minLength: 5, maxLength: 5 }), (node, people) => {
        const matches = compileFilter(bindFilter(badgeUser, parseFilter(write(node))));
        for (const each of people) {
          const expected = naive(node, personValues(each), each.emails ?? []);
          expect([write(node), matches(each as JsonObject)]).toEqual([write(node), expected]);
        }
      }),
      { numRuns: 1500 },
    );
  });
});

describe('the planner', () => {
  const names = ['id', 'externalId', 'userName', 'emails.value', 'title'];

  test('never leaves out a resource that matches', () => {
    const indexed = logic(
      fc.oneof(leaf(names), fc.record({ is: fc.constant('some' as const), inner: inElement })),
    );
    const resource = fc.record(
      { id: letters, externalId: letters, userName: letters, title: letters, emails: fc.array(email) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(indexed, resource, (node, each: JsonObject) => {
        const bound = bindFilter(badgeUser, parseFilter(write(node)));
        if (!compileFilter(bound)(each)) return;
        const { kind, ...rest } = plan(bound);
        if (kind === 'scan') return;
        const value = 'value' in rest ? rest.value : '';
        const path = kind === 'email' ? 'emails.value' : kind;
        const reached = compileFilter(
          bindFilter(badgeUser, parseFilter(`${path} eq ${JSON.stringify(value)}`)),
        );
        expect(reached(each)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
