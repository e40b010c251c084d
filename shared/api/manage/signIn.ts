import type { SignIn } from '../../../generated/manage.js';
import { version } from '../../../generated/version.ts';
import type { Answer, Call } from '../endpoint.ts';
import { jsonAnswer } from './endpoint.ts';

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
