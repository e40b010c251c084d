import type { Table } from '../store/tables.ts';
import { withTable } from '../store/missing.ts';
import { isMissingRow, isUnavailable, readRefusal, storageUnavailable } from '../store/storageError.ts';
import { deadline, repeated, TenantError } from './change.ts';
import type { SecretToken } from './credential.ts';
import { fieldsIn } from './fields.ts';
import { usesFor } from './lastUsed.ts';
import { readSecretTokens } from './parseTenant.ts';
import type { Replacing } from './replacing.ts';
import { newSecretToken, withSecretToken, type MadeToken, type TokenWish } from './secretTokens.ts';

/** The row of what belongs to no tenant: the credentials for `/manage`. */
const keys = { partitionKey: 'deployment', rowKey: 'management' } as const;

/** Stands where else a tenant's name does: in what is noted and counted of its credentials. It can be no tenant's name. */
export const deploymentHolder = '=deployment';

interface ReadTokens {
  readonly tokens: readonly SecretToken[];
  readonly etag: string | undefined;
}

/** The tokens with which all tenants may be managed over HTTP, newest first. One storage call. */
export async function readManagementTokens(table: Table, signal: AbortSignal): Promise<ReadTokens> {
  try {
    const row = await withTable(table, () =>
      table.getEntity(keys.partitionKey, keys.rowKey, { abortSignal: signal }),
    );
    return { tokens: readSecretTokens(fieldsIn(row.document)), etag: row.etag };
  } catch (error) {
    if (isMissingRow(error)) return { tokens: [], etag: undefined };
    throw isUnavailable(error) ? storageUnavailable(error) : error;
  }
}

/** Makes a token with which all tenants may be managed over HTTP. */
export async function addManagementToken(
  table: Table,
  wish: Omit<TokenWish, 'scope'>,
  replacing: Replacing,
): Promise<MadeToken> {
  const made = newSecretToken({ ...wish, scope: 'management' }, new Date());
  const uses = await usesFor(table, deploymentHolder, { ...wish, replacing }, deadline());
  await changeTokens(table, (tokens) => withSecretToken(tokens, made.record, replacing, uses));
  return made;
}

/** @throws TenantError 404 */
export async function revokeManagementToken(table: Table, id: string): Promise<void> {
  let found = false;
  await changeTokens(table, (tokens) => {
    const kept = tokens.filter((token) => token.id !== id);
    found ||= kept.length < tokens.length;
    if (!found) throw new TenantError(404, `There is no management token with the id "${id}".`);
    return kept;
  });
}

async function changeTokens(
  table: Table,
  change: (tokens: readonly SecretToken[]) => readonly SecretToken[],
): Promise<void> {
  await repeated(async () => {
    const { tokens, etag } = await readManagementTokens(table, deadline());
    const changed = change(tokens);
    if (changed === tokens) return true;
    const entity = { ...keys, format: 1, document: JSON.stringify({ secretTokens: changed }) };
    try {
      await withTable(table, () =>
        etag === undefined
          ? table.createEntity(entity, { abortSignal: deadline() })
          : table.updateEntity(entity, 'Replace', { etag, abortSignal: deadline() }),
      );
      return true;
    } catch (error) {
      if ([404, 409, 412].includes(readRefusal(error)?.status ?? 0)) return undefined;
      throw error;
    }
  });
}
