import type { HttpResponseInit } from '@azure/functions';
import { defined, type JsonObject } from '../scim/json.ts';
import type { ScimError } from '../scim/error.ts';
import type { ListPage } from '../users/list/listQuery.ts';

/** The media type of RFC 7644 §3.1 without parameters, on every answer with a body. */
const scimMediaType = 'application/scim+json';

/** An answer, before it becomes an HTTP response. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
  /** A body that is not JSON, instead of `body`. */
  readonly text?: string;
  /** `application/scim+json` unless it says otherwise. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers with one resource and its headers. */
export function resourceAnswer(
  status: number,
  resource: JsonObject,
  location: string,
  etag?: string,
): Answer {
  const headers = { Location: location, 'Content-Location': location };
  return { status, body: resource, headers: etag === undefined ? headers : { ...headers, ETag: etag } };
}

/** 304: the client has the current version (RFC 7232 §4.1). */
export function notModified(location: string, etag: string): Answer {
  return { status: 304, headers: { ETag: etag, 'Content-Location': location } };
}

export const noContent: Answer = { status: 204 };

export function errorAnswer(error: ScimError): Answer {
  return { status: error.status, body: error.toBody(), headers: error.headers };
}

export function listAnswer(page: ListPage): Answer {
  return { status: 200, body: listBody(page) };
}

/** A ListResponse with the members of RFC 7644 §3.4.2 and RFC 9865 §2 only. */
export function listBody({ resources, totalResults, startIndex, nextCursor }: ListPage): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    ...defined({ totalResults, startIndex }),
    itemsPerPage: resources.length,
    ...defined({ nextCursor }),
    Resources: resources,
  };
}

/** @param head whether the request was a HEAD. */
export function toResponse(answer: Answer, requestId: string, head: boolean): HttpResponseInit {
  const { status, body, text, headers, mediaType = scimMediaType } = answer;
  const common = { 'Cache-Control': 'no-store', ...headers, 'X-Request-Id': requestId };
  const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
  if (content === undefined) return { status, headers: common };
  const withType = { ...common, 'Content-Type': mediaType };
  return head ? { status, headers: withType } : { status, headers: withType, body: content };
}
