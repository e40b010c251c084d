import { randomUUID } from 'node:crypto';
import type { SealingKeys } from '../config/keyRing.ts';
import { isArray, parseJson } from '../scim/json.ts';
import { openText, sealText } from '../secrets/sealedText.ts';
import type { Table } from '../store/tables.ts';
import { useAssertion } from '../tenants/usedAssertions.ts';

/** Lifetime of a code in milliseconds: it goes from the browser's address straight to the token endpoint. */
export const codeLifetimeMs = 60_000;

/** For whom a one-time code is made, and where it was sent. */
export interface CodeGrant {
  readonly tenant: string;
  readonly userId: string;
  /** Where the browser was sent with the code; who redeems it must name the same. */
  readonly returnTo: string;
}

/** Makes a code for one use. Nothing is stored before it is used. @param now milliseconds since 1970. */
export function newCode(ring: SealingKeys, grant: CodeGrant, now: number): string {
  const { tenant, userId, returnTo } = grant;
  const parts = [tenant, userId, returnTo, now + codeLifetimeMs, randomUUID()];
  return sealText(ring, 'sign-in code', JSON.stringify(parts));
}

/**
 * Uses a code up, for every process on this storage.
 *
 * @param table that of the tenants.
 * @param now milliseconds since 1970.
 * @returns the id of the user; undefined if the code is not valid there, has expired, or was used before.
 * @throws ScimError 503
 */
export async function redeemCode(
  ring: SealingKeys,
  table: Table,
  code: string,
  { tenant, returnTo }: Omit<CodeGrant, 'userId'>,
  now: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const opened = await openText(ring, 'sign-in code', code);
  const parts = opened === undefined ? undefined : parseJson(opened);
  const [madeFor, userId, sentTo, expires, id] = isArray(parts) ? parts : [];
  if (madeFor !== tenant || sentTo !== returnTo || typeof userId !== 'string') return undefined;
  if (typeof expires !== 'number' || typeof id !== 'string' || expires <= now) return undefined;
  const use = { issuer: 'sign-in code', id, expires: new Date(expires) };
  return (await useAssertion(table, use, signal)) ? userId : undefined;
}
