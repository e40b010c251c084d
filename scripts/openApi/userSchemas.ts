/** Resources as the document has them, made from `schemas/`: as they are answered, and as they may be sent. */
import type { PropertyDocument, SchemaDocument, ValueDocument } from '../../shared/scim/schema/document.ts';
import { described, object, text, type Json } from './json.ts';

/** How the attributes of one object become its members. */
type Members = (value: Pick<ValueDocument, 'properties'>) => Json;

/** The schema of what is answered: whatever is never returned is not in it. */
export function answeredResource(core: SchemaDocument, documents: readonly SchemaDocument[]): Json {
  return object(
    resourceMembers(core, documents, answeredMembers, (extension) =>
      object(answeredMembers(extension), [], headOf(extension)),
    ),
    // A projection may leave out all others.
    ['schemas', 'id'],
    {
      description: `${core.description}. Which attributes are there depends on \`attributes\` and \`excludedAttributes\`.`,
    },
  );
}

/** The schema of what a POST or PUT may send: as tolerant as the service is. */
export function sentResource(core: SchemaDocument, documents: readonly SchemaDocument[]): Json {
  return object(
    {
      ...resourceMembers(core, documents, sentMembers, (extension) =>
        object(sentMembers(extension), extension.required, {
          ...headOf(extension),
          type: ['object', 'null'],
          additionalProperties: true,
        }),
      ),
      // Read-only as SCIM has it: clients must send it all the same.
      schemas: described(
        {},
        'The URNs of the schemas that are used, in a list. Whatever it is, nobody looks.',
      ),
    },
    core.required,
    {
      description: [
        `${core.description}, as it is sent.`,
        'Names match without regard to case, unknown attributes are ignored, and so is what is read-only.',
        '`null`, `""` and `[]` mean that an attribute has no value.',
        '`schemas` need not list the extensions whose objects are there, and may list unknown ones.',
        'A tenant can be set to do without `externalId`.',
      ].join(' '),
      additionalProperties: true,
    },
  );
}

function resourceMembers(
  core: SchemaDocument,
  documents: readonly SchemaDocument[],
  members: Members,
  extensionSchema: (extension: SchemaDocument) => Json,
): Json {
  const common = documents.filter(({ scimRole }) => scimRole === 'common');
  const extensions = documents.filter((document) => document.extends === core.resourceType?.id);
  return {
    ...Object.assign({}, ...[...common, core].map(members)),
    ...Object.fromEntries(extensions.map((extension) => [extension.$id, extensionSchema(extension)])),
  } as Json;
}

function headOf({ title, description }: SchemaDocument): Json {
  return { title, description };
}

function answeredMembers({ properties = {} }: Pick<ValueDocument, 'properties'>): Json {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, { returned }]) => returned !== 'never')
      .map(([name, property]) => [name, { ...marks(property), ...answered(property) }]),
  );
}

function answered(property: PropertyDocument): Json {
  return property.type === 'array'
    ? { type: 'array', items: answeredValue(property.items) }
    : answeredValue(property);
}

function answeredValue(value: ValueDocument): Json {
  // A projection may leave out any of them.
  if (value.type === 'object') return object(answeredMembers(value));
  return { type: value.type, ...formOf(value) };
}

function sentMembers({ properties = {} }: Pick<ValueDocument, 'properties'>): Json {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      // What is read-only is ignored, whatever it is.
      { ...marks(property), ...(property.mutability === 'readOnly' ? {} : sent(property)) },
    ]),
  );
}

/** A single element may stand outside a list (RFC 7644 §3.5.2.1). */
function sent(property: PropertyDocument): Json {
  if (property.type !== 'array') return sentValue(property);
  const items = sentValue(property.items);
  return { anyOf: [{ type: 'array', items }, items] };
}

/** Every value may be null; booleans may be text, and what stands for its `value` that alone: so Entra sends them. */
function sentValue(value: ValueDocument): Json {
  if (value.type === 'boolean') return { anyOf: [{ type: ['boolean', 'null'] }, booleanText] };
  if (value.type !== 'object') return { type: [value.type, 'null'], ...formOf(value) };
  const whole = object(sentMembers(value), value.required, {
    type: ['object', 'null'],
    additionalProperties: true,
  });
  if (value.properties?.value === undefined) return whole;
  return {
    anyOf: [whole, described(text, 'Its `value` alone.'), { type: 'array', maxItems: 1, items: whole }],
  };
}

/** As Entra's default dialect writes it. */
export const booleanText: Json = {
  type: 'string',
  pattern: '^(?:[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$',
};

function formOf({ format, contentEncoding, canonicalValues }: ValueDocument): Json {
  return {
    ...(format === undefined ? {} : { format }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    // RFC 7643 §7: canonical values are suggestions, others are taken too.
    ...(canonicalValues === undefined ? {} : { examples: canonicalValues }),
  };
}

/** What OpenAPI has a word for, and the SCIM characteristics as they are. */
function marks(property: PropertyDocument): Json {
  const { description, mutability, returned, uniqueness, default: value } = property;
  const { caseExact } = property.type === 'array' ? property.items : property;
  return {
    description,
    ...(mutability === 'readOnly' ? { readOnly: true } : {}),
    ...(mutability === 'writeOnly' ? { writeOnly: true } : {}),
    ...(value === undefined ? {} : { default: value }),
    'x-scim': { mutability, returned, uniqueness, ...(caseExact === undefined ? {} : { caseExact }) },
  };
}
