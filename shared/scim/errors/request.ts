import { defineError, type Shown } from '../error.ts';

/** Errors of a request as such: its path, its method, its query, its conditions and how its body is sent. */

export const pathNotFound = defineError({
  code: 'pathNotFound',
  status: 404,
  sentence: (advice: string) => `There is nothing under this path. ${advice}`,
  meaning: 'No function serves the path.',
  advice: 'The tenant URL has something behind the tenant, or a slash at its end.',
});

export const methodNotAllowed = defineError({
  code: 'methodNotAllowed',
  status: 405,
  sentence: (method: string, ...allowed: string[]) =>
    `${method} is not possible here. Possible: ${allow(allowed)}.`,
  // RFC 9110 §15.5.6 asks for it.
  headers: (_, ...allowed) => ({ Allow: allow(allowed) }),
  meaning: 'The path is served, for other methods. `Allow` names them too.',
  advice: 'In Entra: the tenant URL has something behind the tenant. Else correct the client.',
  examples: [['…', '…']],
});

function allow(methods: readonly string[]): string {
  return [...new Set(methods)].toSorted().join(', ');
}

export const meNotImplemented = defineError({
  code: 'meNotImplemented',
  status: 501,
  sentence: () => '/Me is not implemented: the caller is an application, not a user.',
  meaning: 'RFC 7644 §3.11 lets a service leave `/Me` out.',
  advice: 'No client of this service needs it.',
});

export const discoveryNotFound = defineError({
  code: 'discoveryNotFound',
  status: 404,
  sentence: (ids: string) => `There is none with this id. There are: ${ids}.`,
  meaning: 'No schema or resource type has the id.',
  advice: 'Ask for one of those that the sentence names.',
});

export const discoveryFilterForbidden = defineError({
  code: 'discoveryFilterForbidden',
  status: 403,
  sentence: () => 'The discovery endpoints take no filter (RFC 7644 §4).',
  meaning: '`/Schemas`, `/ResourceTypes` or `/ServiceProviderConfig` was asked with a filter.',
  advice: 'Leave the filter out.',
});

export const keySetNotFound = defineError({
  code: 'keySetNotFound',
  status: 404,
  sentence: () => 'This deployment issues no access tokens, so it has no keys for them.',
  meaning: 'The public keys were asked for, and `SCIM_SIGNING_KEYS` is not set.',
  advice: 'Set [`SCIM_SIGNING_KEYS`](settings.md), if OAuth clients are wanted.',
});

export const parameterRepeated = defineError({
  code: 'parameterRepeated',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string, times: Shown) =>
    `The query has the parameter ${name} ${times} times; send it once.`,
  meaning: 'Nobody can tell which of the values is meant. Names of parameters are compared without case.',
  advice: 'Leave one out.',
});

export const versionMismatch = defineError({
  code: 'versionMismatch',
  status: 412,
  sentence: (etag: string) => `The resource has changed: its version is ${etag}. Read it again and repeat.`,
  meaning: '`If-Match` names another version. Entra sends none.',
  advice: 'Read the resource again, and repeat the change with its new `ETag`.',
});

export const bodyLengthRequired = defineError({
  code: 'bodyLengthRequired',
  status: 411,
  sentence: () =>
    'The body has to come with a Content-Length header; without one (chunked) it does not reach the service. In .NET, call LoadIntoBufferAsync() on the content first.',
  meaning: 'The Functions host hands over no body that comes in chunks.',
  advice: 'Send the length: [how](api.md#send-bodies-with-their-length).',
});

export const bodyEncodingUnsupported = defineError({
  code: 'bodyEncodingUnsupported',
  status: 415,
  sentence: () =>
    'The body has a Content-Encoding that this service does not read. Send it as it is, uncompressed.',
  // RFC 9110 §12.5.3: says what would do.
  headers: () => ({ 'Accept-Encoding': 'identity' }),
  meaning: 'The body is compressed.',
  advice: 'Turn compression of requests off, in the client or in the gateway.',
});

export const bodyTooLarge = defineError({
  code: 'bodyTooLarge',
  status: 413,
  sentence: (bytes: Shown, maxBytes: Shown) => `The body has ${bytes} bytes; ${maxBytes} are allowed.`,
  meaning: 'The body is larger than any request may be.',
  advice: 'Send less, or in parts.',
});

export const bodyMissing = defineError({
  code: 'bodyMissing',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The request needs a JSON body, sent with a Content-Length header.',
  meaning: '`Content-Length` says that there is no body.',
  advice: 'Send a body.',
});

export const bodyNotUtf8 = defineError({
  code: 'bodyNotUtf8',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The body is not valid UTF-8.',
  meaning: 'The client encodes JSON in another way, or something on the way changes it.',
  advice: 'Correct the client; look for a proxy that changes bodies.',
});

export const bodyNotJson = defineError({
  code: 'bodyNotJson',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The body is not valid JSON.',
  meaning: 'The body breaks RFC 8259. It is never quoted, for it may hold a secret.',
  advice: 'Correct the client; look for a proxy that changes bodies.',
});

export const bodyNotObject = defineError({
  code: 'bodyNotObject',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The body must be a JSON object.',
  meaning: 'The body is a list, or a single value.',
  advice: 'Send one resource or one message. Several go into a Bulk request.',
});

export const bodyTooDeep = defineError({
  code: 'bodyTooDeep',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (levels: Shown) => `The body is nested deeper than ${levels} levels.`,
  meaning: 'No user needs as many levels.',
  advice: 'Flatten it, or leave out what no user has.',
});

export const bodyTooManyMembers = defineError({
  code: 'bodyTooManyMembers',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (members: Shown) => `An object in the body has more than ${members} members.`,
  meaning: 'No user needs as many members.',
  advice: 'Leave out what no user has.',
});

export const bodyTextBroken = defineError({
  code: 'bodyTextBroken',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'A string in the body holds half of a surrogate pair.',
  meaning: 'A value was cut in the middle of a character.',
  advice: 'Correct the expression of the mapping: mostly `Left` or `Mid`.',
});

export const schemaMismatch = defineError({
  code: 'schemaMismatch',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (named: string, expected: string) =>
    `The body says in "schemas" that it is ${JSON.stringify(named.slice(0, 100))}; here it must be "${expected}".`,
  meaning: 'The body was meant for another path, or its `schemas` is misspelt.',
  advice: 'Correct `schemas`, or leave it out: without it the body is taken.',
});
