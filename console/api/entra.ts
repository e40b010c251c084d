import type { Schemas } from './client.ts';

// Sign-in with Microsoft Entra ID: authorization code with PKCE (RFC 7636), by a public client. entraFlow.ts, which few
// need and has the library, is loaded by those who sign in this way.

/** How `GET /manage/signIn` says that operators sign in. */
export type EntraSettings = NonNullable<Schemas['SignIn']['entra']>;

/** What outlives the way to Entra and back, in the storage of this tab until Entra answers. It opens nothing without the code. */
export interface Journey {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where the person wanted to go. */
  readonly address: string;
}

/** Entra's answer. */
export interface EntraAnswer {
  readonly parameters: URLSearchParams;
  /** Undefined if this tab has sent nobody to Entra. */
  readonly journey: Journey | undefined;
}

const storageKey = 'entraSignIn';

export function keepJourney(journey: Journey): void {
  sessionStorage.setItem(storageKey, JSON.stringify(journey));
}

/** Takes Entra's answer out of the address, the history and the storage; undefined if the person does not come from there. */
export function takeAnswer(): EntraAnswer | undefined {
  const journey = takeJourney();
  const parameters = new URLSearchParams(location.hash.slice(1));
  if (!parameters.has('state')) return undefined;
  history.replaceState(null, '', journey?.address ?? location.pathname);
  return { parameters, journey };
}

function takeJourney(): Journey | undefined {
  const kept = sessionStorage.getItem(storageKey);
  sessionStorage.removeItem(storageKey);
  const journey: unknown = kept === null ? undefined : JSON.parse(kept);
  return isJourney(journey) ? journey : undefined;
}

function isJourney(value: unknown): value is Journey {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['state', 'nonce', 'verifier', 'address'].every((name) => typeof Reflect.get(value, name) === 'string')
  );
}
