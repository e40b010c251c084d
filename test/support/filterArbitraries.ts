import fc from 'fast-check';
import type { CompareOperator, FilterNode, Literal } from '../../shared/scim/filter/ast.ts';
import { maxFilterBytes } from '../../shared/scim/filter/parse.ts';
import { print } from './filters.ts';
import { uniflow } from './people.ts';

const anyOrder: readonly CompareOperator[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const anyText: readonly CompareOperator[] = [...anyOrder, 'co', 'sw', 'ew'];

/** Few values, so that random filters find somebody. */
export const userNames = [
  'ann',
  'Anna',
  'anna.b@example.com',
  'ANNE',
  'an=1',
  'an~2',
  "an'3",
  'an/4:5',
  'Åsa',
  'e\u0301mile',
  '\u00c9mil',
  '安娜',
  'a😀n',
  `ann${'a'.repeat(210)}`,
  `ann${'a'.repeat(210)}b`,
  'zoe',
];
export const addresses = ['a@x.example', 'A@X.example', 'b@x.example', 'c:d@x.example', 'é@x.example'];
export const cards = ['0042', '00420', 'ab', 'AB', 'é 1'];
export const times = [
  '2026-01-01T00:00:00.000Z',
  '2026-01-01T00:00:00.001Z',
  '2026-06-15T12:30:00.500Z',
  '2026-12-31T23:59:59.999Z',
];
export const titles = ['Engineer', 'engineer', 'Head of "R&D"', '0'];
const types = ['work', 'home', 'WORK'];

const asked = {
  userName: [
    ...userNames,
    'a',
    'AN',
    'ann',
    'e',
    'É',
    'E\u0301',
    '',
    'an=',
    `ANN${'A'.repeat(150)}`,
    'nobody',
  ],
  emails: [...addresses, 'x.example', 'a', 'nobody@x.example'],
  cards: [...cards, '004', 'nobody'],
  times: [
    ...times,
    '2026-01-01T01:00:00.001+01:00',
    '2026-06-15T12:30:00.5Z',
    '2026-06-15T12:30:00',
    // Beyond what storage knows of time.
    '0001-01-01T00:00:00Z',
    '1600-12-31T23:59:59Z',
    '9999-12-31T23:59:59-23:59',
  ],
  titles: [...titles, 'ENG', 'R&D'],
};

function comparison(
  names: readonly string[],
  operators: readonly CompareOperator[],
  literals: readonly Literal[],
): fc.Arbitrary<FilterNode> {
  return fc
    .record({
      name: fc.constantFrom(...names),
      operator: fc.constantFrom(...operators),
      literal: fc.constantFrom(...literals),
    })
    .map(({ name, operator, literal }) => ({
      kind: 'compare',
      path: { name, at: 0 },
      operator,
      operatorAt: 0,
      literal,
      literalAt: 0,
    }));
}

/** `terms` under `and`, `or` and `not`. */
function combined(terms: fc.Arbitrary<FilterNode>, maxDepth: number): fc.Arbitrary<FilterNode> {
  const { node } = fc.letrec<{ node: FilterNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth, depthSize: 'small' },
      terms,
      fc
        .record({
          kind: fc.constantFrom('and' as const, 'and' as const, 'or' as const),
          operands: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
        })
        .map(({ kind, operands }): FilterNode => ({ kind, operands })),
      tie('node').map((operand): FilterNode => ({ kind: 'not', operand })),
    ),
  }));
  return node;
}

const insideEmails = combined(
  fc.oneof(
    comparison(['value'], anyText, asked.emails),
    comparison(['type'], ['eq', 'ne', 'co'], types),
    comparison(['primary'], ['eq', 'ne'], [true, false]),
    comparison(['type', 'primary'], ['eq', 'ne'], [null]),
  ),
  1,
);

const chosenEmails = fc.oneof(
  insideEmails.map((filter): FilterNode => ({ kind: 'valuePath', path: { name: 'emails', at: 0, filter } })),
  fc
    .record({ filter: insideEmails, term: comparison(['emails'], anyText, asked.emails) })
    .map(({ filter, term }): FilterNode =>
      term.kind === 'compare' ? { ...term, path: { ...term.path, filter, subAttribute: 'value' } } : term,
    ),
);

/** Filters on the attributes that storage is asked about, and on others. `ids` are those of the users. */
export function filtersOn(ids: readonly string[]): fc.Arbitrary<FilterNode> {
  return combined(
    fc.oneof(
      { arbitrary: comparison(['userName'], ['sw', 'eq'], asked.userName), weight: 3 },
      comparison(['username'], anyText, asked.userName),
      comparison(['emails.value', 'emails'], anyText, asked.emails),
      chosenEmails,
      comparison(['cardNumber', `${uniflow}:cardNumber`], anyText, asked.cards),
      comparison(['meta.created', 'meta.lastModified'], anyOrder, asked.times),
      comparison(['active'], ['eq', 'ne'], [true, false]),
      comparison(['title', 'name.familyName'], anyText, asked.titles),
      comparison(['id'], ['eq', 'gt', 'le'], ids),
      comparison(['externalId'], anyText, userNames),
      comparison(['title', 'emails', 'cardNumber', 'active', 'meta.created'], ['eq', 'ne'], [null]),
      fc
        .constantFrom('title', 'emails', 'emails.type', 'cardNumber', 'userName', 'name.familyName')
        .map((name): FilterNode => ({ kind: 'present', path: { name, at: 0 } })),
    ),
    3,
  ).filter((node) => Buffer.byteLength(print(node)) <= maxFilterBytes);
}
