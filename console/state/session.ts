import { signal } from '@preact/signals';
import { api, bodyOf, onRefusedToken, useTokens, type Schemas, type TokenSource } from '../api/client.ts';
import type { EntraAnswer, EntraSettings } from '../api/entra.ts';
import { closeSecrets } from './secrets.ts';
import { clearSaid } from './said.ts';

/** Who is signed in, and what the service lets them do; undefined before anybody has signed in. */
export const me = signal<Schemas['Me'] | undefined>(undefined);

export type SignOutReason = 'asked' | 'idle' | 'refused';

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
  await begin(await redeemAnswer(settings, answer));
}

async function begin(tokens: TokenSource, tenant?: string): Promise<void> {
  useTokens(tokens);
  try {
    const query = tenant === undefined ? {} : { tenant };
    const answer = await bodyOf(api.GET('/manage/me', { params: { query } }));
    signedOut.value = undefined;
    me.value = answer;
  } catch (error) {
    useTokens(undefined);
    throw error;
  }
}

/** Forgets the token and all that was shown. */
export function signOut(reason: SignOutReason): void {
  useTokens(undefined);
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
  if (me.value !== undefined) signOut('refused');
});
