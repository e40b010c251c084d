import createClient from 'openapi-fetch';
import type { components, paths } from '../../generated/console/manageApi.d.ts';
import { texts } from '../texts.ts';
import { Problem, problemOf } from './problem.ts';

export type Schemas = components['schemas'];

/** Gives the token that a request carries. */
export type TokenSource = () => Promise<string>;

/** What shows the service who calls: a token, or the cookie of a session that single sign-on has begun. */
export type Credentials = TokenSource | 'session';

/** Kept in this variable alone: not in the browser's storage, and not in the page. */
let source: Credentials | undefined;
let refusedToken: () => void = () => undefined;

/** @param next what is sent with every request from now on; undefined forgets it. */
export function useCredentials(next: Credentials | undefined): void {
  source = next;
}

/** @param listener called if the service no longer accepts the token or the session. */
export function onRefusedToken(listener: () => void): void {
  refusedToken = listener;
}

/** Calls of the management API, as openapi/manage.yaml describes them. They throw a `Problem`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

async function send(request: Request): Promise<Response> {
  const asked = source;
  const bySession = asked === 'session';
  // No page of another site can send this header: the service asks for it, because a cookie comes with any request.
  if (bySession) request.headers.set('X-Requested-With', 'console');
  else if (asked !== undefined) request.headers.set('Authorization', `Bearer ${await asked()}`);
  const response = await fetch(request, {
    cache: 'no-store',
    credentials: bySession ? 'same-origin' : 'omit',
    redirect: 'error',
    // Without a referrer a browser does not say which origin sends a change.
    referrerPolicy: bySession ? 'same-origin' : 'no-referrer',
  }).catch((error: unknown) => {
    if (request.signal.aborted) throw error;
    throw new Problem(navigator.onLine ? texts.problem.unreachable : texts.problem.offline);
  });
  if (response.ok) return response;
  // Not for a request of an earlier session, or of a token that is only being tried.
  if (response.status === 401 && asked !== undefined && asked === source) refusedToken();
  throw await problemOf(response, texts.problem.unexplained(response.status));
}

/** Headers of a change that is only made if nobody was faster. @param version undefined if the service did not say it. */
export function ifMatch(version: string | undefined): Readonly<Record<string, string>> {
  return version === undefined ? {} : { 'If-Match': version };
}

/** The body of an answer that has one. */
export async function bodyOf<Body>(answer: Promise<{ data?: Body }>): Promise<Body> {
  const { data } = await answer;
  if (data === undefined) throw new Problem(texts.problem.noBody, { status: 500 });
  return data;
}
