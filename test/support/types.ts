import { schemaDocuments } from '../../generated/schemas.ts';
import { buildResourceTypes } from '../../scripts/attributeTable.ts';
import { withOptional, type ResourceType } from '../../shared/scim/schema/attributes.ts';
import type {
  Characteristics,
  PropertyDocument,
  SchemaDocument,
  ValueDocument,
} from '../../shared/scim/schema/document.ts';

export const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
/** An extension that only the tests know: what works on it needs no line of code. */
export const badge = 'urn:example:params:scim:schemas:extension:Badge:2.0:User';

/** A property of a schema that a test makes up. */
export function property(
  type: ValueDocument['type'],
  more: Partial<Omit<ValueDocument, 'type'> & Characteristics> = {},
): PropertyDocument {
  return {
    description: 'Made up.',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    type,
    ...more,
  };
}

/** A multi-valued property of a schema that a test makes up. */
function list(items: ValueDocument): PropertyDocument {
  const { description, mutability, returned, uniqueness } = property('string');
  return { description, mutability, returned, uniqueness, type: 'array', items };
}

export function extension(
  urn: string,
  properties: Readonly<Record<string, PropertyDocument>>,
  required: readonly string[] = [],
): SchemaDocument {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: urn,
    title: 'Made up',
    description: 'A schema that a test made up.',
    scimRole: 'extension',
    extends: 'User',
    type: 'object',
    properties,
    required,
  };
}

/** Every attribute type and characteristic that the served schemas don't have. */
export const badgeDocument = extension(
  badge,
  {
    // Called like the sub-attribute for which a complex attribute stands; an extension doesn't stand for it.
    value: property('string'),
    serial: property('string', { mutability: 'immutable', caseExact: true }),
    owner: property('string'),
    level: property('integer'),
    ratio: property('number'),
    valid: property('boolean'),
    issuedAt: property('string', { format: 'date-time' }),
    print: property('string', { contentEncoding: 'base64', caseExact: true }),
    issuer: property('string', { mutability: 'readOnly' }),
    hint: property('string', { returned: 'request' }),
    code: property('string', { mutability: 'writeOnly', returned: 'never' }),
    tags: list({ type: 'string' }),
    marks: property('object', {
      properties: { type: property('string'), display: property('string') },
    }),
    place: property('object', {
      properties: { building: property('string'), floor: property('integer'), keeper: property('string') },
    }),
    zones: list({
      type: 'object',
      properties: {
        value: property('string', { caseExact: true }),
        type: property('string'),
        rank: property('integer'),
        open: property('boolean'),
        note: property('string', { returned: 'request' }),
        primary: property('boolean', { assumed: false }),
      },
    }),
  },
  ['owner'],
);

/** The resource type User of the served schemas and of `more`. */
export function userTypeWith(more: readonly SchemaDocument[], optional?: ReadonlySet<string>): ResourceType {
  const types = buildResourceTypes([...schemaDocuments, ...more]);
  const wanted = optional === undefined ? types : withOptional(types, optional);
  const type = wanted.find(({ id }) => id === 'User');
  if (type === undefined) throw new Error('There is no resource type User.');
  return type;
}

/** As it is served. */
export const user = userTypeWith([]);

/** With the made-up extension. */
export const badgeUser = userTypeWith([badgeDocument]);
