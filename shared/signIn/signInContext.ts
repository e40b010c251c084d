import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { SealingKeys } from '../config/keyRing.ts';
import { isArray, parseJson, type JsonValue } from '../scim/json.ts';
import { openText, sealText } from '../secrets/sealedText.ts';
import { SignInRefused } from './refusals.ts';

/** How long a person may take to sign in at the directory, in milliseconds. */
export const signInTimeMs = 600_000;

/** What the browser keeps until the directory answers: its cookie binds the answer to this browser. */
interface SignInNonce {
  /** Names the cookie, so that several windows can sign in at a time. Later ones sort later. */
  readonly id: string;
  readonly value: string;
}

/** A sign-in that has begun. */
export interface SignInContext {
  readonly nonce: SignInNonce;
  /** What was asked for; checked again when the person comes back. */
  readonly returnTo: string;
}

/** Begins a sign-in. @param now milliseconds since 1970. */
export function newContext(
  ring: SealingKeys,
  tenant: string,
  returnTo: string,
  now: number,
): SignInContext & { readonly wctx: string } {
  const nonce = {
    id: `${now.toString(36).padStart(9, '0')}${randomBytes(4).toString('hex')}`,
    value: randomBytes(32).toString('base64url'),
  };
  const wctx = sealText(
    ring,
    'sign-in context',
    JSON.stringify([tenant, now, nonce.id, nonce.value, returnTo]),
  );
  return { nonce, returnTo, wctx };
}

/**
 * Reads the `wctx` that came back with the directory's answer.
 *
 * @param nonceOf value of the browser's cookie with this id.
 * @throws SignInRefused if it is not one of this tenant's, is too old, or was begun in another browser.
 */
export async function readContext(
  ring: SealingKeys,
  tenant: string,
  wctx: string | undefined,
  nonceOf: (id: string) => string | undefined,
  now: number,
): Promise<SignInContext> {
  if (wctx === undefined) throw new SignInRefused('contextMissing');
  const opened = partsIn(await openText(ring, 'sign-in context', wctx));
  if (opened?.tenant !== tenant) throw new SignInRefused('contextInvalid');
  if (now - opened.at > signInTimeMs) throw new SignInRefused('contextExpired');
  const { nonce, returnTo } = opened;
  const kept = nonceOf(nonce.id);
  if (kept === undefined || !isSame(kept, nonce.value)) throw new SignInRefused('nonceMissing');
  return { nonce, returnTo };
}

interface Parts extends SignInContext {
  readonly tenant: string;
  readonly at: number;
}

function partsIn(text: string | undefined): Parts | undefined {
  const parts: JsonValue | undefined = text === undefined ? undefined : parseJson(text);
  const [tenant, at, id, value, returnTo] = isArray(parts) ? parts : [];
  if (typeof tenant !== 'string' || typeof at !== 'number' || typeof returnTo !== 'string') return undefined;
  if (typeof id !== 'string' || typeof value !== 'string') return undefined;
  return { tenant, at, nonce: { id, value }, returnTo };
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
