import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompareOperator, FilterNode, Literal, PathNode } from '../../shared/scim/filter/ast.ts';
import { maxFilterBytes, parseFilter, parsePath } from '../../shared/scim/filter/parse.ts';
import { print, printPath, withoutPositions, type Style } from '../support/filters.ts';
import { core, enterprise } from '../support/people.ts';

// A filter that is written down and read again is the same filter, however it is written.

const operators: readonly CompareOperator[] = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];

/** Names that the grammar allows, among them its own words: it reserves none. */
const name = fc.oneof(
  fc.constantFrom('userName', 'a.b', `${core}:name.givenName`, `${enterprise}:manager.$ref`, '$ref', 'a-b_c'),
  fc.constantFrom('and', 'or', 'pr', 'eq', 'null', 'true', 'not'),
  fc.stringMatching(/^[A-Za-z$][A-Za-z0-9_\-:.$]{0,12}$/),
);
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom('"', '\\', '\\"', ') or (', '\u0000', '\n', '\u2028', ']', "'"),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  fc.boolean(),
  fc.constant(null),
);

const { node, path } = fc.letrec<{ node: FilterNode; path: PathNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc
      .record({ path: tie('path'), operator: fc.constantFrom(...operators), literal })
      .map((parts): FilterNode => ({ kind: 'compare', ...parts, operatorAt: 0, literalAt: 0 })),
    tie('path').map((given): FilterNode => ({ kind: 'present', path: given })),
    fc
      .record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: several(tie('node')) })
      .map((parts): FilterNode => parts),
    tie('node').map((operand): FilterNode => ({ kind: 'not', operand })),
    fc
      .record({ name, filter: tie('node') })
      .map((parts): FilterNode => ({ kind: 'valuePath', path: { ...parts, at: 0 } })),
  ),
  path: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    name.map((given): PathNode => ({ name: given, at: 0 })),
    fc
      .record({ name, filter: tie('node'), subAttribute: name })
      .map((parts): PathNode => ({ ...parts, at: 0 })),
  ),
}));

function several<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> {
  return fc.array(arbitrary, { minLength: 2, maxLength: 3 });
}

const style: fc.Arbitrary<Style> = fc.record({
  word: fc.constantFrom(
    (word: string) => word,
    (word: string) => word.toUpperCase(),
    (word: string) => word.charAt(0).toUpperCase() + word.slice(1),
  ),
  space: fc.constantFrom(' ', '   ', '\t', ' \t '),
  escaped: fc.boolean(),
});

const fits = (text: string) => Buffer.byteLength(text) <= maxFilterBytes;

test('print, then parse: the same filter', () => {
  fc.assert(
    fc.property(node, style, (filter, written) => {
      const text = print(filter, written);
      fc.pre(fits(text));
      expect(withoutPositions(parseFilter(text))).toEqual(withoutPositions(filter));
    }),
    { numRuns: 2_000 },
  );
});

test('parse, then print: the same text again', () => {
  fc.assert(
    fc.property(node, style, (filter, written) => {
      const text = print(filter);
      fc.pre(fits(text) && fits(print(filter, written)));
      expect(print(parseFilter(print(filter, written)))).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('the same for the path of a PATCH', () => {
  fc.assert(
    fc.property(path, style, (given, written) => {
      const text = printPath(given, written);
      fc.pre(fits(text));
      expect(printPath(parsePath(text))).toBe(printPath(given));
    }),
    { numRuns: 500 },
  );
});

test('a position is where the name or the operator stands', () => {
  fc.assert(
    fc.property(node, style, (filter, written) => {
      const text = print(filter, written);
      fc.pre(fits(text));
      for (const [found, wanted] of places(parseFilter(text))) {
        expect(text.slice(found, found + wanted.length).toLowerCase()).toBe(wanted.toLowerCase());
      }
    }),
    { numRuns: 500 },
  );
});

function places(filter: FilterNode): [at: number, text: string][] {
  if ('operand' in filter) return places(filter.operand);
  if ('operands' in filter) return filter.operands.flatMap(places);
  const inner = filter.path.filter === undefined ? [] : places(filter.path.filter);
  const operator: [number, string][] =
    filter.kind === 'compare' ? [[filter.operatorAt, filter.operator]] : [];
  return [[filter.path.at, filter.path.name], ...inner, ...operator];
}
