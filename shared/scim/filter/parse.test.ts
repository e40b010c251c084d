import { describe, expect, test } from 'vitest';
import type { FilterNode, Literal, PathNode } from './ast.ts';
import { maxFilterBytes, maxFilterDepth, parseFilter, parsePath } from './parse.ts';
import { expectRefusal } from '../../../test/support/errors.ts';
import { core, enterprise } from '../../../test/support/types.ts';

/** The tree in a form that a table can hold: `(and (eq a "1") (not (pr b)))`. */
function tree(node: FilterNode): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return `(${node.kind} ${node.operands.map(tree).join(' ')})`;
    case 'not':
      return `(not ${tree(node.operand)})`;
    case 'present':
      return `(pr ${pathTree(node.path)})`;
    case 'valuePath':
      return `(some ${pathTree(node.path)})`;
    case 'compare':
      return `(${node.operator} ${pathTree(node.path)} ${JSON.stringify(node.literal)})`;
  }
}

function pathTree({ name, filter, subAttribute }: PathNode): string {
  return name + (filter ? `[${tree(filter)}]` : '') + (subAttribute === undefined ? '' : `.${subAttribute}`);
}

const parsed = (text: string) => tree(parseFilter(text));

describe('parseFilter', () => {
  test.each(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'])('knows %s, in any case', (operator) => {
    const upper = operator.toUpperCase();
    const mixed = upper.charAt(0) + operator.charAt(1);
    expect(parsed(`a ${operator} "x"`)).toBe(`(${operator} a "x")`);
    expect(parsed(`a ${upper} "x"`)).toBe(`(${operator} a "x")`);
    expect(parsed(`a ${mixed} "x"`)).toBe(`(${operator} a "x")`);
  });

  test.each<[string, Literal]>([
    ['"x"', 'x'],
    ['"True"', 'True'],
    ['true', true],
    ['True', true],
    ['FALSE', false],
    ['null', null],
    ['-1.5e3', -1500],
    ['"\\uD83D\\uDE00"', '😀'],
    ['""', ''],
  ])('reads the value %s', (text, value) => {
    expect(parseFilter(`a eq ${text}`)).toMatchObject({ kind: 'compare', literal: value });
  });

  test.each([
    ['a pr', '(pr a)'],
    ['a PR', '(pr a)'],
    ['a pr and b pr', '(and (pr a) (pr b))'],
    ['a pr AND b pr Or c pr', '(or (and (pr a) (pr b)) (pr c))'],
    ['a pr or b pr and c pr', '(or (pr a) (and (pr b) (pr c)))'],
    ['a pr and b pr and c pr', '(and (pr a) (pr b) (pr c))'],
    ['(a pr or b pr) and c pr', '(and (or (pr a) (pr b)) (pr c))'],
    ['not (a pr) and b pr', '(and (not (pr a)) (pr b))'],
    ['NOT(a pr)or b pr', '(or (not (pr a)) (pr b))'],
    ['not (a pr or b pr)', '(not (or (pr a) (pr b)))'],
    ['not (not (a pr))', '(not (not (pr a)))'],
    ['((a pr))', '(pr a)'],
    ['  a   eq\t1  ', '(eq a 1)'],
    ['emails[type eq "work"]', '(some emails[(eq type "work")])'],
    ['emails[type eq "work"].value eq "x"', '(eq emails[(eq type "work")].value "x")'],
    ['emails[type eq "work"] pr', '(pr emails[(eq type "work")])'],
    ['emails[type eq "work" and value co "@x"]', '(some emails[(and (eq type "work") (co value "@x"))])'],
    [
      'emails[not (type eq "home") and (value pr or display pr)].value ne "x"',
      '(ne emails[(and (not (eq type "home")) (or (pr value) (pr display)))].value "x")',
    ],
    ['name.givenName sw "A"', '(sw name.givenName "A")'],
    [`${enterprise}:department eq "x"`, `(eq ${enterprise}:department "x")`],
    [`schemas eq "${core}"`, `(eq schemas "${core}")`],
    ['id eq "1" and manager eq "2"', '(and (eq id "1") (eq manager "2"))'],
    ['not pr', '(pr not)'],
    ['and eq 1', '(eq and 1)'],
  ])('parses %s', (text, expected) => {
    expect(parsed(text)).toBe(expected);
  });

  test('keeps the positions that messages need', () => {
    expect(parseFilter('a pr and  b eq  1')).toMatchObject({
      operands: [{ path: { at: 0 } }, { path: { at: 10 }, operatorAt: 12, literalAt: 16 }],
    });
  });

  test.each([
    ['nothing', '', 1, 'found the end, expected an attribute name'],
    ['only white space', '   ', 4, 'found the end'],
    ['a name alone', 'userName', 9, 'found the end, expected an operator'],
    ['an unknown operator', 'userName is "x"', 10, 'found "is", expected an operator'],
    ['no value', 'userName eq', 12, 'found the end, expected a value'],
    ['a bracket for a value', 'userName eq (', 13, 'found "(", expected a value'],
    ['an unquoted string', 'id eq abc', 7, 'put a string in double quotes'],
    ['an unquoted GUID that begins with a digit', 'id eq 2fa-4e', 7, 'double quotes'],
    ['a value for a name', '"x" eq userName', 1, 'expected an attribute name'],
    ['two filters', 'a pr b pr', 6, 'found "b", expected "and", "or" or the end'],
    ['a dangling and', 'a pr and', 9, 'found the end'],
    ['a leading or', 'or a pr', 4, 'expected an operator'],
    ['an open group', '(a pr', 6, 'expected "and", "or" or ")"'],
    ['a group too many closed', 'a pr)', 5, 'found ")"'],
    ['an empty group', '()', 2, 'found ")", expected an attribute name'],
    ['not without a group', 'not a pr', 5, 'expected an operator'],
    ['an open value path', 'emails[type eq "x"', 19, 'expected "and", "or" or "]"'],
    ['a value path closed by the wrong bracket', 'emails[type eq "x")', 19, 'found ")"'],
    ['an empty value path', 'emails[]', 8, 'found "]"'],
    ['a value path with a dot and nothing', 'emails[a pr]. eq 1', 18, 'expected an operator'],
    ['a value path with a dot at the end', 'emails[a pr].', 14, 'expected a sub-attribute name'],
    [
      'a value path with a bracket behind the dot',
      'emails[a pr].[b pr]',
      14,
      'expected a sub-attribute name',
    ],
    ['a value path behind a value path', 'emails[a pr][b pr]', 13, 'found "["'],
    ['pr with a value', 'a pr "x"', 6, 'expected "and", "or" or the end'],
    ['operators only', 'and or not', 5, 'found "or", expected an operator'],
    ['a comparison of values', 'a pr or 1=1', 9, ''],
  ])('refuses %s and says where', (_what, text, position, problem) => {
    expectRefusal(() => parseFilter(text), 'invalidFilter', `position ${position}: `);
    expectRefusal(() => parseFilter(text), 'invalidFilter', problem);
  });

  test('does not quote a long value whole', () => {
    const error = () => parseFilter(`a pr "${'s'.repeat(1000)}"`);
    expectRefusal(error, 'invalidFilter', /^.{1,300}$/);
  });

  test('counts bytes of UTF-8, and takes what is just short enough', () => {
    const fitting = `a eq "${'é'.repeat((maxFilterBytes - 8) / 2)}x"`;
    expect(Buffer.byteLength(fitting)).toBe(maxFilterBytes);
    expect(parseFilter(fitting)).toMatchObject({ kind: 'compare' });
    expectRefusal(() => parseFilter(`${fitting} `), 'invalidFilter', `longer than ${maxFilterBytes} bytes`);
    expect(maxFilterBytes).toBe(4096);
  });

  test('takes nesting up to the limit, whatever it is nested with', () => {
    expect(maxFilterDepth).toBe(32);
    const groups = (depth: number) => '('.repeat(depth) + 'a pr' + ')'.repeat(depth);
    const nots = (depth: number) => 'not('.repeat(depth) + 'a pr' + ')'.repeat(depth);
    const paths = (depth: number) => 'a['.repeat(depth) + 'a pr' + ']'.repeat(depth);
    for (const nested of [groups, nots, paths]) {
      expect(() => parseFilter(nested(32))).not.toThrow();
      expectRefusal(() => parseFilter(nested(33)), 'invalidFilter', 'nested deeper than 32 levels');
    }
  });

  test.each([
    ['parentheses', '('.repeat(4_000)],
    ['not', 'not('.repeat(1_000)],
    ['brackets', 'a['.repeat(2_000)],
    ['a string', `a eq "${'x'.repeat(4_000)}`],
    ['a number', `a eq ${'-'.repeat(4_000)}`],
    ['a megabyte of text', `a eq "${'x'.repeat(1_000_000)}"`],
    ['a megabyte of brackets', 'a['.repeat(500_000)],
  ])('refuses %s without end in a short sentence', (_what, text) => {
    expectRefusal(
      () => parseFilter(text),
      'invalidFilter',
      /^The filter is wrong at position \d+: .{1,300}$/,
    );
    expectRefusal(() => parsePath(text), 'invalidPath', /^The path is wrong at position \d+: .{1,300}$/);
  });

  test('counts depth, not brackets', () => {
    expect(() => parseFilter(Array.from({ length: 100 }, () => '(a pr)').join(' or '))).not.toThrow();
  });
});

describe('parsePath', () => {
  test.each([
    ['userName', 'userName'],
    ['name.givenName', 'name.givenName'],
    [`${core}:userName`, `${core}:userName`],
    ['emails[type eq "work"]', 'emails[(eq type "work")]'],
    ['emails[type eq "work"].value', 'emails[(eq type "work")].value'],
    ['roles[primary eq "True"].value', 'roles[(eq primary "True")].value'],
    [' members[value eq "a" or value eq "b"] ', 'members[(or (eq value "a") (eq value "b"))]'],
  ])('parses %s', (text, expected) => {
    expect(pathTree(parsePath(text))).toBe(expected);
  });

  test.each([
    ['', 1],
    ['userName eq "x"', 10],
    ['userName pr', 10],
    ['emails[type eq "work"', 22],
    ['emails[type eq "work"].', 24],
    ['.value', 1],
    ['emails[type eq work]', 16],
    ['emails[type eq "work"].value y', 30],
    ['(a pr)', 1],
  ])('refuses %s', (text, position) => {
    expectRefusal(() => parsePath(text), 'invalidPath', `The path is wrong at position ${position}: `);
  });

  test('refuses what is too long', () => {
    expectRefusal(() => parsePath('a'.repeat(maxFilterBytes + 1)), 'invalidPath', `${maxFilterBytes} bytes`);
    expect(parsePath('a'.repeat(maxFilterBytes)).name).toHaveLength(maxFilterBytes);
  });
});
