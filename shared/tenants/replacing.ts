import { isDeepStrictEqual } from 'node:util';
import { createHash, randomUUID } from 'node:crypto';
import { validityOf, type Credential, type HashedSecret } from './credential.ts';
import {
  idempotencyKeyInvalid,
  idempotencyKeyUsed,
  rotationUnclear,
  tooManyCredentials,
} from './credentialErrors.ts';
import type { Table } from '../store/tables.ts';
import { deadline } from './change.ts';
import { readEvenDamaged, writeTenant } from './tenantStore.ts';
import { emptyTenant, type Tenant } from './tenant.ts';

/**
 * What a new credential does to the others: none are revoked; all but the last used one are revoked, if none of those
 * may be in use; or all are revoked.
 */
export type Replacing = 'none' | 'oldest' | 'others';

/** Known times of last use (RFC 3339) by credential id. */
export type Uses = ReadonlyMap<string, string>;

export interface Replacement {
  readonly replacing: Replacing;
  readonly uses: Uses;
  /** Maximum number of working credentials. */
  readonly max: number;
  /** The credentials in a sentence: `secret tokens of the scope provisioning`. */
  readonly kind: string;
}

/**
 * Least difference between two times of last use that shows which of two credentials is in use: a time is up to two
 * hours old, and a client may call once a day.
 */
const overlapMs = 24 * 3_600_000;

/**
 * The credentials with a new one, newest first, without expired ones. A caller who got no answer asks again: so a
 * credential that was created before and never used is replaced first, and one in use stays.
 *
 * @param siblings the credentials of the same kind, newest first.
 * @throws ScimError 409 if there is no room, or if it is not clear which one is in use.
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
 * Hashes the key with the label: with the same key, a request for another label must not replace the first one's
 * credential.
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
 * Whether `earlier` was created by the same request, whose answer was lost.
 *
 * @throws ScimError 409 if it is in use: then its answer was not lost.
 */
export function isEarlierAttempt(earlier: HashedSecret, made: HashedSecret, uses: Uses): boolean {
  if (made.wishedAs === undefined || earlier.wishedAs !== made.wishedAs) return false;
  if (!uses.has(earlier.id)) return true;
  throw idempotencyKeyUsed(earlier.label, earlier.id);
}

/**
 * The credential that was used last; if none was used, the oldest, because nobody may have seen a newer one.
 *
 * @param now milliseconds since 1970.
 * @throws ScimError 409 if another one may be in use too, or if no use is known although there was time for one: a
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

/** A tenant's name, reserved while its rows are restored. */
export interface Reservation {
  readonly name: string;
  /** ETag of the reserving row; another run that takes over changes it. */
  readonly etag: string;
}

/**
 * Reserves a tenant's name with a row that accepts no credential and can only be removed.
 *
 * @param backup the backup's own time of creation: only the same backup can continue.
 * @param etag the ETag of a reservation to take over, whose run has ended or is ended by this; undefined for a new
 * one.
 * @returns undefined if another run was first.
 */
export async function reserve(
  table: Table,
  name: string,
  backup: string,
  etag: string | undefined,
): Promise<Reservation | undefined> {
  const run = randomUUID();
  const remains = emptyTenant(name, new Date().toISOString());
  const holder: Tenant = { ...remains, removing: remains.created, restoring: { backup, run } };
  await writeTenant(table, holder, etag, deadline());
  // Read back in any case: a write whose answer was lost is repeated, and refused because of its own success.
  const read = await readEvenDamaged(table, name, deadline());
  const isOurs = read !== undefined && 'tenant' in read && read.tenant.restoring?.run === run;
  return isOurs ? { name, etag: read.etag } : undefined;
}

/** Whether the reservation was neither removed nor taken over. */
export async function isHeld(table: Table, { name, etag }: Reservation): Promise<boolean> {
  return (await readEvenDamaged(table, name, deadline()))?.etag === etag;
}

/**
 * Replaces the reservation by the tenant itself, which is active from then on.
 *
 * @returns false if the reservation was lost; then nothing was written.
 */
export async function activate(table: Table, tenant: Tenant, { etag }: Reservation): Promise<boolean> {
  if (await writeTenant(table, tenant, etag, deadline())) return true;
  // This call may have written it, if its answer was lost.
  const read = await readEvenDamaged(table, tenant.name, deadline());
  return read !== undefined && 'tenant' in read && isDeepStrictEqual(read.tenant, tenant);
}
