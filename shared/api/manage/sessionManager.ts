import type { Manager } from '../../auth/authenticateManager.ts';
import { notAdministrator } from '../../signIn/errors.ts';
import type { Call } from '../endpoint.ts';
import { requireSameOrigin, sessionOf } from '../signIn/cookies.ts';

/**
 * The administrator of a tenant who has signed in by single sign-on: reaches that tenant as a credential of its own with
 * the scope `management` does. Undefined without a session that is open. Session, person and role are as of at most 30
 * seconds ago.
 *
 * @param origin of this service.
 * @param tenant the name in the path; undefined if it has none.
 * @throws ScimError 403 for somebody who is no administrator, and for what the page of another site may have sent; 503
 */
export async function sessionManager(
  { request, service }: Call,
  origin: string,
  tenant: string | undefined,
): Promise<Manager | undefined> {
  const session = service.config.singleSignOn ? sessionOf(request) : undefined;
  const found = session === undefined ? undefined : await service.sessions.find(session);
  if (found === undefined || (tenant !== undefined && tenant !== found.tenant.name)) return undefined;
  if (!['GET', 'HEAD'].includes(request.method)) requireSameOrigin(request, origin);
  const { person, expires } = found;
  if (!person.isAdministrator) throw notAdministrator();
  const credential = { id: person.id, label: person.userName, expires: undefined };
  return {
    kind: 'user',
    credential,
    role: undefined,
    expires: new Date(expires).toISOString(),
    principal: { tenant: found.tenant, credential, scopes: new Set(['management'] as const) },
  };
}
