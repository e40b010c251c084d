import { app, type HttpHandler, type HttpMethod } from '@azure/functions';
import { endpoint, type ErrorForm, type Handler } from '../shared/api/endpoint.ts';
import {
  deploymentEndpoint,
  managedTenantEndpoint,
  type ManagedTenantHandler,
  type ManagementHandler,
} from '../shared/api/manage/endpoint.ts';
import type { ManageOperation } from '../shared/operators/permissions.ts';
import type { Served } from '../shared/api/notFound.ts';
import {
  tenantEndpoint,
  writeEndpoint,
  type Access,
  type TenantHandler,
  type WriteHandler,
} from '../shared/api/tenantEndpoint.ts';
import { managementServed } from '../shared/service.ts';

/** Every registered route: by them a catch-all tells a wrong method from a wrong path. */
export const served: Served[] = [];

/**
 * Registers one function. Names matter: the host tries routes in the order of function names. The service decides who may
 * call, so the host's own keys are off.
 */
export function serve(
  name: string,
  methods: HttpMethod | HttpMethod[],
  route: string,
  handler: HttpHandler,
): void {
  const named = [methods].flat();
  // The host answers HEAD only if it is named; RFC 9110 §9.1 wants it wherever GET is.
  const all: HttpMethod[] = named.includes('GET') ? ['HEAD', ...named] : named;
  served.push({ route, methods: all });
  app.http(name, { methods: all, route, authLevel: 'anonymous', handler });
}

/** A function that anybody may call. */
export function servePublic(
  name: string,
  method: HttpMethod,
  route: string,
  handle: Handler,
  errorForm?: ErrorForm,
): void {
  serve(name, method, route, endpoint(name, handle, errorForm));
}

/** A function under `/scim/{tenant}`. */
export function serveTenant(
  name: string,
  methods: HttpMethod | HttpMethod[],
  path: string,
  access: Access,
  handle: TenantHandler,
): void {
  serve(name, methods, `scim/{tenant}/${path}`, tenantEndpoint(name, access, handle));
}

/** A function under `/scim/{tenant}` that writes users, or groups. */
export function serveWrite(
  name: string,
  method: HttpMethod,
  path: string,
  handle: WriteHandler,
  kind: 'user' | 'group' = 'user',
): void {
  serve(name, [method], `scim/{tenant}/${path}`, writeEndpoint(name, handle, kind));
}

/** A management function about no tenant that must exist. */
export function forDeployment(
  name: ManageOperation,
  method: HttpMethod,
  path: string,
  handle: ManagementHandler,
): void {
  serveManagement(name, method, path, deploymentEndpoint(name, handle));
}

/** A management function about one tenant. */
export function forTenant(
  name: ManageOperation,
  method: HttpMethod,
  path: string,
  handle: ManagedTenantHandler,
): void {
  serveManagement(name, method, `tenants/{tenant}${path}`, managedTenantEndpoint(name, handle));
}

/** Registers a function of the management API, if the deployment has turned that on. */
export function serveManagement(name: string, method: HttpMethod, path: string, handler: HttpHandler): void {
  if (managementServed()) serve(name, method, `manage/${path}`, handler);
}

/**
 * Registers a catch-all: the host itself answers an unknown path and a wrong method with an empty 404. Its name sorts
 * last, so that the host tries it after all others. It leaves TRACE and CONNECT to the host, whose worker makes a 500 and
 * two stack traces in the log of either, for anybody who asks.
 */
export function catchAll(name: string, route: string, handler: HttpHandler): void {
  const methods: HttpMethod[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  app.http(name, { methods, route, authLevel: 'anonymous', handler });
}
