import { hash } from 'node:crypto';
import { requireMatch } from '../../scim/user.ts';
import type { Precondition } from '../../tenants/lifecycle.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { Call } from '../endpoint.ts';

/** The entity tag of a tenant: it changes with its settings and credentials, and not with its users and what it sends. */
export function tenantTag(tenant: Tenant): string {
  return `W/"${hash('sha256', JSON.stringify(tenant), 'base64url').slice(0, 22)}"`;
}

/** The `If-Match` of a request. It throws ScimError 412. */
export function preconditionOf({ request }: Call): Precondition {
  const ifMatch = request.headers.get('if-match');
  return (tenant) => {
    requireMatch(ifMatch, tenantTag(tenant));
  };
}
