import type { HttpRequest } from '@azure/functions';

/**
 * The address of the client, as the platform's front end appends it to `X-Forwarded-For`, with its port. What stands
 * before it is whatever the client has sent.
 */
export function clientAddress(request: HttpRequest): string {
  const last = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  const withoutPort = /^\[([^\]]+)\](?::\d+)?$/.exec(last)?.[1] ?? /^([\d.]+):\d+$/.exec(last)?.[1];
  return withoutPort ?? (last === '' ? 'unknown' : last);
}
