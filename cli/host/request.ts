import type { IncomingMessage } from 'node:http';
import { forwardedFor } from './forwardedFor.ts';
import { readPath } from './router.ts';
import type { RpcHttpData, RpcNullableString } from './rpc.ts';

/** The target of a request. */
export interface RequestTarget {
  /** Absolute, as the function sees it. */
  url: string;
  path: string[];
  query: URLSearchParams;
}

/** Reads the request line and the Host header; undefined if they are malformed (400). */
export function readTarget(request: IncomingMessage): RequestTarget | undefined {
  const { socket, headers } = request;
  let target = request.url ?? '/';
  if (!target.startsWith('/')) {
    // The absolute form, which a proxy sends and every server accepts (RFC 9112 §3.2.2).
    if (!URL.canParse(target)) return undefined;
    const { pathname, search } = new URL(target);
    target = pathname + search;
  }
  const host = headers.host ?? `${socket.localAddress ?? 'localhost'}:${socket.localPort ?? 80}`;
  const url = `http://${host}${target}`;
  if (!URL.canParse(url)) return undefined;
  const questionMark = target.indexOf('?');
  const path = readPath(questionMark < 0 ? target : target.slice(0, questionMark));
  if (path === undefined) return undefined;
  return { url, path, query: new URLSearchParams(questionMark < 0 ? '' : target.slice(questionMark)) };
}

/**
 * The length of the body that the function gets. The host uses Content-Length alone: a chunked body, which has none,
 * counts as empty.
 */
export function bodyLength(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0);
}

/** Reads the whole body; Node's parser ends it at Content-Length. */
export async function readWholeBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The request as the host gives it to the worker. */
export function toRpcRequest(
  request: IncomingMessage,
  target: RequestTarget,
  params: Record<string, string>,
  body: Uint8Array | undefined,
): RpcHttpData {
  return {
    method: request.method ?? 'GET',
    url: target.url,
    nullableHeaders: joined(headers(request)),
    nullableParams: joined(Object.entries(params)),
    nullableQuery: joined(target.query),
    ...(body === undefined ? {} : { body: { bytes: body } }),
  };
}

function* headers(request: IncomingMessage): Generator<[string, string]> {
  const { rawHeaders } = request;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (name !== 'x-forwarded-for') yield [name, rawHeaders[at + 1] ?? ''];
  }
  yield ['x-forwarded-for', forwardedFor(request)];
}

/**
 * Joins values of names that are equal in any case, with commas, under the last spelling; leaves out empty values.
 */
function joined(pairs: Iterable<[string, string]>): Record<string, RpcNullableString> {
  const named = new Map<string, [string, RpcNullableString]>();
  for (const [name, value] of pairs) {
    const folded = name.toLowerCase();
    const held = named.get(folded)?.[1].value ?? '';
    named.set(folded, [name, { value: held === '' || value === '' ? held + value : `${held},${value}` }]);
  }
  return Object.fromEntries(named.values());
}
