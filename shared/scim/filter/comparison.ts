import { filterComparison } from '../errors/filter.ts';
import type { Attribute } from '../schema/attributes.ts';
import { parseDateTime, booleanFromText } from '../json.ts';
import type { FilterNode, Literal } from './ast.ts';
import { excerpt } from './lex.ts';

type Compare = Extract<FilterNode, { kind: 'compare' }>;

/**
 * Refuses an operator that the attribute's type does not have.
 *
 * @throws ScimError 400 `invalidFilter`
 */
export function checkOperator(attribute: Attribute, { operator, operatorAt }: Compare): void {
  if (operator === 'eq' || operator === 'ne') return;
  const substring = operator === 'co' || operator === 'sw' || operator === 'ew';
  const { type } = attribute;
  const allowed = substring
    ? type === 'string' || type === 'reference'
    : type !== 'boolean' && type !== 'binary' && type !== 'complex';
  if (!allowed)
    throw filterComparison(
      operatorAt + 1,
      `${attribute.path} is a ${type} and can't be compared with ${operator}`,
    );
}

/**
 * The literal as the attribute's values are: Entra compares booleans with "True" and "False".
 *
 * @throws ScimError 400 `invalidFilter` for a literal of another type.
 */
export function fittingLiteral(
  attribute: Attribute,
  literal: Exclude<Literal, null>,
  { literalAt }: Compare,
): Literal {
  const { type } = attribute;
  const value =
    type === 'boolean' && typeof literal === 'string' ? (booleanFromText(literal) ?? literal) : literal;
  const wanted =
    type === 'boolean' ? 'boolean' : type === 'integer' || type === 'decimal' ? 'number' : 'string';
  if (typeof value !== wanted) {
    const advice = wanted === 'string' ? `; put a string in double quotes: "${String(literal)}"` : '';
    const found = typeof literal === 'string' ? excerpt(literal) : String(literal);
    throw filterComparison(
      literalAt + 1,
      `${attribute.path} is a ${type}, but ${found} is a ${typeof literal}${advice}`,
    );
  }
  if (type === 'dateTime' && parseDateTime(String(value)) === undefined) {
    throw filterComparison(
      literalAt + 1,
      `${excerpt(String(literal))} is not a date and time such as "2026-01-31T08:00:00Z"`,
    );
  }
  return value;
}
