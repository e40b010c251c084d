import { randomUUID } from 'node:crypto';
import { textProperty } from '../store/documentRow.ts';
import { deleteLogBefore } from '../store/deleteRows.ts';
import { logKey } from '../store/keys.ts';
import { attemptTimeoutMs } from '../store/limits.ts';
import { loggedText } from '../store/logRow.ts';
import type { Partition } from '../store/partition.ts';
import type { Table } from '../store/tables.ts';
import { upsertRow, type Row } from '../store/writeRows.ts';
import { ScimError } from '../scim/error.ts';
import { defined } from '../scim/json.ts';
import { isTenantName } from '../tenants/tenant.ts';
import type { Act, AuditEntry, ActEnding } from './auditEntry.ts';

/** Time for one write: an attempt that hangs must leave time for another one. */
const writeTimeoutMs = 3 * attemptTimeoutMs;

/** The rows of the audit log, beside those of the tenants. */
export function auditPartition(table: Table, signal: AbortSignal): Partition {
  return { table, tenant: 'audit', signal };
}

/** An act that is in the log, and under way. */
export interface Recorded {
  /**
   * Completes the entry. Repeat it if you like: the last one counts.
   *
   * @param more what was not known in the beginning.
   * @throws ScimError 503
   */
  readonly end: (ending: ActEnding, more?: Partial<Act>) => Promise<void>;
}

/**
 * Writes that somebody sets out to do something, before it is done: what can't be recorded is not done.
 *
 * @throws ScimError 503
 */
export async function recordAct(table: Table, act: Act): Promise<Recorded> {
  const named = newName();
  const write = (entry: Act & ActEnding) => writeEntry(table, { ...entry, ...named });
  await write({ ...act, outcome: 'unknown' });
  return { end: (ending, more = {}) => write({ ...act, ...defined(more), ...ending }) };
}

/** Records what was refused before it began. One storage call. @throws ScimError 503 */
export async function recordRefusal(table: Table, act: Act, error: ScimError): Promise<void> {
  await writeEntry(table, { ...act, ...endingOf(error), ...newName() });
}

function newName(): Pick<AuditEntry, 'id' | 'at'> {
  const at = Date.now();
  return { at, id: logKey(at, randomUUID().replaceAll('-', '')).slice(keyPrefix.length) };
}

/** How something ended that threw an error. */
export function endingOf(error: unknown): ActEnding {
  if (!(error instanceof ScimError)) return { outcome: 'failed' };
  const { status, code } = error;
  return { outcome: status < 500 ? 'refused' : 'failed', status, code };
}

/** What stands before the id in a row's key. */
export const keyPrefix = 'a:';

function writeEntry(table: Table, entry: AuditEntry): Promise<void> {
  // Upsert: a write whose answer was lost is repeated, and the row is the same.
  const partition = auditPartition(table, AbortSignal.timeout(writeTimeoutMs));
  return upsertRow(partition, `${keyPrefix}${entry.id}`, auditRow(entry));
}

function auditRow({ id: _, at, actor, tenant, target, reason, ...rest }: AuditEntry): Row {
  return {
    format: 1,
    at: new Date(at),
    actorKind: actor.kind,
    ...text('actorId', actor.id),
    ...text('actorLabel', actor.label),
    // A caller may put any text into a path.
    ...defined({ tenant: tenant !== undefined && isTenantName(tenant) ? tenant : undefined }),
    ...text('target', target),
    ...text('reason', reason),
    ...defined(rest),
  };
}

function text(name: string, value: string | undefined): Row {
  return textProperty(name, value === undefined ? undefined : loggedText(value));
}

/** Deletes the entries from before `time`, in milliseconds since 1970. */
export function deleteAuditBefore(table: Table, time: number, signal: AbortSignal): Promise<void> {
  return deleteLogBefore(auditPartition(table, signal), time);
}
