import type { Cookie, HttpRequest } from '@azure/functions';
import { crossSiteRefused } from '../../signIn/errors.ts';

/** The session. A link from another site brings it; a form or a frame of another site does not. */
const sessionCookie = '__Host-session';

/**
 * What can only end the session. It comes with the directory's form, which brings no other cookie; and in a frame of the
 * directory's page, by which it signs people out, unless the browser blocks cookies of third parties.
 */
const signOutCookie = '__Host-signout';

/** Beginning of the cookies of sign-ins that have begun. */
const noncePrefix = '__Host-sso-';

/** Sign-ins that one browser may have begun at a time: the cookies of more would fill the headers. */
const maxNonces = 4;

/** The cookies of a request. */
export function cookiesOf({ headers }: Pick<HttpRequest, 'headers'>): ReadonlyMap<string, string> {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
  });
  return new Map(pairs.filter(([name]) => name !== ''));
}

export function sessionOf(request: Pick<HttpRequest, 'headers'>): string | undefined {
  return cookiesOf(request).get(sessionCookie);
}

/** The session of the browser if it is one of this tenant. That of another tenant is no concern of its pages. */
export function sessionOfTenant(request: Pick<HttpRequest, 'headers'>, tenant: string): string | undefined {
  const session = sessionOf(request);
  return session?.startsWith(`${tenant}.`) === true ? session : undefined;
}

/** What can end the session of this browser, also in a request that another site has sent; empty if there is none. */
export function signOutValueOf(request: Pick<HttpRequest, 'headers'>): string {
  return cookiesOf(request).get(signOutCookie) ?? '';
}

/** @param seconds lifetime; the service decides by its own clock, too. */
export function sessionCookies(session: string, ending: string, seconds: number): readonly Cookie[] {
  return [cookie(sessionCookie, session, 'Lax', seconds), cookie(signOutCookie, ending, 'None', seconds)];
}

export const noSession: readonly Cookie[] = [
  cookie(sessionCookie, '', 'Lax', 0),
  cookie(signOutCookie, '', 'None', 0),
];

export function nonceCookieName(id: string): string {
  return `${noncePrefix}${id}`;
}

/** The directory's form comes from another site, so the cookie must come with it. */
export function nonceCookie(id: string, value: string, seconds: number): Cookie {
  return cookie(nonceCookieName(id), value, 'None', seconds);
}

export function usedNonce(id: string): Cookie {
  return nonceCookie(id, '', 0);
}

/** Cookies of sign-ins that were begun and never ended, all but the latest. */
export function surplusNonces(request: Pick<HttpRequest, 'headers'>): readonly Cookie[] {
  const ids = [...cookiesOf(request).keys()]
    .filter((name) => name.startsWith(noncePrefix))
    .map((name) => name.slice(noncePrefix.length))
    .toSorted();
  return ids.slice(0, Math.max(0, ids.length - maxNonces + 1)).map(usedNonce);
}

/** `__Host-` (RFC 6265bis §4.1.3): no other host of the domain can set the cookie, and it needs HTTPS. */
function cookie(name: string, value: string, sameSite: 'Lax' | 'None', maxAge: number): Cookie {
  return { name, value, path: '/', secure: true, httpOnly: true, sameSite, maxAge };
}

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
