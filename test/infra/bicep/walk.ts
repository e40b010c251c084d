import type { Expression, Place } from './syntax.ts';

/** A name, and the variables of the loops around it. */
export interface Visit {
  readonly expression: Expression;
  readonly loopVariables: ReadonlySet<string>;
}

/** An expression and all that it is made of, from the outside to the inside. */
export function* walk(
  expression: Expression,
  loopVariables: ReadonlySet<string> = new Set(),
): Generator<Visit> {
  yield { expression, loopVariables };
  if (expression.kind === 'for') {
    yield* walk(expression.list, loopVariables);
    const { item, index } = expression;
    yield* walk(expression.body, new Set([...loopVariables, item, ...(index === undefined ? [] : [index])]));
    return;
  }
  for (const part of parts(expression)) yield* walk(part, loopVariables);
}

/** The names that are used in an expression and are no variables of its loops. */
export function namesIn(expression: Expression): readonly { readonly name: string; readonly place: Place }[] {
  return [...walk(expression)].flatMap(({ expression: part, loopVariables }) =>
    part.kind === 'name' && !loopVariables.has(part.name) ? [{ name: part.name, place: part.place }] : [],
  );
}

function parts(expression: Exclude<Expression, { kind: 'for' }>): readonly Expression[] {
  switch (expression.kind) {
    case 'string':
      return expression.parts.filter((part) => typeof part !== 'string');
    case 'object':
      return expression.properties.flatMap(({ name, value }) => [name, value]);
    case 'array':
      return expression.items;
    case 'call':
      return expression.of === undefined ? expression.args : [expression.of, ...expression.args];
    case 'member':
      return [expression.of];
    case 'index':
      return [expression.of, expression.index];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'choice':
      return [expression.condition, expression.yes, expression.no];
    case 'if':
      return [expression.condition, expression.body];
    default:
      return [];
  }
}
