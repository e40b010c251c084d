import { describe, expect, test } from 'vitest';
import { isInScope, parseScope } from './scopingFilter.ts';
import { personOf } from '../../../test/support/entra/jobs.ts';

const person = personOf('a', { department: 'Legal', city: 'Bern', level: '10', accountEnabled: true });

/** Each filter as its clauses: attribute, operator, values. */
function inScope(...filters: readonly (readonly (readonly string[])[])[]): boolean {
  const groups = filters.map((clauses) => ({
    clauses: clauses.map(([sourceOperandName, operatorName, ...values]) => ({
      sourceOperandName,
      operatorName,
      targetOperand: { values },
    })),
  }));
  return isInScope(
    person,
    parseScope({ groups }, (problem) => {
      throw new Error(problem);
    }),
  );
}

describe('scoping filters', () => {
  test.each([
    [['department', 'EQUALS', 'Legal'], true],
    [['department', 'EQUALS', 'legal'], false],
    [['department', 'NOT EQUALS', 'Sales'], true],
    [['nothing', 'EQUALS', ''], false],
    [['nothing', 'NOT EQUALS', 'Sales'], false],
    [['nothing', 'IS NULL'], true],
    [['department', 'IS NOT NULL'], true],
    [['accountEnabled', 'IS TRUE'], true],
    [['accountEnabled', 'Is_False'], false],
    [['nothing', 'IS FALSE'], false],
    [['city', 'REGEX MATCH', 'B.*'], true],
    [['city', 'REGEX MATCH', 'ern'], false],
    [['city', 'NOT REGEX MATCH', 'Z.*'], true],
    [['nothing', 'NOT REGEX MATCH', 'Z.*'], false],
    [['level', 'Greater_Than', '9'], true],
    [['level', 'Greater_Than_OR_EQUALS', '10'], true],
    [['department', 'INCLUDES', 'ega'], true],
  ])('%j: %s', (clause, expected) => {
    expect(inScope([clause])).toBe(expected);
  });

  test('all clauses of one filter must hold, and one of the filters', () => {
    const yes = ['department', 'EQUALS', 'Legal'];
    const no = ['city', 'EQUALS', 'Basel'];
    expect(inScope([yes, no])).toBe(false);
    expect(inScope([no], [yes])).toBe(true);
    expect(inScope()).toBe(true);
  });
});
