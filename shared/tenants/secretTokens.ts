import { randomUUID } from 'node:crypto';
import {
  createSecretToken,
  hashSecretToken,
  checkLabel,
  lastFourOf,
  type SecretToken,
  type Scope,
} from './credential.ts';
import type { Table } from '../store/tables.ts';
import { changeTenant, deadline } from './change.ts';
import { usesFor } from './lastUsed.ts';
import { wishedAs, withNewCredential, type Replacement, type Replacing, type Uses } from './replacing.ts';
import type { Tenant } from './tenant.ts';
import { secretTokenNotFound } from './credentialErrors.ts';

/** Maximum of working tokens of one scope or role: the one in use, and its replacement. */
const maxSecretTokens = 2;

export interface TokenInput {
  readonly label: string;
  readonly scope: Scope;
  /** RFC 3339; undefined if it does not expire. */
  readonly expires: string | undefined;
  /** The Idempotency-Key: a repetition replaces a token that was created with it and never used. */
  readonly idempotencyKey?: string | undefined;
}

export interface MadeToken {
  /** Shown to the caller once, and never again. */
  readonly token: string;
  readonly record: SecretToken;
}

/**
 * Creates a token before the first attempt to store it, so that a repetition recognises its own success by the id.
 * @throws ScimError 400
 */
export function newSecretToken({ label, scope, expires, idempotencyKey }: TokenInput, now: Date): MadeToken {
  checkLabel(label);
  const token = createSecretToken();
  return {
    token,
    record: {
      id: randomUUID(),
      label,
      scope,
      created: now.toISOString(),
      expires,
      sha256: hashSecretToken(token),
      lastFour: lastFourOf(token),
      ...wishedAs(idempotencyKey, label),
    },
  };
}

/**
 * The tokens with a new one, newest first; those that are no siblings of it stay.
 *
 * @param kind its siblings in a sentence.
 * @throws ScimError 409
 */
export function withToken<Token extends SecretToken>(
  tokens: readonly Token[],
  record: Token,
  isSibling: (token: Token) => boolean,
  { replacing, uses, kind }: Omit<Replacement, 'max'>,
): readonly Token[] {
  if (tokens.some(({ id }) => id === record.id)) return tokens;
  const replacement = { replacing, uses, max: maxSecretTokens, kind };
  return [
    ...withNewCredential(tokens.filter(isSibling), record, replacement),
    ...tokens.filter((token) => !isSibling(token)),
  ];
}

/** The same for the tokens of a tenant, of which each scope has its own. @throws ScimError 409 */
export function withSecretToken(
  tokens: readonly SecretToken[],
  record: SecretToken,
  replacing: Replacing,
  uses: Uses,
): readonly SecretToken[] {
  const { scope } = record;
  const isSibling = (token: SecretToken): boolean => token.scope === scope;
  return withToken(tokens, record, isSibling, {
    replacing,
    uses,
    kind: `secret tokens of the scope ${scope}`,
  });
}

/** Adds a secret token to a tenant. @throws ScimError 404, 400, 409 */
export async function addSecretToken(
  table: Table,
  name: string,
  input: TokenInput,
  replacing: Replacing,
): Promise<MadeToken & { readonly tenant: Tenant }> {
  const made = newSecretToken(input, new Date());
  const uses = await usesFor(table, name, { ...input, replacing }, deadline());
  const tenant = await changeTenant(table, name, (before) => {
    const secretTokens = withSecretToken(before.secretTokens, made.record, replacing, uses);
    return secretTokens === before.secretTokens ? before : { ...before, secretTokens };
  });
  return { ...made, tenant };
}

/**
 * Revokes a secret token, everywhere within 30 seconds.
 *
 * @throws ScimError 404
 */
export async function revokeSecretToken(table: Table, name: string, id: string): Promise<void> {
  let found = false;
  await changeTenant(table, name, (before) => {
    const secretTokens = before.secretTokens.filter((token) => token.id !== id);
    // After a lost answer, the first attempt has found it.
    found ||= secretTokens.length < before.secretTokens.length;
    if (!found) throw secretTokenNotFound(name, id);
    return secretTokens.length < before.secretTokens.length ? { ...before, secretTokens } : before;
  });
}
