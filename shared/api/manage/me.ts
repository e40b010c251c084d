import type { Me, SignIn } from '../../../generated/manage.js';
import { defined } from '../../scim/json.ts';
import { allowedOperations } from '../../operators/permissions.ts';
import type { Answer, Call } from '../endpoint.ts';
import { queryOf } from '../request.ts';
import { admitManager, jsonAnswer } from './endpoint.ts';
import { version } from '../../../generated/version.ts';

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

/** GET /manage/signIn: for a page that has no token yet. What it says is in the address bar of everybody who signs in. */
export function getSignIn({ service }: Call): Answer {
  const { operators, entraAuthority, singleSignOn } = service.config;
  const signIn: SignIn = {
    version,
    entra:
      operators === undefined
        ? null
        : { authority: entraAuthority, ...operators, scope: `${operators.clientId}/.default` },
    singleSignOn,
  };
  return jsonAnswer(200, signIn);
}
