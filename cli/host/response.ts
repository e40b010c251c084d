import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { RpcHttpCookie, RpcHttpData } from './rpc.ts';

/** Headers that the server sets itself: a handler's value could break the framing. */
const ownHeaders = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

/** Sends a function's answer; undefined, from a handler that returned nothing, gives 204. */
export function sendRpcResponse(response: ServerResponse, answer: RpcHttpData | undefined): void {
  response.statusCode = answer === undefined ? 204 : Number(answer.statusCode ?? 200);
  for (const [name, value] of Object.entries(answer?.headers ?? {})) {
    if (!ownHeaders.has(name.toLowerCase())) response.setHeader(name, value);
  }
  const cookies = answer?.cookies ?? [];
  if (cookies.length > 0) response.setHeader('set-cookie', cookies.map(cookieText));
  const body = answer?.body?.bytes ?? new Uint8Array();
  // Node leaves the length out of an answer to HEAD. For HEAD, 204 and 304 it sends no body in any case.
  if (body.length > 0) response.setHeader('content-length', body.length);
  response.end(body);
}

/** A cookie as ASP.NET writes it. `none` is no `SameSite` at all. */
function cookieText({ name, value, path, maxAge, secure, httpOnly, sameSite }: RpcHttpCookie): string {
  const site = sameSite === 'explicitNone' ? 'none' : sameSite === 'none' ? undefined : sameSite;
  return [
    `${name}=${encodeURIComponent(value)}`,
    maxAge?.value === undefined ? '' : `max-age=${maxAge.value}`,
    path?.value === undefined ? '' : `path=${path.value}`,
    secure?.value === true ? 'secure' : '',
    typeof site === 'string' ? `samesite=${site}` : '',
    httpOnly?.value === true ? 'httponly' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** Sends a status without a body, as the host does for its own errors. */
export function sendEmpty(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

/** Sends a status with its reason, as the host's management API does (RFC 9457). */
export function sendProblem(response: ServerResponse, status: number, detail: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/problem+json');
  response.end(JSON.stringify({ title: STATUS_CODES[status], status, detail }));
}
