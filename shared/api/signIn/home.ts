import type { Person } from '../../signIn/person.ts';
import type { Answer } from '../endpoint.ts';
import { noSession, sessionOfTenant } from './cookies.ts';
import { signedIn, type SignInPageCall } from './endpoint.ts';
import { html, type Html } from '../markup.ts';
import { page } from './page.ts';
import type { Texts } from './texts.ts';
import { defined } from '../../scim/json.ts';
import { notSignedIn } from '../../signIn/errors.ts';
import { jsonAnswer } from '../manage/endpoint.ts';

/** GET /sso/{tenant}: the page at which a person signs in, and sees who is signed in. */
export async function getSignInPage(call: SignInPageCall): Promise<Answer> {
  const { request, service, tenant } = call;
  const found = await signedIn(call);
  const { displayName } = tenant.identityProvider;
  const answer = page(
    request,
    (words) =>
      html`<h1>${displayName}</h1>
        ${found === undefined ? signedOutPart(tenant.name, words) : personPart(tenant.name, found.person, words)}`,
    { formsTo: service.config.entraAuthority },
  );
  const isOver = found === undefined && sessionOfTenant(request, tenant.name) !== undefined;
  return isOver ? { ...answer, cookies: noSession } : answer;
}

function signedOutPart(tenant: string, words: Texts): Html {
  return html`<p>${words.notSignedIn}</p>
    <p><a class="action" href="/sso/${tenant}/login">${words.signIn}</a></p>`;
}

function personPart(tenant: string, person: Person, words: Texts): Html {
  return html`<dl>
      <dt>${words.name}</dt>
      <dd>${person.displayName ?? person.userName}</dd>
      <dt>${words.userName}</dt>
      <dd>${person.userName}</dd>
      <dt>${words.cardNumber}</dt>
      <dd>${person.cardNumber ?? words.noCard}</dd>
    </dl>
    <form method="post" action="/sso/${tenant}/logout"><button>${words.signOut}</button></form>`;
}

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
