import { signal } from '@preact/signals';
import { api, bodyOf, onRefusedToken, useToken, type Schemas } from '../api/client.ts';
import { closeSecrets } from './secrets.ts';
import { clearSaid } from './said.ts';

/** Who is signed in, and what the service lets them do; undefined before anybody has signed in. */
export const me = signal<Schemas['Me'] | undefined>(undefined);

export type SignOutReason = 'asked' | 'idle' | 'refused';

/** Why the last session ended, for the page that signs in. */
export const signedOut = signal<SignOutReason | undefined>(undefined);

/**
 * Signs in with a token: a management token of the deployment, or a credential of a tenant.
 *
 * @param tenant the tenant that owns the credential.
 * @throws Problem
 */
export async function signIn(token: string, tenant?: string): Promise<void> {
  useToken(token);
  try {
    const query = tenant === undefined ? {} : { tenant };
    const answer = await bodyOf(api.GET('/manage/me', { params: { query } }));
    signedOut.value = undefined;
    me.value = answer;
  } catch (error) {
    useToken(undefined);
    throw error;
  }
}

/** Forgets the token and all that was shown. */
export function signOut(reason: SignOutReason): void {
  useToken(undefined);
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
