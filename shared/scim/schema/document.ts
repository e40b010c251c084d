/**
 * The form of the files in `schemas/`: JSON Schema 2020-12 whose properties carry the SCIM characteristics of
 * RFC 7643 §7 as keywords. `scripts/generate.ts` reads them at build time.
 */
export interface SchemaDocument {
  readonly $schema: string;
  readonly $id: string;
  readonly title: string;
  readonly description: string;
  /** `common` (RFC 7643 §3.1) belongs to every resource type, `core` founds one, `extension` extends one. */
  readonly scimRole: 'common' | 'core' | 'extension';
  /** On a core schema: the resource type that it founds (RFC 7643 §6). */
  readonly resourceType?: ResourceTypeDeclaration;
  /** On an extension: the `id` of the resource type that it extends. */
  readonly extends?: string;
  readonly type: 'object';
  readonly properties: Readonly<Record<string, PropertyDocument>>;
  readonly required?: readonly string[];
}

interface ResourceTypeDeclaration {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly description: string;
}

/** Type and characteristics of one value: of a property, or of the items of a multi-valued one. */
export interface ValueDocument {
  readonly type: 'string' | 'boolean' | 'integer' | 'number' | 'object';
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly referenceTypes?: readonly string[];
  readonly canonicalValues?: readonly string[];
  readonly caseExact?: boolean;
  readonly properties?: Readonly<Record<string, PropertyDocument>>;
  readonly required?: readonly string[];
}

export interface Characteristics {
  readonly description: string;
  readonly mutability: 'readWrite' | 'readOnly' | 'writeOnly' | 'immutable';
  readonly returned: 'default' | 'always' | 'never' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  /** The value of a new resource that says nothing; such an attribute always has a value. */
  readonly default?: boolean;
  /** What an absent value is taken for, wherever values are compared (RFC 7643 §2.4: `primary` is false). */
  readonly assumed?: boolean;
  /** Whether white space alone is refused. Of a top-level attribute. */
  readonly notBlank?: boolean;
  /** Whether a JSON object as text is a value like any other: Entra sends roles so. */
  readonly jsonText?: boolean;
  /** `false`: accepted, checked and forgotten. */
  readonly stored?: boolean;
  /** On a multi-valued attribute whose values are not in the resource's own document: they are rows of their own. */
  readonly relation?: Relation;
  /** The index that finds resources by a value of the attribute. */
  readonly index?: IndexName;
}

/** `members`: who belongs to the resource. `memberships`: what the resource belongs to. */
export type Relation = 'members' | 'memberships';

export type IndexName =
  | 'id'
  | 'externalId'
  | 'userName'
  | 'displayName'
  | 'cardNumber'
  | 'email'
  | 'member'
  | 'group';

export type PropertyDocument = Characteristics &
  (ValueDocument | { readonly type: 'array'; readonly items: ValueDocument });

/** What only `/Schemas` says of an attribute. */
export interface Documentation {
  /** The URN of the schema that defines it. */
  readonly schema: string;
  readonly description: string;
}
