import { randomUUID } from 'node:crypto';
import { createSecretToken, hashSecretToken } from '../auth/secretToken.ts';
import type { Table } from '../store/tables.ts';
import { changeTenant, TenantError } from './change.ts';
import { checkLabel } from './label.ts';
import { validityOf, type SecretToken } from './credential.ts';
import type { Scope } from './scope.ts';
import type { Tenant } from './tenant.ts';

/** Secret tokens of one scope that work at a time: the one in use, and the one that replaces it. */
export const maxSecretTokens = 2;

export interface TokenWish {
  readonly label: string;
  readonly scope: Scope;
  /** RFC 3339; undefined for one that does not expire. */
  readonly expires: string | undefined;
}

export interface MadeToken {
  /** Shown to whoever asked for it, and never again. */
  readonly token: string;
  readonly record: SecretToken;
}

/** What becomes of the tokens of the same scope: all stay, all but the newest end, all end. */
export type Replacing = 'none' | 'oldest' | 'others';

/** Made before the first attempt to store it: by its id a repetition recognises its own earlier success. @throws TenantError 400 */
export function newSecretToken({ label, scope, expires }: TokenWish, now: Date): MadeToken {
  checkLabel(label);
  const token = createSecretToken();
  const created = now.toISOString();
  return {
    token,
    record: { id: randomUUID(), label, scope, created, expires, sha256: hashSecretToken(token) },
  };
}

/**
 * The tokens with a new one, newest first. Expired ones of its scope go.
 *
 * @throws TenantError 409 where two work already and none is to be replaced.
 */
export function withSecretToken(
  tokens: readonly SecretToken[],
  record: SecretToken,
  replacing: Replacing,
): readonly SecretToken[] {
  if (tokens.some(({ id }) => id === record.id)) return tokens;
  const now = Date.parse(record.created);
  const isSibling = (token: SecretToken): boolean => token.scope === record.scope;
  const siblings = tokens.filter((token) => isSibling(token) && validityOf(token, now) !== 'expired');
  if (replacing === 'none' && siblings.length >= maxSecretTokens) {
    throw new TenantError(
      409,
      `${maxSecretTokens} secret tokens of the scope ${record.scope} work already. Rotate them, or revoke one.`,
    );
  }
  const kept = replacing === 'others' ? [] : siblings.slice(0, maxSecretTokens - 1);
  return [record, ...kept, ...tokens.filter((token) => !isSibling(token))];
}

/** Gives a tenant a new secret token. */
export async function addSecretToken(
  table: Table,
  name: string,
  wish: TokenWish,
  replacing: Replacing,
): Promise<MadeToken & { readonly tenant: Tenant }> {
  const made = newSecretToken(wish, new Date());
  const tenant = await changeTenant(table, name, (before) => {
    const secretTokens = withSecretToken(before.secretTokens, made.record, replacing);
    return secretTokens === before.secretTokens ? before : { ...before, secretTokens };
  });
  return { ...made, tenant };
}

/**
 * Ends a secret token: within 30 seconds everywhere.
 *
 * @throws TenantError 404
 */
export async function revokeSecretToken(table: Table, name: string, id: string): Promise<void> {
  let found = false;
  await changeTenant(table, name, (before) => {
    const secretTokens = before.secretTokens.filter((token) => token.id !== id);
    // Of a repetition after a lost answer the first attempt has found it.
    found ||= secretTokens.length < before.secretTokens.length;
    if (!found) throw new TenantError(404, `The tenant "${name}" has no secret token with the id "${id}".`);
    return secretTokens.length < before.secretTokens.length ? { ...before, secretTokens } : before;
  });
}
