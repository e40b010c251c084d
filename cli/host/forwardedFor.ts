import type { IncomingMessage } from 'node:http';

/**
 * `X-Forwarded-For` as App Service's front end sets it: the received value, then the address and port of the client.
 * A client can forge the first part, never the last.
 */
export function forwardedFor(request: Pick<IncomingMessage, 'headersDistinct' | 'socket'>): string {
  const { remoteAddress, remotePort } = request.socket;
  const came = request.headersDistinct['x-forwarded-for'] ?? [];
  const client = remoteAddress === undefined ? '' : `${inUrl(remoteAddress)}:${remotePort ?? 0}`;
  return [...came, client].filter((part) => part !== '').join(', ');
}

/** An address for a URL; an IPv4 address that a dual-stack socket shows as IPv6 becomes IPv4 again. */
function inUrl(address: string): string {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return address.includes(':') ? `[${address}]` : address;
}
