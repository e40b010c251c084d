/** The messages of RFC 7644 and RFC 9865, and the discovery documents of RFC 7643. */
import { maxBulkOperations } from '../../shared/scim/bulk.ts';
import { maxPageSize } from '../../shared/scim/page.ts';
import { maxOperations } from '../../shared/scim/dialect/operations.ts';
import { described, named, object, text, type Json } from './json.ts';

export const messages = 'urn:ietf:params:scim:api:messages:2.0:';
const core = 'urn:ietf:params:scim:schemas:core:2.0:';

const scimTypes = [
  ...['invalidFilter', 'tooMany', 'uniqueness', 'mutability', 'invalidSyntax', 'invalidPath', 'noTarget'],
  ...['invalidValue', 'invalidVers', 'sensitive', 'invalidCursor', 'expiredCursor', 'invalidCount'],
];

const count: Json = { type: 'integer', minimum: 0 };
const anyText: Json = { type: ['string', 'null'] };
const yes: Json = { type: 'boolean' };
const url: Json = { type: 'string', format: 'uri' };

/** `schemas` of an answer that has exactly one. */
function schemas(urn: string): Json {
  return { type: 'array', items: { const: urn }, minItems: 1, maxItems: 1 };
}

const sentSchemas: Json = {
  description: 'The URN of the message, in a list. Whatever it is, nobody looks.',
};

function list(items: Json): Json {
  return { type: 'array', items };
}

export function listOf(name: string): Json {
  return object(
    {
      schemas: schemas(`${messages}ListResponse`),
      totalResults: described(
        count,
        'Left out only by cursor pages whose filter needs a scan, and by the log.',
      ),
      startIndex: described({ type: 'integer', minimum: 1 }, 'By index only.'),
      itemsPerPage: count,
      nextCursor: described(text, 'By cursor only, and not on the last page (RFC 9865).'),
      Resources: { ...list(named('schemas', name)), maxItems: maxPageSize },
    },
    ['schemas', 'itemsPerPage', 'Resources'],
    { description: 'A list (RFC 7644 §3.4.2). What nothing matches is an empty one.' },
  );
}

const patchOperation = object(
  {
    op: described(
      { type: 'string', pattern: '^(?:[Aa][Dd][Dd]|[Rr][Ee][Pp][Ll][Aa][Cc][Ee]|[Rr][Ee][Mm][Oo][Vv][Ee])$' },
      '`add`, `replace` or `remove`; Entra writes `Add`, `Replace`, `Remove`.',
    ),
    path: described(
      anyText,
      'The attribute: `active`, `emails[type eq "work"].value`, `urn:…:User:department`. Without it `value` is an object of attributes.',
    ),
    value: {
      description:
        'Of any type. Booleans may be the strings "True" and "False", `manager` a bare string; without `path` keys may be dotted ("name.givenName"), URN-qualified, or hold a filter.',
    },
  },
  ['op'],
  { additionalProperties: true, description: "One change, in either of Entra's dialects." },
);

const bulkOperation = object(
  {
    method: described(
      { type: 'string', examples: ['POST', 'PUT', 'PATCH', 'DELETE'] },
      'In upper or lower case.',
    ),
    path: described(text, '`/Users` for a POST, else `/Users/{id}`, where the id may be `bulkId:…`.'),
    bulkId: described(anyText, 'Needed by a POST. Others refer to what it creates by `bulkId:<bulkId>`.'),
    version: described(anyText, 'As in `If-Match`.'),
    data: described({ type: ['object', 'null'] }, 'The body, as the operation alone would have it.'),
  },
  ['method', 'path'],
  { additionalProperties: true },
);

const whole: Json = { type: ['integer', 'string', 'null'] };
const names: Json = { type: ['array', 'string', 'null'], items: text };

export const requestSchemas: Json = {
  PatchOperation: patchOperation,
  PatchRequest: object(
    {
      schemas: sentSchemas,
      Operations: { ...list(named('schemas', 'PatchOperation')), maxItems: maxOperations },
    },
    ['Operations'],
    {
      additionalProperties: true,
      description: 'All operations are carried out, or none. None at all changes nothing.',
    },
  ),
  SearchRequest: object(
    {
      schemas: sentSchemas,
      filter: anyText,
      sortBy: anyText,
      sortOrder: described(anyText, '`ascending` or `descending`.'),
      attributes: described(names, 'A list; the form that they have in a query is taken too.'),
      excludedAttributes: names,
      startIndex: whole,
      count: whole,
      cursor: anyText,
    },
    [],
    { additionalProperties: true, description: 'The parameters of a list, in a body (RFC 7644 §3.4.3).' },
  ),
  BulkOperation: bulkOperation,
  BulkRequest: object(
    {
      schemas: sentSchemas,
      failOnErrors: described(
        { type: ['integer', 'null'], minimum: 0 },
        'Number of errors after which the rest is not tried; 0 and null set no limit.',
      ),
      Operations: { ...list(named('schemas', 'BulkOperation')), maxItems: maxBulkOperations },
    },
    ['Operations'],
    { additionalProperties: true, description: 'RFC 7644 §3.7. Each operation succeeds or fails by itself.' },
  ),
};

function meta(resourceType: string): Json {
  return object({ resourceType: { const: resourceType }, location: url }, ['resourceType', 'location']);
}

const supported = object({ supported: yes }, ['supported']);

export const answerSchemas: Json = {
  Error: object(
    {
      schemas: schemas(`${messages}Error`),
      status: described({ type: 'string', pattern: '^[45]\\d\\d$' }, 'The status code, as a string.'),
      scimType: { type: 'string', enum: scimTypes },
      detail: described(text, 'What is wrong and what to do about it. Entra shows it to the administrator.'),
    },
    ['schemas', 'status', 'detail'],
    { description: 'RFC 7644 §3.12, with the types that RFC 9865 adds.' },
  ),
  BulkResponse: object(
    {
      schemas: schemas(`${messages}BulkResponse`),
      Operations: list(
        object(
          {
            method: text,
            bulkId: text,
            version: text,
            location: described(url, 'Not of a failed POST.'),
            status: described({ type: 'string', pattern: '^[2345]\\d\\d$' }, 'The status code, as a string.'),
            response: named('schemas', 'Error'),
          },
          ['method', 'status'],
        ),
      ),
    },
    ['schemas', 'Operations'],
  ),
  ServiceProviderConfig: object(
    {
      schemas: schemas(`${core}ServiceProviderConfig`),
      patch: supported,
      bulk: object({ supported: yes, maxOperations: count, maxPayloadSize: count }, [
        ...['supported', 'maxOperations', 'maxPayloadSize'],
      ]),
      filter: object({ supported: yes, maxResults: count }, ['supported', 'maxResults']),
      changePassword: supported,
      sort: supported,
      etag: supported,
      pagination: object(
        {
          cursor: yes,
          index: yes,
          defaultPaginationMethod: { enum: ['index', 'cursor'] },
          defaultPageSize: count,
          maxPageSize: count,
          cursorTimeout: described(count, 'Seconds.'),
        },
        ['cursor', 'index'],
      ),
      authenticationSchemes: list(
        object({ type: text, name: text, description: text, specUri: url, primary: yes }, [
          ...['type', 'name', 'description'],
        ]),
      ),
      meta: meta('ServiceProviderConfig'),
    },
    ['schemas', 'patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag', 'authenticationSchemes'],
    { description: 'What the service does (RFC 7643 §5, RFC 9865 §4).' },
  ),
  ResourceType: object(
    {
      schemas: schemas(`${core}ResourceType`),
      id: text,
      name: text,
      endpoint: text,
      description: text,
      schema: text,
      schemaExtensions: list(object({ schema: text, required: yes }, ['schema', 'required'])),
      meta: meta('ResourceType'),
    },
    ['schemas', 'id', 'name', 'endpoint', 'schema', 'schemaExtensions', 'meta'],
    { description: 'RFC 7643 §6.' },
  ),
  Attribute: object(
    {
      name: text,
      type: {
        enum: ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'],
      },
      multiValued: yes,
      description: text,
      required: yes,
      caseExact: yes,
      mutability: { enum: ['readOnly', 'readWrite', 'immutable', 'writeOnly'] },
      returned: { enum: ['always', 'never', 'default', 'request'] },
      uniqueness: { enum: ['none', 'server', 'global'] },
      canonicalValues: list(text),
      referenceTypes: list(text),
      subAttributes: list(named('schemas', 'Attribute')),
    },
    ['name', 'type', 'multiValued', 'description', 'required', 'mutability', 'returned', 'uniqueness'],
    { description: 'RFC 7643 §7.' },
  ),
  Schema: object(
    {
      schemas: schemas(`${core}Schema`),
      id: text,
      name: text,
      description: text,
      attributes: list(named('schemas', 'Attribute')),
      meta: meta('Schema'),
    },
    ['schemas', 'id', 'name', 'attributes', 'meta'],
    { description: 'RFC 7643 §7.' },
  ),
  ResourceTypeList: listOf('ResourceType'),
  SchemaList: listOf('Schema'),
  UserList: listOf('User'),
  GroupList: object(
    {
      schemas: schemas(`${messages}ListResponse`),
      totalResults: { const: 0 },
      startIndex: { const: 1 },
      itemsPerPage: { const: 0 },
      Resources: { type: 'array', maxItems: 0 },
    },
    ['schemas', 'totalResults', 'startIndex', 'itemsPerPage', 'Resources'],
    { description: 'An empty list: only users are provisioned.' },
  ),
};
