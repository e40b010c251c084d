import type { Attribute } from '../schema/attributes.ts';
import type { CompareOperator, Literal } from './ast.ts';

/** One step down into a resource; `filter` chooses elements of a multi-valued attribute. */
export interface Step {
  readonly attribute: Attribute;
  readonly filter?: BoundFilter;
}

/** Where a path leads: at least one step. An extension is the first step of a path into it. */
export type Target = readonly [Step, ...Step[]];

/** A filter whose names are attributes and whose literals fit them. */
export type BoundFilter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly BoundFilter[] }
  | { readonly kind: 'not'; readonly operand: BoundFilter }
  | { readonly kind: 'present'; readonly target: Target }
  | { readonly kind: 'valuePath'; readonly target: Target }
  /** What a comparison of an attribute that does not exist comes to, where that is no error. */
  | { readonly kind: 'constant'; readonly holds: boolean }
  | {
      readonly kind: 'compare';
      readonly target: Target;
      readonly operator: CompareOperator;
      readonly literal: Literal;
    };
