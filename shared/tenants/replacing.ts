import { createHash } from 'node:crypto';
import { validityOf, type Credential, type HashedSecret } from './credential.ts';
import {
  idempotencyKeyInvalid,
  idempotencyKeyUsed,
  rotationUnclear,
  tooManyCredentials,
} from './credentialErrors.ts';

/**
 * What becomes of the credentials beside a new one: all stay; all end but the one that was used last, and none that may be
 * in use; all end.
 */
export type Replacing = 'none' | 'oldest' | 'others';

/** RFC 3339 by credential id: when each was last used, as far as it was noted. */
export type Uses = ReadonlyMap<string, string>;

export interface Replacement {
  readonly replacing: Replacing;
  readonly uses: Uses;
  /** Credentials that work at a time. */
  readonly max: number;
  /** What they are, in a sentence: `secret tokens of the scope provisioning`. */
  readonly kind: string;
}

/**
 * How far two notes of uses tell which of two credentials is in use, in milliseconds: a note is up to two hours behind, and
 * a client may come once a day.
 */
const overlapMs = 24 * 3_600_000;

/**
 * The credentials with a new one, newest first; expired ones go. Whoever asked for one and heard no answer asks again: so
 * what was made before and never used makes room first, and what a client uses stays.
 *
 * @param siblings those among which it is, newest first.
 * @throws ScimError 409 where there is no room, or where it is not clear which one is in use.
 */
export function withNewCredential<Some extends HashedSecret>(
  siblings: readonly Some[],
  made: Some,
  { replacing, uses, max, kind }: Replacement,
): readonly Some[] {
  if (siblings.some(({ id }) => id === made.id)) return siblings;
  const now = Date.parse(made.created);
  const working = siblings.filter((each) => validityOf(each, now) !== 'expired');
  const others = working.filter((each) => !isEarlierAttempt(each, made, uses));
  if (replacing === 'others') return [made];
  if (replacing === 'oldest') return [made, ...lastUsedOf(others, uses, kind, now)];
  if (others.length >= max) throw tooManyCredentials(max, kind);
  return [made, ...others];
}

/**
 * A hash of the key and of the label: one key for two different wishes must not let the second end what the first has made.
 *
 * @throws ScimError 400
 */
export function wishedAs(idempotencyKey: string | undefined, label: string): { readonly wishedAs?: string } {
  if (idempotencyKey === undefined) return {};
  if (idempotencyKey.trim() === '' || idempotencyKey.length > 256) throw idempotencyKeyInvalid();
  return {
    wishedAs: createHash('sha256')
      .update(JSON.stringify([idempotencyKey, label]))
      .digest('base64url')
      .slice(0, 22),
  };
}

/**
 * Whether the same request was made before, and its answer lost.
 *
 * @throws ScimError 409 where somebody uses what was made then: its answer was not lost.
 */
export function isEarlierAttempt(earlier: HashedSecret, made: HashedSecret, uses: Uses): boolean {
  if (made.wishedAs === undefined || earlier.wishedAs !== made.wishedAs) return false;
  if (!uses.has(earlier.id)) return true;
  throw idempotencyKeyUsed(earlier.label, earlier.id);
}

/**
 * The one that was used last; of those that nobody has used the oldest, for a newer one may never have been seen.
 *
 * @param now milliseconds since 1970.
 * @throws ScimError 409 where another one may be in use as well, or no use is known although there was time for one: a
 * backup holds none.
 */
function lastUsedOf<Some extends HashedSecret>(
  working: readonly Some[],
  uses: Uses,
  kind: string,
  now: number,
): readonly Some[] {
  const lastUse = ({ id }: Credential): number => Date.parse(uses.get(id) ?? '') || 0;
  const [kept, ...ended] = working.toReversed().toSorted((a, b) => lastUse(b) - lastUse(a));
  if (kept === undefined) return [];
  const isUnclear = (each: Some): boolean =>
    lastUse(kept) === 0
      ? now - Date.parse(each.created) > overlapMs
      : lastUse(each) > 0 && lastUse(kept) - lastUse(each) < overlapMs;
  const unclear = ended.find(isUnclear);
  if (unclear === undefined) return [kept];
  const names = [kept, unclear].map(({ id, label }) => `"${label}" (${id})`).join(' and ');
  const why =
    lastUse(kept) === 0
      ? `No use is known of two ${kind}`
      : `Two ${kind} were used within a day of each other`;
  throw rotationUnclear(why, names);
}
