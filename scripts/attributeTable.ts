/** The table of attributes that the build makes of `schemas/`. */
import {
  attributesByName,
  type Attribute,
  type AttributeType,
  type ResourceType,
} from '../shared/scim/schema/attributes.ts';
import type { PropertyDocument, SchemaDocument, ValueDocument } from '../shared/scim/schema/document.ts';

/** Builds the resource types that `documents` declare: `generated/resourceTypes.js` is made of them. */
export function buildResourceTypes(documents: readonly SchemaDocument[]): readonly ResourceType[] {
  const common = documents.filter((document) => document.scimRole === 'common');
  return documents.flatMap((core) => {
    if (core.resourceType === undefined) return [];
    const { resourceType } = core;
    const extensions = documents.filter((document) => document.extends === resourceType.id).map(extensionRow);
    const attributes = [
      ...[...common, core].flatMap((document) => rows(document, '', document.$id)),
      ...extensions,
    ];
    const schemaUrns = [core.$id, ...extensions.map((extension) => extension.name)];
    return [
      {
        ...resourceType,
        schema: core.$id,
        extensions,
        attributes,
        byName: attributesByName(attributes),
        schemaUrns: schemaUrns.toSorted((left, right) => right.length - left.length),
      },
    ];
  });
}

/** What most rows are. */
export const usual = {
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  canonicalValues: [],
  referenceTypes: [],
  defaultValue: undefined,
  assumedValue: undefined,
  stored: true,
  relation: undefined,
  index: undefined,
  notBlank: false,
  jsonText: false,
  extension: false,
  documentation: undefined,
  subAttributes: [],
  byName: new Map(),
} satisfies Partial<Attribute>;

function extensionRow(document: SchemaDocument): Attribute {
  const subAttributes = rows(document, `${document.$id}:`, document.$id);
  return {
    ...usual,
    name: document.$id,
    path: document.$id,
    title: document.title,
    documentation: { schema: document.$id, description: document.description },
    type: 'complex',
    extension: true,
    subAttributes,
    byName: attributesByName(subAttributes),
  };
}

function rows(
  parent: Pick<ValueDocument, 'properties' | 'required'>,
  prefix: string,
  schema: string,
): Attribute[] {
  const required = new Set(parent.required);
  return Object.entries(parent.properties ?? {}).map(([name, property]) =>
    row(name, property, prefix, schema, required.has(name)),
  );
}

function row(
  name: string,
  property: PropertyDocument,
  prefix: string,
  schema: string,
  required: boolean,
): Attribute {
  const value = property.type === 'array' ? property.items : property;
  const path = prefix + name;
  const subAttributes = rows(value, `${path}.`, schema);
  return {
    name,
    path,
    title: name,
    documentation: { schema, description: property.description },
    type: attributeType(value),
    multiValued: property.type === 'array',
    required,
    caseExact: value.caseExact ?? false,
    mutability: property.mutability,
    returned: property.returned,
    uniqueness: property.uniqueness,
    canonicalValues: value.canonicalValues ?? [],
    referenceTypes: value.referenceTypes ?? [],
    defaultValue: property.default,
    assumedValue: property.assumed,
    stored: property.stored ?? true,
    relation: property.relation,
    index: property.index,
    notBlank: property.notBlank ?? false,
    jsonText: property.jsonText ?? false,
    extension: false,
    subAttributes,
    byName: attributesByName(subAttributes),
  };
}

function attributeType(value: ValueDocument): AttributeType {
  if (value.type === 'object') return 'complex';
  if (value.type === 'number') return 'decimal';
  if (value.type !== 'string') return value.type;
  if (value.referenceTypes !== undefined) return 'reference';
  if (value.contentEncoding === 'base64') return 'binary';
  return value.format === 'date-time' ? 'dateTime' : 'string';
}
