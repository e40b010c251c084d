import type { Call } from './endpoint.ts';
import { homePage, isBrowser } from './homePage.ts';
import type { Answer } from './response.ts';
import { authenticated } from './tenantEndpoint.ts';
import { methodNotAllowed, pathNotFound } from '../scim/errors/request.ts';

export interface Served {
  /** Template: `scim/{tenant}/Users/{id}`. */
  readonly route: string;
  readonly methods: readonly string[];
}

/**
 * Whatever no function serves: a page for a browser that asks for `/`; 405 with `Allow` if only the method is wrong, else
 * 404. Under a tenant's URL the caller must be the tenant, as everywhere.
 *
 * @throws ScimError 404, 405 for everything but that page.
 */
export async function notServed(call: Call, served: readonly Served[]): Promise<Answer> {
  const path = pathOf(call);
  if (path.length === 0 && isBrowser(call.request)) return homePage();
  if (path[0]?.toLowerCase() === 'scim' && path[1] !== undefined) await authenticated(call, path[1], 'any');
  refuseMethod(call, path, served);
  const advice = path.includes('')
    ? 'It has an empty part (//): the tenant URL must be entered without a slash at its end.'
    : 'A tenant has /Users, /Groups, /Bulk, /.search, /Schemas, /ResourceTypes, /ServiceProviderConfig and /provisioningLog.';
  throw pathNotFound(advice);
}

/** The parts of a request's path; an empty one at its end does not count, because the host ignores it. */
export function pathOf({ request }: Call): readonly string[] {
  return new URL(request.url).pathname
    .split('/')
    .slice(1)
    .filter((part, i, all) => part !== '' || i < all.length - 1)
    .map(decoded);
}

/** As the host decodes the values of parameters; a broken escape stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** @throws ScimError 405 where something is served under this path, for other methods. */
export function refuseMethod({ request }: Call, path: readonly string[], served: readonly Served[]): void {
  const matching = served.filter(({ route }) => matches(route.split('/'), path));
  // `/Users/.search` is one place, and not also a user called so: the route with the fewest parameters names it.
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
