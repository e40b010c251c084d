/** The documents of `/ResourceTypes` and `/Schemas`. */
import type { JsonObject } from '../shared/scim/json.ts';
import type { Attribute, ResourceType } from '../shared/scim/schema/attributes.ts';
import type { Described } from '../shared/scim/schema/discovery.ts';

/** An entry of `/ResourceTypes` (RFC 7643 §6). */
export function describeResourceType(type: ResourceType, baseUrl: string): Described {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: type.id,
    name: type.name,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.schema,
    schemaExtensions: type.extensions.map(({ name }) => ({ schema: name, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${type.id}` },
  };
}

/** The entries of `/Schemas` (RFC 7643 §7) for a resource type: its core schema and its extensions. */
export function describeSchemas(type: ResourceType, baseUrl: string): readonly Described[] {
  const own = type.attributes.filter(
    ({ documentation, extension }) => documentation?.schema === type.schema && !extension,
  );
  return [
    describeSchema(type.schema, type.name, type.description, own, baseUrl),
    ...type.extensions.map(({ name, title, documentation, subAttributes }) =>
      describeSchema(name, title, documentation?.description ?? '', subAttributes, baseUrl),
    ),
  ];
}

function describeSchema(
  id: string,
  name: string,
  description: string,
  attributes: readonly Attribute[],
  baseUrl: string,
): Described {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    id,
    name,
    description,
    attributes: attributes.map(describeAttribute),
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${id}` },
  };
}

function describeAttribute(attribute: Attribute): JsonObject {
  const { name, type, multiValued, documentation, required, caseExact, mutability, returned, uniqueness } =
    attribute;
  const { canonicalValues, referenceTypes, subAttributes } = attribute;
  const compared = type === 'string' || type === 'reference' || type === 'binary';
  return {
    name,
    type,
    multiValued,
    description: documentation?.description ?? '',
    required,
    ...(compared ? { caseExact } : {}),
    mutability,
    returned,
    uniqueness,
    ...(canonicalValues.length > 0 ? { canonicalValues } : {}),
    ...(referenceTypes.length > 0 ? { referenceTypes } : {}),
    ...(subAttributes.length > 0 ? { subAttributes: subAttributes.map(describeAttribute) } : {}),
  };
}
