import type { IncomingMessage } from 'node:http';

/**
 * `X-Forwarded-For` as App Service's front end leaves it: whatever came, then the address and port that the request
 * came from. A client can write into the part before, never into the last one.
 */
export function forwardedFor(request: Pick<IncomingMessage, 'headersDistinct' | 'socket'>): string {
  const { remoteAddress, remotePort } = request.socket;
  const came = request.headersDistinct['x-forwarded-for'] ?? [];
  const client = remoteAddress === undefined ? '' : `${inUrl(remoteAddress)}:${remotePort ?? 0}`;
  return [...came, client].filter((part) => part !== '').join(', ');
}

/** An IPv4 address that a dual-stack socket shows as IPv6 is told as what it is. */
function inUrl(address: string): string {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return address.includes(':') ? `[${address}]` : address;
}
