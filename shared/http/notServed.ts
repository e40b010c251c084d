import { methodNotAllowed, ScimError } from './error.ts';
import { authenticated, type Call } from './endpoint.ts';

export interface Served {
  /** Template: `scim/{tenant}/Users/{id}`. */
  readonly route: string;
  readonly methods: readonly string[];
}

/**
 * Whatever no function serves: 405 with `Allow` where only the method is wrong, else 404. Under a tenant's URL
 * the caller must be the tenant, as everywhere.
 *
 * @throws ScimError always
 */
export async function notServed(call: Call, served: readonly Served[]): Promise<never> {
  const path = new URL(call.request.url).pathname
    .split('/')
    .slice(1)
    .filter((part, i, all) => part !== '' || i < all.length - 1);
  if (path[0]?.toLowerCase() === 'scim' && path[1] !== undefined) await authenticated(call, path[1]);
  const matching = served.filter(({ route }) => matches(route.split('/'), path));
  // `/Users/.search` is one place, and not also a user called so: the route with the fewest parameters names it.
  const fewest = Math.min(...matching.map(({ route }) => parameters(route)));
  const allowed = matching
    .filter(({ route }) => parameters(route) === fewest)
    .flatMap(({ methods }) => methods);
  if (allowed.length > 0) throw methodNotAllowed(call.request.method, allowed);
  const advice = path.includes('')
    ? 'It has an empty part (//): the tenant URL must be entered without a slash at its end.'
    : 'A tenant has /Users, /Groups, /Bulk, /.search, /Schemas, /ResourceTypes and /ServiceProviderConfig.';
  throw new ScimError(404, undefined, `There is nothing under this path. ${advice}`);
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
