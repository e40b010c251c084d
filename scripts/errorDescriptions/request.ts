import type * as request from '../../shared/scim/errors/request.ts';
import type { Descriptions } from './description.ts';

export const requestDescriptions: Descriptions<typeof request> = {
  pathNotFound: {
    meaning: 'No function serves the path.',
    advice: 'The tenant URL has something behind the tenant, or a slash at its end.',
  },
  methodNotAllowed: {
    meaning: 'The path is served, for other methods. `Allow` names them too.',
    advice: 'In Entra: the tenant URL has something behind the tenant. Else correct the client.',
    examples: [['…', '…']],
  },
  meNotImplemented: {
    meaning: 'RFC 7644 §3.11 lets a service leave `/Me` out.',
    advice: 'No client of this service needs it.',
  },
  discoveryNotFound: {
    meaning: 'No schema or resource type has the id.',
    advice: 'Ask for one of those that the sentence names.',
  },
  discoveryFilterForbidden: {
    meaning: '`/Schemas`, `/ResourceTypes` or `/ServiceProviderConfig` was asked with a filter.',
    advice: 'Leave the filter out.',
  },
  keySetNotFound: {
    meaning: 'The public keys were asked for, and `SCIM_SIGNING_KEYS` is not set.',
    advice: 'Set [`SCIM_SIGNING_KEYS`](settings.md), if OAuth clients are wanted.',
  },
  parameterRepeated: {
    meaning: 'Nobody can tell which of the values is meant. Names of parameters are compared without case.',
    advice: 'Leave one out.',
  },
  versionMismatch: {
    meaning: '`If-Match` names another version. Entra sends none.',
    advice: 'Read the resource again, and repeat the change with its new `ETag`.',
  },
  bodyLengthRequired: {
    meaning: 'The Functions host hands over no body that comes in chunks.',
    advice: 'Send the length: [how](api.md#send-bodies-with-their-length).',
  },
  bodyEncodingUnsupported: {
    meaning: 'The body is compressed.',
    advice: 'Turn compression of requests off, in the client or in the gateway.',
  },
  bodyTooLarge: {
    meaning: 'The body is larger than any request may be.',
    advice: 'Send less, or in parts.',
  },
  bodyMissing: {
    meaning: '`Content-Length` says that there is no body.',
    advice: 'Send a body.',
  },
  bodyNotUtf8: {
    meaning: 'The client encodes JSON in another way, or something on the way changes it.',
    advice: 'Correct the client; look for a proxy that changes bodies.',
  },
  bodyNotJson: {
    meaning: 'The body breaks RFC 8259. It is never quoted, for it may hold a secret.',
    advice: 'Correct the client; look for a proxy that changes bodies.',
  },
  bodyNotObject: {
    meaning: 'The body is a list, or a single value.',
    advice: 'Send one resource or one message. Several go into a Bulk request.',
  },
  bodyTooDeep: {
    meaning: 'No user needs as many levels.',
    advice: 'Flatten it, or leave out what no user has.',
  },
  bodyTooManyMembers: {
    meaning: 'No user needs as many members.',
    advice: 'Leave out what no user has.',
  },
  bodyTextBroken: {
    meaning: 'A value was cut in the middle of a character.',
    advice: 'Correct the expression of the mapping: mostly `Left` or `Mid`.',
  },
  schemaMismatch: {
    meaning: 'The body was meant for another path, or its `schemas` is misspelt.',
    advice: 'Correct `schemas`, or leave it out: without it the body is taken.',
  },
};
