import { functions, type Value } from './functions.ts';
import type { Comparison, Expression } from './tree.ts';

/** The value of an expression. @param lookUp gives the attributes of the entry. */
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

/** Compares numbers as numbers and everything else as text. No value equals only no value. */
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

/** A card number with leading zeros is text. */
function numeric(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)$/.test(text);
}
