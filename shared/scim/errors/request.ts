import { defineError, type Shown } from '../error.ts';

/** Errors of a request as such: its path, its method, its query, its conditions and how its body is sent. */

export const pathNotFound = defineError({
  code: 'pathNotFound',
  status: 404,
  sentence: (advice: string) => `There is nothing under this path. ${advice}`,
});

export const methodNotAllowed = defineError({
  code: 'methodNotAllowed',
  status: 405,
  sentence: (method: string, ...allowed: string[]) =>
    `${method} is not possible here. Possible: ${allow(allowed)}.`,
  // RFC 9110 §15.5.6 asks for it.
  headers: (_, ...allowed) => ({ Allow: allow(allowed) }),
});

function allow(methods: readonly string[]): string {
  return [...new Set(methods)].toSorted().join(', ');
}

export const meNotImplemented = defineError({
  code: 'meNotImplemented',
  status: 501,
  sentence: () => '/Me is not implemented: the caller is an application, not a user.',
});

export const discoveryNotFound = defineError({
  code: 'discoveryNotFound',
  status: 404,
  sentence: (ids: string) => `There is none with this id. There are: ${ids}.`,
});

export const discoveryFilterForbidden = defineError({
  code: 'discoveryFilterForbidden',
  status: 403,
  sentence: () => 'The discovery endpoints take no filter (RFC 7644 §4).',
});

export const keySetNotFound = defineError({
  code: 'keySetNotFound',
  status: 404,
  sentence: () => 'This deployment issues no access tokens, so it has no keys for them.',
});

export const parameterRepeated = defineError({
  code: 'parameterRepeated',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string, times: Shown) =>
    `The query has the parameter ${name} ${times} times; send it once.`,
});

export const versionMismatch = defineError({
  code: 'versionMismatch',
  status: 412,
  sentence: (etag: string) => `The resource has changed: its version is ${etag}. Read it again and repeat.`,
});

export const bodyLengthRequired = defineError({
  code: 'bodyLengthRequired',
  status: 411,
  sentence: () =>
    'The body has to come with a Content-Length header; without one (chunked) it does not reach the service. In .NET, call LoadIntoBufferAsync() on the content first.',
});

export const bodyEncodingUnsupported = defineError({
  code: 'bodyEncodingUnsupported',
  status: 415,
  sentence: () =>
    'The body has a Content-Encoding that this service does not read. Send it as it is, uncompressed.',
  // RFC 9110 §12.5.3: says what would do.
  headers: () => ({ 'Accept-Encoding': 'identity' }),
});

export const bodyTooLarge = defineError({
  code: 'bodyTooLarge',
  status: 413,
  sentence: (bytes: Shown, maxBytes: Shown) => `The body has ${bytes} bytes; ${maxBytes} are allowed.`,
});

export const bodyMissing = defineError({
  code: 'bodyMissing',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The request needs a JSON body, sent with a Content-Length header.',
});

export const bodyNotUtf8 = defineError({
  code: 'bodyNotUtf8',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The body is not valid UTF-8.',
});

export const bodyNotJson = defineError({
  code: 'bodyNotJson',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The body is not valid JSON.',
});

export const bodyNotObject = defineError({
  code: 'bodyNotObject',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The body must be a JSON object.',
});

export const bodyTooDeep = defineError({
  code: 'bodyTooDeep',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (levels: Shown) => `The body is nested deeper than ${levels} levels.`,
});

export const bodyTooManyMembers = defineError({
  code: 'bodyTooManyMembers',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (members: Shown) => `An object in the body has more than ${members} members.`,
});

export const bodyTextBroken = defineError({
  code: 'bodyTextBroken',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'A string in the body holds half of a surrogate pair.',
});

export const schemaMismatch = defineError({
  code: 'schemaMismatch',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (named: string, expected: string) =>
    `The body says in "schemas" that it is ${JSON.stringify(named.slice(0, 100))}; here it must be "${expected}".`,
});
