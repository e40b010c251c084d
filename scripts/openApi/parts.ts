/** Parameters, headers and answers that several operations have. */
import { maxBodyBytes } from '../../shared/scim/limits.ts';
import { defaultPageSize, maxPageSize } from '../../shared/scim/page.ts';
import { described, named, text, type Json } from './json.ts';

export const scim = 'application/scim+json';
export const json = 'application/json';

const uri: Json = { type: 'string', format: 'uri' };
const etag: Json = { type: 'string', examples: ['W/"3f2a"'] };

export const headers: Json = {
  RequestId: header('Names the request in the log of the operator.', { type: 'string', format: 'uuid' }),
  ETag: header('The version of the resource, weak: the same as `meta.version`.', etag),
  Location: header('The address of the resource, the same as `meta.location`.', uri),
  RetryAfter: header('Seconds to wait.', { type: 'integer', minimum: 0 }),
  Challenge: header('RFC 6750 §3; at the token endpoint RFC 7617.', text),
  CacheControl: header('Who may keep the answer, and how long.', text),
};

function header(description: string, schema: Json): Json {
  return { description, required: true, schema };
}

/** The names of headers on the wire, and what describes each. */
const headerParts: Readonly<Record<string, string>> = {
  'X-Request-Id': 'RequestId',
  ETag: 'ETag',
  Location: 'Location',
  'Content-Location': 'Location',
  'Retry-After': 'RetryAfter',
  'WWW-Authenticate': 'Challenge',
  'Cache-Control': 'CacheControl',
};

/** An answer; every one has a request id. */
export function answer(description: string, content: Json | undefined, ...names: readonly string[]): Json {
  return {
    description,
    headers: Object.fromEntries(
      ['X-Request-Id', ...names].map((name) => [name, named('headers', headerParts[name] ?? name)]),
    ),
    ...(content === undefined ? {} : { content }),
  };
}

export function body(mediaType: string, schema: string, examples: Json = {}): Json {
  const given = Object.keys(examples).length === 0 ? {} : { examples };
  return { [mediaType]: { schema: named('schemas', schema), ...given } };
}

const error = body(scim, 'Error');

function unauthorized(): Json {
  const description =
    "There is no token, or it is not valid here: the same for an unknown tenant and for another tenant's token.";
  return answer(description, error, 'WWW-Authenticate');
}

export const responses: Json = {
  BadRequest: answer('The request is wrong; `detail` names the attribute, parameter or position.', error),
  Unauthorized: unauthorized(),
  Forbidden: answer(
    'The credential does not reach so far, or provisioning is turned off for the tenant.',
    error,
  ),
  NoFilter: answer('The discovery endpoints take no filter, or the credential does not reach so far.', error),
  NotFound: answer('There is no such resource.', error),
  Conflict: answer("The userName, externalId or card is another user's (`uniqueness`).", error),
  Changed: answer('`If-Match` names another version than there is.', error),
  LengthRequired: answer('The body came without a `Content-Length` header.', error),
  TooLarge: answer(`The body has more than ${maxBodyBytes} bytes, or too many operations.`, error),
  UnreadEncoding: answer('The body has a `Content-Encoding` that is not read.', error),
  TooManyRequests: answer('Too many requests came.', error, 'Retry-After'),
  NotImplemented: answer('The caller is an application, not a user.', error),
  Failed: answer(
    'The service failed. Its operator finds the reason in the log, under the request id.',
    error,
  ),
  Unavailable: answer(
    'Storage, or what verifies the token, did not answer in time; or a setting of the deployment is missing or wrong, which `detail` names.',
    error,
    'Retry-After',
  ),
  NotModified: answer('The client has this version.', undefined, 'ETag', 'Content-Location'),
};

const names: Readonly<Record<number, string>> = {
  ...{ 304: 'NotModified', 400: 'BadRequest', 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound' },
  ...{ 409: 'Conflict', 411: 'LengthRequired', 412: 'Changed', 413: 'TooLarge', 415: 'UnreadEncoding' },
  ...{ 429: 'TooManyRequests', 500: 'Failed' },
  ...{ 501: 'NotImplemented', 503: 'Unavailable' },
};

/** The answers that are the same wherever they are given. */
export function shared(...statuses: readonly number[]): Json {
  return Object.fromEntries(
    statuses.map((status) => [String(status), named('responses', names[status] ?? '')]),
  );
}

export const parameters: Json = {
  Tenant: path(
    'tenant',
    'Name of the tenant, as in its provisioning tenant URL.',
    named('schemas', 'TenantName'),
  ),
  UserId: path('id', 'The `id` of the user.', text),
  GroupId: path('id', 'The `id` of a group.', text),
  ResourceTypeId: path('id', 'The name of a resource type: `User`.', text),
  SchemaId: path('id', 'The URN of a schema, in upper or lower case.', text),
  Filter: query(
    'filter',
    'A filter (RFC 7644 §3.4.2.2), the whole grammar. Entra asks `<matching attribute> eq "<value>"`: what nothing matches is 200 with an empty list.',
    text,
  ),
  Attributes: query('attributes', 'SCIM paths of the attributes to return, with commas between them.', text),
  ExcludedAttributes: query(
    'excludedAttributes',
    'SCIM paths of the attributes not to return. Not with `attributes`.',
    text,
  ),
  SortBy: query('sortBy', 'SCIM path of the attribute to sort by.', text),
  SortOrder: query('sortOrder', '`ascending`, in any case, where nothing is said.', {
    type: 'string',
    enum: ['ascending', 'descending'],
  }),
  StartIndex: query(
    'startIndex',
    'The first resource of the page, from 1; below 1 is 1. Not with `cursor`.',
    { type: 'integer', default: 1 },
  ),
  Count: query('count', `Resources on the page: ${maxPageSize} at most; negative is 0.`, {
    type: 'integer',
    default: defaultPageSize,
  }),
  Cursor: query(
    'cursor',
    'Pages by cursor (RFC 9865): empty for the first one, then `nextCursor` of the page before, with everything else as it was.',
    text,
  ),
  From: query('from', 'Entries of this time and later.', { type: 'string', format: 'date-time' }),
  To: query('to', 'Entries before this time.', { type: 'string', format: 'date-time' }),
  User: query('user', 'Exactly the id or externalId of a user, also one that it had until then.', text),
  Action: query('action', 'Actions, with commas between them.', text),
  IfMatch: condition('If-Match', 'Versions of which the user must still be one, or `*`. Compared weakly.'),
  IfNoneMatch: condition(
    'If-None-Match',
    "Versions that the client has, or `*`: 304 where one of them is the user's.",
  ),
};

function path(name: string, description: string, schema: Json): Json {
  return { name, in: 'path', required: true, description, schema };
}

function query(name: string, description: string, schema: Json): Json {
  return { name, in: 'query', description, schema };
}

function condition(name: string, description: string): Json {
  return {
    name,
    in: 'header',
    description,
    schema: described(text, 'Entity tags, with commas between them.'),
  };
}

export function given(...all: readonly string[]): readonly Json[] {
  return all.map((name) => named('parameters', name));
}
