import { signal } from '@preact/signals';
import {
  api,
  bodyOf,
  onRefusedToken,
  useCredentials,
  type Credentials,
  type Schemas,
} from '../api/client.ts';
import type { EntraAnswer, EntraSettings } from '../api/entra.ts';
import { asProblem, Problem } from '../api/problem.ts';
import { endSession, leaveForTenant } from '../api/tenantSignIn.ts';
import { tenantAddress, tenantInAddress } from './addresses.ts';
import { closeSecrets } from './secrets.ts';
import { clearSaid } from './said.ts';
import { texts } from '../texts.ts';

/** Who is signed in, and what the service lets them do; undefined before anybody has signed in. */
export const me = signal<Schemas['Me'] | undefined>(undefined);

export type SignOutReason = 'asked' | 'idle' | 'refused' | 'ended';

/** Why the last session ended, for the page that signs in. */
export const signedOut = signal<SignOutReason | undefined>(undefined);

/** What Entra has answered, while nobody has looked at it. */
export const entraAnswer = signal<EntraAnswer | undefined>(undefined);

/**
 * Signs in with a token: a management token of the deployment, or a credential of a tenant.
 *
 * @param tenant the tenant that owns the credential.
 * @throws Problem
 */
export function signIn(token: string, tenant?: string): Promise<void> {
  return begin(() => Promise.resolve(token), tenant);
}

/** Leaves for Entra's page. After a session has ended Entra asks for the account: the next person may be another one. */
export async function signInByEntra(settings: EntraSettings, again: boolean): Promise<void> {
  const { leaveForEntra } = await import('../api/entraFlow.ts');
  await leaveForEntra(settings, again || signedOut.peek() !== undefined);
}

/** Signs in with what Entra has answered, if it has; once. @throws Problem */
export async function finishSignIn(settings: EntraSettings): Promise<void> {
  const answer = entraAnswer.peek();
  entraAnswer.value = undefined;
  if (answer === undefined) return;
  const { redeemAnswer } = await import('../api/entraFlow.ts');
  const tokens = await redeemAnswer(settings, answer);
  try {
    await begin(tokens);
  } catch (error) {
    const problem = asProblem(error);
    // The service's sentence is about a token that was pasted.
    throw problem.status === 401 ? new Problem(texts.signIn.notTaken, problem) : problem;
  }
}

/** The tenant whose sign-in the person comes back from, while nobody has looked at it. */
export const cameFrom = signal<string | undefined>(undefined);

/** Whether a cookie shows the service who calls. */
let bySession = false;

/** Leaves for the directory of a tenant. The person comes back to where they wanted to go, if that is the tenant's. */
export function signInByTenant(tenant: string): void {
  const { pathname } = location;
  leaveForTenant(tenant, tenantInAddress(pathname) === tenant ? pathname : tenantAddress(tenant));
}

/** Signs in with the session that the tenant's single sign-on has begun; once. @throws Problem */
export async function finishTenantSignIn(): Promise<void> {
  const tenant = cameFrom.peek();
  cameFrom.value = undefined;
  if (tenant === undefined) return;
  try {
    await begin('session', tenant);
  } catch (error) {
    const problem = asProblem(error);
    // The service's sentence is about a token, which nobody has here. Somebody who turned back has no session.
    if (problem.status === 401) throw new Problem(texts.signIn.notFinished, { status: 401 });
    throw problem;
  }
}

async function begin(credentials: Credentials, tenant?: string): Promise<void> {
  useCredentials(credentials);
  bySession = credentials === 'session';
  try {
    const query = tenant === undefined ? {} : { tenant };
    const answer = await bodyOf(api.GET('/manage/me', { params: { query } }));
    signedOut.value = undefined;
    me.value = answer;
  } catch (error) {
    useCredentials(undefined);
    throw error;
  }
}

/** Forgets the token, or ends the session, and forgets all that was shown. */
export function signOut(reason: SignOutReason): void {
  const tenant = me.peek()?.tenant;
  if (bySession && typeof tenant === 'string' && reason !== 'ended') void endSession(tenant);
  useCredentials(undefined);
  closeSecrets();
  clearSaid();
  me.value = undefined;
  signedOut.value = reason;
}

/** Whether the caller may use this operation of the management API, and the service has it. */
export function may(operationId: string): boolean {
  return me.value?.may.includes(operationId) === true;
}

onRefusedToken(() => {
  // While a token is being tried, nobody is signed in.
  if (me.value !== undefined) signOut(bySession ? 'ended' : 'refused');
});
