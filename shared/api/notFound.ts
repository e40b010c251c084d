import { hash } from 'node:crypto';
import type { Call, Answer } from './endpoint.ts';
import { authenticated } from './tenantEndpoint.ts';
import { methodNotAllowed, pathNotFound } from '../scim/errors/request.ts';
import type { HttpRequest } from '@azure/functions';
import { version } from '../../generated/version.ts';
import { admitManager } from './manage/endpoint.ts';
import { managePathNotFound } from './manage/errors.ts';

export interface Served {
  /** Template: `scim/{tenant}/Users/{id}`. */
  readonly route: string;
  readonly methods: readonly string[];
}

/**
 * Answers paths without a function: a page for a browser at `/`; 405 with `Allow` if only the method is wrong;
 * otherwise 404. Under a tenant's URL for authenticated callers only.
 *
 * @throws ScimError 404, 405 except for the page.
 */
export async function notServed(call: Call, served: readonly Served[]): Promise<Answer> {
  const path = pathSegments(call);
  if (path.length === 0 && isBrowser(call.request)) return homePage(call.service.config.console);
  if (path[0]?.toLowerCase() === 'scim' && path[1] !== undefined) await authenticated(call, path[1], 'any');
  refuseMethod(call, path, served);
  const advice = path.includes('')
    ? 'It has an empty part (//): the tenant URL must be entered without a slash at its end.'
    : 'A tenant has /Users, /Groups, /Bulk, /.search, /Schemas, /ResourceTypes, /ServiceProviderConfig and /provisioningLog.';
  throw pathNotFound(advice);
}

/** The segments of a request's path, without an empty last one, which the host ignores. */
function pathSegments({ request }: Call): readonly string[] {
  return new URL(request.url).pathname
    .split('/')
    .slice(1)
    .filter((part, i, all) => part !== '' || i < all.length - 1)
    .map(decoded);
}

/** Decodes a segment like the host decodes parameters: a broken escape stays unchanged. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @throws ScimError 405 if the path is served for other methods. */
function refuseMethod({ request }: Call, path: readonly string[], served: readonly Served[]): void {
  const matching = served.filter(({ route }) => matches(route.split('/'), path));
  // `/Users/.search` is not also a user with this id: the route with the fewest parameters counts.
  const fewest = Math.min(...matching.map(({ route }) => parameters(route)));
  const allowed = matching
    .filter(({ route }) => parameters(route) === fewest)
    .flatMap(({ methods }) => methods);
  if (allowed.length > 0) throw methodNotAllowed(request.method, ...allowed);
}

function parameters(route: string): number {
  return route.split('/').filter((part) => part.startsWith('{')).length;
}

function matches(route: readonly string[], path: readonly string[]): boolean {
  return (
    route.length === path.length &&
    route.every((part, i) => {
      const found = path[i] ?? '';
      return part.startsWith('{') ? found !== '' : part.toLowerCase() === found.toLowerCase();
    })
  );
}

/** Whether a browser asks: only browsers name HTML in `Accept`. */
function isBrowser({ method, headers }: Pick<HttpRequest, 'method' | 'headers'>): boolean {
  return ['GET', 'HEAD'].includes(method) && /\btext\/html\b/i.test(headers.get('accept') ?? '');
}

/**
 * The page at `/` for a browser: what this is, where its console is and where it is documented. Of the deployment it
 * shows only the release, and whether there is a console.
 */
function homePage(hasConsole: boolean): Answer {
  return {
    status: 200,
    text: page(hasConsole),
    mediaType: 'text/html; charset=utf-8',
    headers: pageHeaders(),
  };
}

const style =
  'body{max-width:40rem;margin:4rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}:root{color-scheme:light dark}';

function page(hasConsole: boolean): string {
  const entrance = hasConsole
    ? '<a href="/console">Open the console</a> to add identity providers, enable provisioning and see what happens.'
    : 'There is nothing to sign in to here.';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>uniflow-scim</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>uniflow-scim</h1>
<p>This is a SCIM 2.0 service provider, release ${version}: Microsoft Entra ID provisions the users of print tenants into it.</p>
<p>${entrance}</p>
<p>A provisioning tenant URL has the form <code>/scim/&lt;tenant&gt;</code> at this address. Whoever operates the service hands it over, with its secret token.</p>
<ul>
<li><a href="/openapi.json">The API, described</a> (OpenAPI)</li>
<li><a href="/health/ready">Whether the service is ready</a></li>
</ul>
<p>How to connect Entra, operate the service and find out what is wrong: README.md and <code>docs/</code> of this release.</p>
</main>
</body>
</html>
`;
}

/** The page loads and sends nothing and can't be framed; its only style is allowed by its hash. */
function pageHeaders(): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    // Without HTML in `Accept`, `/` is a 404 like any other path.
    Vary: 'Accept',
  };
}

/**
 * Answers paths under `/manage` without a function: 405 with `Allow` if only the method is wrong, otherwise 404; for
 * authorized callers only.
 *
 * @throws ScimError always
 */
export async function notManaged(call: Call, served: readonly Served[]): Promise<never> {
  const path = pathSegments(call);
  await admitManager(call, path[1]?.toLowerCase() === 'tenants' ? path[2] : undefined);
  refuseMethod(call, path, served);
  throw managePathNotFound();
}
