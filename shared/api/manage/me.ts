import type { Me } from '../../../generated/manage.js';
import { defined } from '../../scim/json.ts';
import { allowedOperations } from '../../operators/permissions.ts';
import type { Answer, Call } from '../endpoint.ts';
import { queryOf } from '../request.ts';
import { admitManager, jsonAnswer } from './endpoint.ts';

/**
 * GET /manage/me: who calls, and what the caller may do. A credential of a tenant says by `tenant` whose it is: a secret
 * token alone does not tell.
 */
export async function getMe(call: Call): Promise<Answer> {
  const { kind, credential, expires, role, principal } = await admitManager(
    call,
    queryOf(call.request).one('tenant'),
  );
  const { id, label } = credential;
  const me: Me = {
    actor: { kind, id, label },
    ...defined({ role }),
    tenant: principal?.tenant.name ?? null,
    expires: expires ?? null,
    may: allowedOperations(role),
  };
  return jsonAnswer(200, me);
}
