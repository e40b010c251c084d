import type { HttpHandler, HttpMethod } from '@azure/functions';
import { managementServed } from '../shared/service.ts';
import { serve } from './serve.ts';

/** Registers a function of the management API where the deployment has turned it on. Else nothing is there. */
export function serveManagement(name: string, method: HttpMethod, route: string, handler: HttpHandler): void {
  if (managementServed()) serve(name, [method], `manage/${route}`, handler);
}
