import type { HttpRequest } from '@azure/functions';
import { crossSiteRefused } from '../signIn/errors.ts';

/**
 * Whether no page of another site can have sent the request with the cookies of this one. Browsers say in
 * `Sec-Fetch-Site` where a request comes from, earlier ones in `Origin`; other clients send a header of their own, which
 * no page of another site can add.
 *
 * @param origin of this service.
 */
export function isSameOrigin({ headers }: Pick<HttpRequest, 'headers'>, origin: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin';
  const from = headers.get('origin');
  return from === null ? headers.has('x-requested-with') : from === origin;
}

/** @throws ScimError 403 */
export function requireSameOrigin(request: Pick<HttpRequest, 'headers'>, origin: string): void {
  if (!isSameOrigin(request, origin)) throw crossSiteRefused();
}
