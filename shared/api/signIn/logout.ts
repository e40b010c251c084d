import { SignInRefused } from '../../signIn/refusals.ts';
import type { Answer } from '../endpoint.ts';
import { isSameOrigin, noSession, sessionOfTenant, signOutValueOf } from './cookies.ts';
import { seeOther, signedIn, type SignInPageCall } from './endpoint.ts';
import { withQuery } from './login.ts';
import { html } from '../markup.ts';
import { page } from './page.ts';

/** GET /sso/{tenant}/logout: asks first, because any site can lead a browser here. */
export async function getLogout(call: SignInPageCall): Promise<Answer> {
  const { request, tenant, service } = call;
  const found = await signedIn(call);
  const answer = page(
    request,
    (words) =>
      found === undefined
        ? html`<h1>${words.title}</h1>
            <p>${words.signedOut}</p>
            <p><a class="action" href="/sso/${tenant.name}/login">${words.signIn}</a></p>`
        : html`<h1>${words.title}</h1>
            <p>${words.confirmSignOut}</p>
            <form method="post" action="/sso/${tenant.name}/logout"><button>${words.signOut}</button></form>`,
    { formsTo: service.config.entraAuthority },
  );
  const isOver = found === undefined && sessionOfTenant(request, tenant.name) !== undefined;
  return isOver ? { ...answer, cookies: noSession } : answer;
}

/** POST /sso/{tenant}/logout: ends the session, and signs out at the directory, which sends the browser back. */
export async function postLogout(call: SignInPageCall): Promise<Answer> {
  const { request, service, tenant, addresses, origin } = call;
  if (!isSameOrigin(request, origin)) return seeOther(`${origin}/sso/${tenant.name}/logout`);
  const session = sessionOfTenant(request, tenant.name);
  if (session !== undefined) await service.sessions.end(session);
  const address = (await signOutAddress(call)) ?? addresses.signOnUrl;
  return seeOther(address, session === undefined ? [] : noSession);
}

/** WS-Federation 1.2 §13.2.4. Undefined if the directory's metadata can't be read: the session ends all the same. */
async function signOutAddress({
  service,
  directory,
  addresses,
}: SignInPageCall): Promise<string | undefined> {
  try {
    const { passiveEndpoint } = await service.directories.metadataOf(directory);
    return withQuery(passiveEndpoint, { wa: 'wsignout1.0', wreply: addresses.replyUrl });
  } catch (error) {
    if (error instanceof SignInRefused) return undefined;
    throw error;
  }
}

/**
 * `wsignoutcleanup1.0`: the directory has signed the person out, and has the browser say so in a frame. The cookie that
 * comes there can only end the session. Any site can do the same, as the protocol has it: the person signs in again.
 */
export async function cleanUp(call: SignInPageCall): Promise<Answer> {
  const { request, service, tenant } = call;
  const isOurs = await service.sessions.endBySignOut(signOutValueOf(request), tenant.name);
  const answer = page(
    request,
    (words) =>
      html`<h1>${words.title}</h1>
        <p>${words.signedOut}</p>`,
  );
  return isOurs ? { ...answer, cookies: noSession } : answer;
}
