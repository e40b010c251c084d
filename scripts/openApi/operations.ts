/** What the document says of each function, by its name. */
import { named, type Json } from './json.ts';
import { answer, body, given, json, scim, shared } from './parts.ts';

/** Said of an operation beside its name and route. */
export type Operation = Json & { readonly responses: Json };

/** What can be answered wherever somebody must be known. */
const always = shared(401, 403, 429, 500, 503);
const anybody = shared(500, 503);

/** What can be answered wherever a body must be sent. */
const unreadBody = [411, 413, 415];

const projection = given('Attributes', 'ExcludedAttributes');
const resourceHeaders = ['ETag', 'Location', 'Content-Location'];

const oneUser = answer('The user.', body(scim, 'User'), ...resourceHeaders);

function requestBody(schema: string, ...examples: readonly string[]): Json {
  const shown = Object.fromEntries(examples.map((name) => [name, named('examples', name)]));
  // Whatever the media type says, the body is read as JSON.
  return { required: true, content: { ...body(scim, schema, shown), ...body(json, schema, shown) } };
}

function list(schema: string): Json {
  return answer('A list.', body(scim, schema));
}

const discovery = {
  tags: ['Discovery'],
  description: 'Every query parameter but `filter` is ignored (RFC 7644 §4).',
};
const refusedFilter = { '403': named('responses', 'NoFilter') };

const tokenError = (description: string, ...headers: readonly string[]) =>
  answer(description, body(json, 'OAuthError'), 'Cache-Control', ...headers);

const search = {
  requestBody: requestBody('SearchRequest', 'Search'),
  responses: { 200: list('UserList'), ...shared(400, ...unreadBody), ...always },
};

const me: Operation = {
  tags: ['Users'],
  summary: 'Not implemented',
  description: 'The caller is an application, so there is no user that it could stand for (RFC 7644 §3.11).',
  responses: { ...shared(501), ...always },
};

export const operations: Readonly<Record<string, Operation>> = {
  listUsers: {
    tags: ['Users'],
    summary: 'List, filter, sort and page users',
    description:
      'Entra matches with `filter=<matching attribute> eq "<value>"`, and tests the connection in the same way. Disabled users are listed, too. A filter that no index serves, and a sorted list, are answered by a scan with a limit (400 `tooMany`).',
    parameters: [
      ...given('Filter'),
      ...projection,
      ...given('SortBy', 'SortOrder', 'StartIndex', 'Count', 'Cursor'),
    ],
    responses: { 200: list('UserList'), ...shared(400), ...always },
  },
  createUser: {
    tags: ['Users'],
    summary: 'Create a user',
    description:
      'A repeated POST is a 409 that leaves the first result as it is. `active` left out means true. Secrets (`returned: never`) are taken and never answered.',
    parameters: projection,
    requestBody: requestBody('UserRequest', 'User'),
    responses: {
      201: answer('The user.', body(scim, 'User'), ...resourceHeaders),
      ...shared(400, 409, ...unreadBody),
      ...always,
    },
  },
  getUser: {
    tags: ['Users'],
    summary: 'Read a user',
    parameters: [...projection, ...given('IfNoneMatch')],
    responses: { 200: oneUser, ...shared(304, 400, 404), ...always },
  },
  replaceUser: {
    tags: ['Users'],
    summary: 'Replace a user',
    description:
      'What is left out becomes unassigned, but for secrets and `active`, which stay. Entra does not use it.',
    parameters: [...projection, ...given('IfMatch')],
    requestBody: requestBody('UserRequest', 'User'),
    responses: { 200: oneUser, ...shared(400, 404, 409, 412, ...unreadBody), ...always },
  },
  patchUser: {
    tags: ['Users'],
    summary: 'Change a user',
    description:
      "All operations or none, in either of Entra's dialects. A value filter that matches no element makes one. What changes nothing, a secret that is sent again among it, is 200 and leaves the version.",
    parameters: [...projection, ...given('IfMatch')],
    requestBody: requestBody('PatchRequest', 'DefaultDialect', 'FlagDialect'),
    responses: { 200: oneUser, ...shared(400, 404, 409, 412, ...unreadBody), ...always },
  },
  deleteUser: {
    tags: ['Users'],
    summary: 'Delete a user',
    description: 'Then it is 404 to everything, and its userName, externalId and card can be used again.',
    parameters: given('IfMatch'),
    responses: { 204: answer('It is gone.', undefined), ...shared(400, 404, 412), ...always },
  },
  searchUsers: {
    tags: ['Users'],
    summary: 'List users, asked for in a body',
    description: 'The same list as that of GET, by a request that no proxy logs (RFC 7644 §3.4.3).',
    ...search,
  },
  search: {
    tags: ['Users'],
    summary: 'List resources of all types, asked for in a body',
    description: 'An attribute that is not known has no value here; on /Users it is a 400.',
    ...search,
  },
  bulk: {
    tags: ['Bulk'],
    summary: 'Carry out many operations',
    description: 'RFC 7644 §3.7. References by `bulkId` may point forward, backward and in circles.',
    requestBody: requestBody('BulkRequest', 'Bulk'),
    responses: {
      200: answer('What became of each operation.', body(scim, 'BulkResponse')),
      ...shared(400, ...unreadBody),
      ...always,
    },
  },
  listGroups: {
    tags: ['Groups'],
    summary: 'An empty list',
    description:
      "Only users are provisioned, but Entra's Test Connection fails where this is not a list. The query is ignored.",
    responses: { 200: list('GroupList'), ...always },
  },
  getGroup: {
    tags: ['Groups'],
    summary: 'There is none',
    parameters: given('GroupId'),
    responses: { ...shared(404), ...always },
  },
  me,
  serviceProviderConfig: {
    ...discovery,
    summary: 'What the service does',
    responses: {
      200: answer('The configuration.', body(scim, 'ServiceProviderConfig'), 'Location', 'Content-Location'),
      ...always,
      ...refusedFilter,
    },
  },
  listResourceTypes: {
    ...discovery,
    summary: 'The resource types',
    responses: { 200: list('ResourceTypeList'), ...always, ...refusedFilter },
  },
  getResourceType: {
    ...discovery,
    summary: 'A resource type',
    parameters: given('ResourceTypeId'),
    responses: {
      200: answer('The resource type.', body(scim, 'ResourceType'), 'Location', 'Content-Location'),
      ...shared(404),
      ...always,
      ...refusedFilter,
    },
  },
  listSchemas: {
    ...discovery,
    summary: 'The schemas',
    responses: { 200: list('SchemaList'), ...always, ...refusedFilter },
  },
  getSchema: {
    ...discovery,
    summary: 'A schema',
    parameters: given('SchemaId'),
    responses: {
      200: answer('The schema.', body(scim, 'Schema'), 'Location', 'Content-Location'),
      ...shared(404),
      ...always,
      ...refusedFilter,
    },
  },
  provisioningLog: {
    tags: ['Log'],
    summary: 'What was done to the users, and what was refused',
    description:
      'Newest first, by cursor. A page may come back short, with a `nextCursor`. Any scope may read it.',
    parameters: given('From', 'To', 'User', 'Action', 'Count', 'Cursor'),
    responses: { 200: answer('A page.', body(scim, 'LogPage')), ...shared(400), ...always },
  },
  issueToken: {
    tags: ['Authentication'],
    summary: 'Issue an access token',
    description:
      'The client credentials grant (RFC 6749 §4.4), with a client secret or an assertion (RFC 7523).',
    security: [{ client: [] }, {}],
    requestBody: {
      required: true,
      content: body('application/x-www-form-urlencoded', 'TokenRequest', {
        TokenRequest: named('examples', 'TokenRequest'),
      }),
    },
    responses: {
      200: answer('The token.', body(json, 'Token'), 'Cache-Control'),
      400: tokenError('The request is wrong, or the deployment issues no tokens.'),
      401: tokenError(
        'The client is not one of the tenant: the same for an unknown tenant.',
        'WWW-Authenticate',
      ),
      411: tokenError('The body came without a `Content-Length` header.'),
      415: tokenError('The body has a `Content-Encoding` that is not read.'),
      429: tokenError('Too many requests came.', 'Retry-After'),
      500: tokenError('The service failed.'),
      503: tokenError('Storage, or what verifies the assertion, did not answer in time.', 'Retry-After'),
    },
  },
  jwks: {
    tags: ['Authentication'],
    summary: 'The keys of access tokens',
    description: 'The same under every name, so it does not say which tenants exist.',
    security: [],
    responses: {
      200: answer('The keys.', body(json, 'KeySet'), 'Cache-Control'),
      404: answer('The deployment issues no access tokens.', body(scim, 'Error')),
      ...anybody,
    },
  },
  health: {
    tags: ['Service'],
    summary: 'Whether storage answers',
    description:
      'Anybody may ask. Who shows a management token of the deployment is told which credentials end soon.',
    security: [{}, { bearer: [] }],
    responses: { 200: answer('It does.', body(json, 'Health')), ...always },
  },
  healthLive: {
    tags: ['Service'],
    summary: 'Whether the process answers',
    description: 'It asks nobody and needs no setting: for what restarts a process that does not live.',
    security: [],
    responses: { 200: answer('It does.', body(json, 'Liveness')), ...shared(500) },
  },
  healthReady: {
    tags: ['Service'],
    summary: 'Whether requests may be sent here',
    description:
      'Anybody may ask and is told a word. Who shows a management token of the deployment is told what was found of storage, clock, stored forms and keys. A setting that is missing or wrong is told to everybody.',
    security: [{}, { bearer: [] }],
    responses: {
      200: answer('They may.', body(json, 'Readiness')),
      ...shared(401, 429, 500),
      503: answer('They may not.', body(json, 'Readiness'), 'Retry-After'),
    },
  },
  getOpenApi: {
    tags: ['Service'],
    summary: 'This document',
    security: [],
    parameters: given('IfNoneMatch'),
    responses: {
      200: answer(
        'This document.',
        { [json]: { schema: { type: 'object', additionalProperties: true } } },
        ...['ETag', 'Cache-Control'],
      ),
      304: answer('The client has it.', undefined, 'ETag', 'Cache-Control'),
      ...shared(500),
    },
  },
};
