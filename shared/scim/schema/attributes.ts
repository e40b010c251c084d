import type { Characteristics, Documentation, IndexName, Relation } from './document.ts';

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'binary'
  | 'reference'
  | 'complex';

/**
 * One row of the table of attributes. An extension is a row too: a complex attribute whose name is its URN (as in a
 * resource, RFC 7643 §3.3), so that no code has to tell the two apart.
 */
export interface Attribute {
  readonly name: string;
  /** The SCIM path by which messages name it: `emails.value`, `urn:…:User:pin`. */
  readonly path: string;
  /** An extension's name for people. */
  readonly title: string;
  readonly type: AttributeType;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: Characteristics['mutability'];
  readonly returned: Characteristics['returned'];
  readonly uniqueness: Characteristics['uniqueness'];
  readonly canonicalValues: readonly string[];
  readonly referenceTypes: readonly string[];
  /** Given to a resource that is created without it; such an attribute can't be removed. */
  readonly defaultValue: boolean | undefined;
  /** What an absent value is taken for wherever values are compared; it is neither stored nor returned. */
  readonly assumedValue: boolean | undefined;
  readonly stored: boolean;
  /** Set if the values are rows of their own, which the resource's document does not hold. */
  readonly relation: Relation | undefined;
  /** The index that finds resources by a value of the attribute. */
  readonly index: IndexName | undefined;
  /** Whether white space alone is no value. */
  readonly notBlank: boolean;
  /** Whether a JSON object as text is a value like any other. */
  readonly jsonText: boolean;
  readonly extension: boolean;
  /** Undefined in the running service: the build makes the documents of `/Schemas`. */
  readonly documentation: Documentation | undefined;
  readonly subAttributes: readonly Attribute[];
  /** Sub-attributes by lower-case name: names are compared without case (RFC 7643 §2.1). */
  readonly byName: ReadonlyMap<string, Attribute>;
}

/** A resource type (RFC 7643 §6) with its table of attributes: what the protocol core is parameterised by. */
export interface ResourceType {
  readonly id: string;
  readonly name: string;
  readonly endpoint: string;
  readonly description: string;
  /** The URN of its core schema. */
  readonly schema: string;
  /** The extensions' rows, in the order of their files. */
  readonly extensions: readonly Attribute[];
  /** Common, core and extension rows. */
  readonly attributes: readonly Attribute[];
  readonly byName: ReadonlyMap<string, Attribute>;
  /** The longest URN first: `urn:…:2.0:UserX` must not be taken for `urn:…:2.0:User`. */
  readonly schemaUrns: readonly string[];
}

/** Whether the attribute's value is written and never read (RFC 7643 §7 `returned: never`). */
export function isSecret(attribute: Attribute): boolean {
  return attribute.returned === 'never';
}

/** The attribute of a type whose values are rows of their own; undefined if it has none. */
export function relationOf({ attributes }: ResourceType): Attribute | undefined {
  return attributes.find(({ relation }) => relation !== undefined);
}

/** Resource types with some required top-level attributes, by name, made optional. */
export function withOptional(
  types: readonly ResourceType[],
  optional: ReadonlySet<string>,
): readonly ResourceType[] {
  return types.map((type) => {
    const attributes = type.attributes.map((attribute) =>
      optional.has(attribute.name) ? { ...attribute, required: false } : attribute,
    );
    return { ...type, attributes, byName: attributesByName(attributes) };
  });
}

/** Attributes by their lower-case names. */
export function attributesByName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}

/** The paths of the attributes for which `test` holds, outside multi-valued ones. */
export function singularPaths(
  type: ResourceType,
  test: (attribute: Attribute) => boolean,
): readonly (readonly [Attribute, ...Attribute[]])[] {
  const below = (attribute: Attribute): (readonly [Attribute, ...Attribute[]])[] => {
    if (test(attribute)) return [[attribute]];
    if (attribute.multiValued) return [];
    return attribute.subAttributes.flatMap(below).map((rest) => [attribute, ...rest] as const);
  };
  return type.attributes.flatMap(below);
}

const secrets = new WeakMap<ResourceType, ReturnType<typeof singularPaths>>();

/** The paths of a type's secrets: they are wanted for every resource that is read or written. */
export function secretPaths(type: ResourceType): ReturnType<typeof singularPaths> {
  const known = secrets.get(type) ?? singularPaths(type, isSecret);
  secrets.set(type, known);
  return known;
}

const namesOfSecrets = new WeakMap<ResourceType, readonly string[]>();

/** The names of a type's secrets, in lower case: no message repeats what a client wrote behind one. */
export function secretNames(type: ResourceType): readonly string[] {
  const known =
    namesOfSecrets.get(type) ?? secretPaths(type).map((path) => (path.at(-1) ?? path[0]).name.toLowerCase());
  namesOfSecrets.set(type, known);
  return known;
}
