/** Where something stands in a Bicep file. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What stands in a string: text as it is, and expressions that are put in. */
export interface StringExpression {
  readonly kind: 'string';
  readonly parts: readonly (string | Expression)[];
  readonly place: Place;
}

export interface Property {
  /** A string with something put in is a name that only a deployment knows. */
  readonly name: StringExpression;
  readonly value: Expression;
}

export interface ObjectExpression {
  readonly kind: 'object';
  readonly properties: readonly Property[];
  readonly place: Place;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly name: string;
  readonly of: Expression | undefined;
  readonly args: readonly Expression[];
  readonly place: Place;
}

export interface ForExpression {
  readonly kind: 'for';
  readonly item: string;
  readonly index: string | undefined;
  readonly list: Expression;
  readonly body: Expression;
  readonly place: Place;
}

export type Expression =
  | StringExpression
  | ObjectExpression
  | CallExpression
  | ForExpression
  | { readonly kind: 'number'; readonly value: number; readonly place: Place }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly place: Place }
  | { readonly kind: 'null'; readonly place: Place }
  | { readonly kind: 'name'; readonly name: string; readonly place: Place }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string; readonly place: Place }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression; readonly place: Place }
  | { readonly kind: 'unary'; readonly operand: Expression; readonly operator: string; readonly place: Place }
  | {
      readonly kind: 'binary';
      readonly left: Expression;
      readonly right: Expression;
      readonly operator: string;
      readonly place: Place;
    }
  | {
      readonly kind: 'choice';
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
      readonly place: Place;
    }
  | { readonly kind: 'array'; readonly items: readonly Expression[]; readonly place: Place }
  | {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly body: ObjectExpression;
      readonly place: Place;
    };

export const typeNames = ['string', 'int', 'bool', 'object', 'array'] as const;

export type TypeName = (typeof typeNames)[number];

interface Declared {
  readonly name: string;
  readonly decorators: readonly CallExpression[];
  readonly place: Place;
}

export interface Parameter extends Declared {
  readonly kind: 'param';
  readonly type: TypeName;
  readonly value: Expression | undefined;
}

export interface Output extends Declared {
  readonly kind: 'output';
  readonly type: TypeName;
  readonly value: Expression;
}

export interface Variable extends Declared {
  readonly kind: 'var';
  readonly value: Expression;
}

export interface Resource extends Declared {
  readonly kind: 'resource';
  readonly type: StringExpression;
  readonly existing: boolean;
  readonly value: Expression;
}

export interface Module extends Declared {
  readonly kind: 'module';
  readonly path: StringExpression;
  readonly value: Expression;
}

export interface TargetScope {
  readonly kind: 'targetScope';
  readonly value: Expression;
  readonly place: Place;
}

export type Declaration = Parameter | Output | Variable | Resource | Module;

export type Statement = Declaration | TargetScope;

/** A Bicep file is not well-formed, or uses what this parser does not know. */
export class BicepError extends Error {
  override readonly name = 'BicepError';
  constructor(place: Place, problem: string) {
    super(`${place.line}:${place.column} ${problem}`);
  }
}
