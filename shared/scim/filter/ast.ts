import type { Attribute } from '../schema/attributes.ts';

/** What the parser makes of a filter: its grammar (RFC 7644 §3.4.2.2), with names not yet looked up. */
export type FilterNode =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly FilterNode[] }
  | { readonly kind: 'not'; readonly operand: FilterNode }
  | { readonly kind: 'present'; readonly path: PathNode }
  | {
      readonly kind: 'compare';
      readonly path: PathNode;
      readonly operator: CompareOperator;
      /** Position of the operator, for messages. */
      readonly operatorAt: number;
      readonly literal: Literal;
      readonly literalAt: number;
    }
  /** A value path that stands alone: `emails[type eq "work"]`. */
  | { readonly kind: 'valuePath'; readonly path: PathNode };

/** `name`, `name[filter]` or `name[filter].subAttribute`. `name` may be qualified by a URN and hold dots. */
export interface PathNode {
  readonly name: string;
  /** Position of the name, counted in UTF-16 units from 0. */
  readonly at: number;
  /** How messages name it, if a client wrote a secret's name and more. */
  readonly shown?: string;
  readonly filter?: FilterNode;
  readonly subAttribute?: string;
}

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

export type Literal = string | number | boolean | null;

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
  /** The result of a comparison of an unknown attribute, if that is no error. */
  | { readonly kind: 'constant'; readonly holds: boolean }
  | {
      readonly kind: 'compare';
      readonly target: Target;
      readonly operator: CompareOperator;
      readonly literal: Literal;
    };
