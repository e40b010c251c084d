import { defined } from '../../scim/json.ts';
import { notSignedIn } from '../../signIn/errors.ts';
import type { Answer } from '../endpoint.ts';
import { jsonAnswer } from '../manage/endpoint.ts';
import { signedIn, type SignInPageCall } from './endpoint.ts';

/** GET /sso/{tenant}/me: who is signed in. @throws ScimError 401 */
export async function getSignedIn(call: SignInPageCall): Promise<Answer> {
  const found = await signedIn(call);
  if (found === undefined) throw notSignedIn();
  const { id, externalId, userName, displayName, cardNumber, isAdministrator } = found.person;
  return jsonAnswer(200, {
    tenant: call.tenant.name,
    id,
    userName,
    ...defined({ externalId, displayName, cardNumber }),
    administrator: isAdministrator,
    expires: new Date(found.expires).toISOString(),
  });
}
