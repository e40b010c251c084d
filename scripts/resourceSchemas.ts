/**
 * Generates the OpenAPI schemas of resources from `schemas/`: one schema for requests and answers, because a client
 * that replaces a user sends what it has read.
 */
import type { PropertyDocument, SchemaDocument, ValueDocument } from '../shared/scim/schema/document.ts';

type Json = Readonly<Record<string, unknown>>;

/** `User` and the other resource types; each extension has a schema of its own. */
export function resourceSchemas(documents: readonly SchemaDocument[]): Json {
  return Object.fromEntries(
    documents.flatMap((document): readonly (readonly [string, Json])[] => {
      if (document.resourceType !== undefined) {
        return [[document.resourceType.id, resource(document, documents)]];
      }
      return document.extends === undefined ? [] : [[nameOf(document), objectOf(document)]];
    }),
  );
}

/** `EnterpriseUser` of "Enterprise User". */
function nameOf({ title }: SchemaDocument): string {
  return title
    .split(/\W+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function resource(core: SchemaDocument, documents: readonly SchemaDocument[]): Json {
  const common = documents.filter(({ scimRole }) => scimRole === 'common');
  const extensions = documents.filter((document) => document.extends === core.resourceType?.id);
  const required = (core.required ?? []).join(' and ');
  return {
    type: 'object',
    description: `${core.description}. A new one needs ${required}. An answer may leave out what \`attributes\` and \`excludedAttributes\` say.`,
    properties: {
      ...Object.assign({}, ...[...common, core].map(propertiesOf)),
      ...Object.fromEntries(
        extensions.map((extension) => [extension.$id, { $ref: `#/components/schemas/${nameOf(extension)}` }]),
      ),
    },
    // Generated classes refuse an object without a required member: an answer may lack any other, and a new user has
    // no id yet.
    required: ['schemas'],
  };
}

function objectOf(value: Pick<ValueDocument, 'properties'> & { readonly description?: string }): Json {
  return { type: 'object', description: value.description, properties: propertiesOf(value) };
}

function propertiesOf({ properties = {} }: Pick<ValueDocument, 'properties'>): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, propertyOf(name, property)]),
  );
}

function propertyOf(name: string, property: PropertyDocument): Json {
  const { description, mutability, returned, uniqueness, default: value } = property;
  const { caseExact } = property.type === 'array' ? property.items : property;
  return {
    ...(property.type === 'array' ? { type: 'array', items: valueOf(property.items) } : valueOf(property)),
    description,
    // The attribute always has a value, and keeps it if none is sent. Nullable, because a generated class would send
    // false instead of omitting it; without `default`, because it would send that.
    type: value === undefined ? property.type : [property.type, 'null'],
    // Read-only in SCIM, but clients must send `schemas` (RFC 7643 §3).
    readOnly: (mutability === 'readOnly' && name !== 'schemas') || undefined,
    writeOnly: mutability === 'writeOnly' || undefined,
    'x-scim': { mutability, returned, uniqueness, caseExact },
  };
}

function valueOf(value: ValueDocument): Json {
  if (value.type === 'object') return objectOf(value);
  const { type, format, contentEncoding, canonicalValues } = value;
  // Canonical values are suggestions (RFC 7643 §7), so they are no `enum`.
  return { type, format, contentEncoding, examples: canonicalValues };
}
