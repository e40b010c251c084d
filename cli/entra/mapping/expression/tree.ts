/** An expression as a tree. Positions count characters from 1. */
export type Expression =
  | { readonly kind: 'attribute'; readonly name: string; readonly position: number }
  | { readonly kind: 'constant'; readonly value: string | undefined; readonly position: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly position: number;
    }
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: Expression;
      readonly right: Expression;
      readonly position: number;
    };

/** The comparisons in the condition of IIF. */
export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** An expression is wrong. The message says where, what was found and what was expected. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  readonly position: number;

  constructor(position: number, message: string) {
    super(`position ${position}: ${message}`);
    this.position = position;
  }
}

/** Whether the log hides the value: `Redact` is somewhere in the expression. */
export function isRedacted(expression: Expression): boolean {
  switch (expression.kind) {
    case 'attribute':
    case 'constant':
      return false;
    case 'call':
      return expression.name === 'Redact' || expression.arguments.some(isRedacted);
    case 'comparison':
      return [expression.left, expression.right].some(isRedacted);
  }
}
