import { app, type HttpHandler, type HttpMethod } from '@azure/functions';
import type { Served } from '../shared/api/notServed.ts';

/** Every route that is registered: what the catch-all tells a wrong method from a wrong path by. */
export const served: Served[] = [];

/**
 * Registers one function. Names matter: the host tries routes in the order of function names. Whoever is allowed in is
 * decided by the service, so the host's own keys are off.
 */
export function serve(name: string, methods: HttpMethod[], route: string, handler: HttpHandler): void {
  // The host answers HEAD only where it is named; RFC 7231 §4.3.2 has it wherever GET is.
  const all: HttpMethod[] = methods.includes('GET') ? ['HEAD', ...methods] : methods;
  served.push({ route, methods: all });
  app.http(name, { methods: all, route, authLevel: 'anonymous', handler });
}
