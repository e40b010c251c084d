import type { Table } from '../store/tables.ts';
import { readRow, type Partition } from '../store/partition.ts';
import { storedJson } from '../store/documentRow.ts';
import { insertOrReplaceRow } from '../store/writeRows.ts';
import { deadline, repeated } from './change.ts';
import { type SecretToken, roles, type Role } from './credential.ts';
import { DamagedRow, fields, fieldsIn, type Fields } from './fields.ts';
import { usesFor } from './lastUsed.ts';
import { readHashed } from './parseTenant.ts';
import type { Replacing } from './replacing.ts';
import { newSecretToken, withToken, type MadeToken, type TokenInput } from './secretTokens.ts';
import { managementTokenNotFound } from './credentialErrors.ts';
import { FreshReads, readDeadlineMs, tenantLifetimeMs } from './tenantDirectory.ts';

/** Key of the row with the deployment's own credentials, for `/manage`. */
const rowKey = 'management';

function deploymentPartition(table: Table, signal: AbortSignal): Partition {
  return { table, tenant: 'deployment', signal };
}

/**
 * Takes the place of a tenant's name in uses and counts of the deployment's credentials. It is no valid tenant name.
 */
export const deploymentHolder = '=deployment';

/** The record of a token that manages all tenants over HTTP. */
export interface ManagementToken extends SecretToken {
  readonly role: Role;
}

interface ReadTokens {
  readonly tokens: readonly ManagementToken[];
  readonly etag: string | undefined;
  /** When they were last changed, by storage's clock; milliseconds since 1970. */
  readonly changed: number;
}

/** The tokens that manage all tenants over HTTP, newest first. One storage call. */
export async function readManagementTokens(table: Table, signal: AbortSignal): Promise<ReadTokens> {
  const row = await readRow(deploymentPartition(table, signal), rowKey);
  if (row === undefined) return { tokens: [], etag: undefined, changed: 0 };
  const tokens = readTokens(fieldsIn(row.document));
  return { tokens, etag: row.etag, changed: Date.parse(String(row.Timestamp)) };
}

/**
 * What is stored as the scope of a token of each role. An earlier release, which knows no roles, takes `management` alone for
 * a management token: after a rollback it accepts no other, instead of letting a reader do everything.
 */
const storedScopes: Readonly<Record<Role, string>> = {
  reader: 'management-reader',
  support: 'management-support',
  admin: 'management',
};

/** @throws DamagedRow */
function readTokens(holder: Fields): readonly ManagementToken[] {
  return holder.list('secretTokens').flatMap((entry) => {
    const token = fields(entry);
    const scope = token.text('scope');
    const role = roles.find((each) => storedScopes[each] === scope);
    return role === undefined ? [] : [{ ...readHashed(token), scope: 'management' as const, role }];
  });
}

function storedToken({ role, ...token }: ManagementToken): object {
  return { ...token, scope: storedScopes[role] };
}

/**
 * Until when a management token may have been accepted, in milliseconds since 1970: now if one works, or if it is
 * unknown; otherwise when the last one was revoked or expired; 0 if there never was one.
 */
export async function managedUntil(table: Table, now: number, signal: AbortSignal): Promise<number> {
  const read = await unlessDamaged(() => readManagementTokens(table, signal));
  if (read === undefined) return now;
  const { tokens, changed } = read;
  const ends = tokens.map(({ expires }) => (expires === undefined ? now : Date.parse(expires)));
  const until = Math.max(changed, ...ends);
  return Number.isNaN(until) ? now : Math.min(now, until);
}

async function unlessDamaged<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedRow) return undefined;
    throw error;
  }
}

export interface ManagementTokenInput extends Omit<TokenInput, 'scope'> {
  /** `admin` by default. */
  readonly role?: Role;
}

export interface MadeManagementToken extends MadeToken {
  readonly record: ManagementToken;
}

/** Creates a token that manages all tenants over HTTP. @throws ScimError 400, 409 */
export async function addManagementToken(
  table: Table,
  { role = 'admin', ...input }: ManagementTokenInput,
  replacing: Replacing,
): Promise<MadeManagementToken> {
  const { token, record } = newSecretToken({ ...input, scope: 'management' }, new Date());
  const made = { token, record: { ...record, role } };
  const uses = await usesFor(table, deploymentHolder, { ...input, replacing }, deadline());
  const isSibling = (other: ManagementToken): boolean => other.role === role;
  const replacement = { replacing, uses, kind: `management tokens of the role ${role}` };
  await changeTokens(table, (tokens) => withToken(tokens, made.record, isSibling, replacement));
  return made;
}

/** @throws ScimError 404 */
export async function revokeManagementToken(table: Table, id: string): Promise<void> {
  let found = false;
  await changeTokens(table, (tokens) => {
    const kept = tokens.filter((token) => token.id !== id);
    found ||= kept.length < tokens.length;
    if (!found) throw managementTokenNotFound(id);
    return kept;
  });
}

async function changeTokens(
  table: Table,
  change: (tokens: readonly ManagementToken[]) => readonly ManagementToken[],
): Promise<void> {
  await repeated(async () => {
    const { tokens, etag } = await readManagementTokens(table, deadline());
    const changed = change(tokens);
    if (changed === tokens) return true;
    const row = { format: 1, document: storedJson({ secretTokens: changed.map(storedToken) }) };
    const partition = deploymentPartition(table, deadline());
    return (await insertOrReplaceRow(partition, rowKey, row, etag)) ? true : undefined;
  });
}

/** The deployment's management tokens, with a cache of this process. */
export class ManagementTokens {
  readonly #open: () => Promise<Table>;
  readonly #reads = new FreshReads(() => this.#read());
  #known: { readonly tokens: readonly ManagementToken[]; readonly expires: number } | undefined;

  constructor(open: () => Promise<Table>) {
    this.#open = open;
  }

  /** The tokens as of at most 30 seconds ago; none if they are not cached. No storage call. */
  known(): readonly ManagementToken[] {
    return this.#known !== undefined && Date.now() < this.#known.expires ? this.#known.tokens : [];
  }

  /**
   * The tokens in storage, so that a new one works at once. Only one read runs at a time, however many callers wait.
   *
   * @throws ScimError 503 if storage does not answer.
   */
  fresh(): Promise<readonly ManagementToken[]> {
    return this.#reads.read('');
  }

  async #read(): Promise<readonly ManagementToken[]> {
    // The result may be as old as the question, so its age counts from then.
    const asked = Date.now();
    const { tokens } = await readManagementTokens(await this.#open(), AbortSignal.timeout(readDeadlineMs));
    this.#known = { tokens, expires: asked + tenantLifetimeMs };
    return tokens;
  }
}
