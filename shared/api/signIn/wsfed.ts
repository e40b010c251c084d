import { newCode } from '../../signIn/codes.ts';
import { recordSignIn, signInActor } from '../../signIn/recordSignIn.ts';
import { SignInRefused } from '../../signIn/refusals.ts';
import { readReturnTo, type ReturnTarget } from '../../signIn/returnTo.ts';
import { signOutValue } from '../../signIn/sessions.ts';
import { signIn, type Admitted, type SignInCall } from '../../signIn/signIn.ts';
import { readContext, type SignInContext } from '../../signIn/signInContext.ts';
import { telemetry } from '../../telemetry/recorder.ts';
import { unlimited } from '../../throttle/throttle.ts';
import type { Answer } from '../endpoint.ts';
import { readForm } from '../form.ts';
import { queryOf } from '../request.ts';
import { cookiesOf, nonceCookieName, sessionCookies, signOutValueOf, usedNonce } from './cookies.ts';
import { seeOther, type SignInPageCall, refused } from './endpoint.ts';
import { withQuery } from './login.ts';
import { cleanUp } from './logout.ts';

/** Maximum size of the directory's form in bytes: a `wresult` of 256 KB, whose signs of XML are three bytes each. */
const maxFormBytes = 786_432;

/** POST /sso/{tenant}/wsfed: the directory's answer, which the browser brings (WS-Federation 1.2 §13.1.3). */
export async function postWsfed(call: SignInPageCall): Promise<Answer> {
  const form = await readForm(call.request, maxFormBytes);
  const wa = form.get('wa');
  if (wa === 'wsignoutcleanup1.0') return cleanUp(call);
  try {
    const context = await contextOf(call, form.get('wctx'));
    const target = targetOf(call, context);
    const wresult = form.get('wresult');
    if (wresult === undefined) throw new SignInRefused('responseMissing');
    const admitted = await signIn(useCaseCall(call), wresult);
    return await begun(call, context, target, admitted);
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    throw refused(call, error);
  }
}

/** GET /sso/{tenant}/wsfed: the directory has signed the person out, or sends the browser back after that. */
export async function getWsfed(call: SignInPageCall): Promise<Answer> {
  const wa = queryOf(call.request).one('wa');
  return wa === 'wsignoutcleanup1.0' ? cleanUp(call) : seeOther(call.addresses.signOnUrl);
}

function contextOf({ request, service, tenant }: SignInPageCall, wctx: string | undefined) {
  const cookies = cookiesOf(request);
  const nonceOf = (id: string) => cookies.get(nonceCookieName(id));
  return readContext(service.config.sealing, tenant.name, wctx, nonceOf, Date.now());
}

/** Where the person wanted to go: the tenant's list may have changed since. */
function targetOf({ origin, singleSignOn }: SignInPageCall, { returnTo }: SignInContext): ReturnTarget {
  const target = readReturnTo(returnTo, origin, singleSignOn.returnUrls);
  if (target === undefined) throw new SignInRefused('returnToRefused');
  return target;
}

function useCaseCall(call: SignInPageCall): SignInCall {
  const { origin, tenant } = call;
  return { ...call, actor: signInActor, quota: unlimited, baseUrl: `${origin}/scim/${tenant.name}` };
}

/** Begins the session, and sends the person to where they wanted to go. */
async function begun(
  call: SignInPageCall,
  { nonce }: SignInContext,
  target: ReturnTarget,
  { user, person }: Admitted,
): Promise<Answer> {
  const { request, service, tenant, singleSignOn } = call;
  await recordSignIn(call, user);
  telemetry()?.signedIn(undefined);
  // The directory's form brings no other cookie of an earlier session.
  const earlier = service.sessions.endBySignOut(signOutValueOf(request));
  call.runInBackground(earlier.then(() => undefined));
  const session = await service.sessions.begin(tenant.name, person.id, singleSignOn.sessionMinutes);
  const seconds = singleSignOn.sessionMinutes * 60;
  return seeOther(destination(call, target, person.id), [
    usedNonce(nonce.id),
    ...sessionCookies(session, signOutValue(session) ?? '', seconds),
  ]);
}

/** An address outside gets a one-time code with which the print system learns who it is. */
function destination(
  { origin, service, tenant }: SignInPageCall,
  { url, external }: ReturnTarget,
  userId: string,
): string {
  const { sealing, signing } = service.config;
  if (!external) return `${origin}${url}`;
  if (signing === undefined) return url;
  const grant = { tenant: tenant.name, userId, returnTo: url };
  return withQuery(url, { code: newCode(sealing, grant, Date.now()) });
}
