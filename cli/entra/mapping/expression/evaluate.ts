import { functions, type Value } from './functions.ts';
import type { Comparison, Expression } from './tree.ts';

/** What an expression gives for an entry whose attributes are looked up. */
export function evaluate(expression: Expression, attribute: (name: string) => Value): Value {
  switch (expression.kind) {
    case 'attribute':
      return attribute(expression.name);
    case 'constant':
      return expression.value;
    case 'call': {
      const values = expression.arguments.map((one) => evaluate(one, attribute));
      return functions.get(expression.name)?.apply(values, attribute);
    }
    case 'comparison': {
      const [left, right] = [evaluate(expression.left, attribute), evaluate(expression.right, attribute)];
      return holds(expression.operator, left, right) ? 'True' : 'False';
    }
  }
}

/** Numbers are compared as numbers, everything else as text, and what has no value equals only what has none. */
function holds(operator: Comparison, left: Value, right: Value): boolean {
  const [one = '', other = ''] = [left, right].map((value) => (typeof value === 'object' ? value[0] : value));
  const order =
    numeric(one) && numeric(other) ? Number(one) - Number(other) : one < other ? -1 : one > other ? 1 : 0;
  switch (operator) {
    case '=':
      return order === 0;
    case '<>':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** A card number with leading zeros is no number. */
function numeric(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)$/.test(text);
}
