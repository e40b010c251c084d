import type { ScimError } from '../scim/error.ts';
import { defined } from '../scim/json.ts';
import type { Action, LogEntry } from './logEntry.ts';
import { logKey } from './keys.ts';
import { documentPieceLength, maxTransactionOperations } from './limits.ts';
import { readRow, type Partition } from './partition.ts';
import { type Row, submit, type RowChange, upsertRow } from './writeRows.ts';
import { storedJson, textProperty } from './documentRow.ts';
import { countActivity, type ActivityKind, telemetry } from '../telemetry/recorder.ts';
import { isConflict, readRefusal } from './storageError.ts';

/** The format of the rows, so that rows of earlier releases can be read. */
const format = 2;

/** Characters of a client's own text in a row. */
const maxText = 1_000;

/** Bytes of rows in one transaction: Table Storage takes 4 MiB, which leaves room for the rest. */
const maxTransactionBytes = 2_000_000;

/**
 * The log row is also the write's receipt: a write whose answer was lost is repeated, and the repetition then meets its
 * own success as 409, 412 or 404. Its key is fixed before the first attempt, so that the repetition can look it up.
 */
export function receiptKey(entry: LogEntry): string {
  return logKey(entry.at, entry.operationId);
}

export function logRow(entry: LogEntry): Row {
  const { operationId, at, action, userId, groupId, members, externalId, previousExternalId } = entry;
  const { userName, userNameHash, changed, requestId, credential, refusal } = entry;
  return {
    format,
    operationId,
    at: new Date(at),
    action,
    outcome: outcomeOf(action),
    ...clientText('userId', userId),
    ...clientText('groupId', groupId),
    ...(members === undefined ? {} : { members: storedJson(members) }),
    ...clientText('externalId', externalId),
    ...clientText('previousExternalId', previousExternalId),
    ...clientText('userName', userName),
    ...defined({ userNameHash }),
    changed: listText(changed),
    ...valuesOf(entry),
    requestId,
    credential: credential.id,
    ...textProperty('credentialLabel', credential.label),
    ...(refusal === undefined
      ? {}
      : { refusal: storedJson({ ...refusal, detail: loggedText(refusal.detail) }) }),
  };
}

/** Of the attempt that an entry is about: the log is read by it. */
export function outcomeOf(action: Action): 'success' | 'refused' {
  return action === 'refused' || action === 'signInRefused' ? 'refused' : 'success';
}

function clientText(name: string, text: string | undefined): Row {
  return textProperty(name, text === undefined ? undefined : loggedText(text));
}

/** A client's text as the log keeps it: its beginning, and never half a character. */
export function loggedText(text: string): string {
  if (text.length <= maxText) return text;
  const cut = text.slice(0, maxText);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Names as JSON, as many as a property has room for; `…` stands for the rest. */
function listText(names: readonly string[]): string {
  for (let kept = names.length; ; kept = Math.floor(kept / 2)) {
    const text = storedJson(kept === names.length ? names : [...names.slice(0, kept), '…']);
    if (text.length <= documentPieceLength || kept === 0) return text;
  }
}

function valuesOf({ values }: LogEntry): Row {
  if (values === undefined) return {};
  const text = storedJson(values);
  return values === 'omitted' || text.length > documentPieceLength
    ? { valuesOmitted: true }
    : { values: text };
}

/** Writes a row of the log without a change of a user. One storage call. */
export async function appendLog(partition: Partition, entry: LogEntry): Promise<void> {
  // Upsert: a write whose answer was lost is repeated, and the row is the same.
  await upsertRow(partition, receiptKey(entry), logRow(entry));
}

/** Writes rows of the log without a change of a user. One storage call for a hundred, unless they are large. */
export async function appendLogs(partition: Partition, entries: readonly LogEntry[]): Promise<void> {
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0) {
    await appendLog(partition, only);
    return;
  }
  for (const changes of batchesOf(entries)) await submit(partition, changes);
}

function* batchesOf(entries: readonly LogEntry[]): Generator<readonly RowChange[]> {
  let batch: RowChange[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const row = logRow(entry);
    const size = Buffer.byteLength(JSON.stringify(row));
    if (
      batch.length === maxTransactionOperations ||
      (batch.length > 0 && bytes + size > maxTransactionBytes)
    ) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push({ kind: 'upsert', rowKey: receiptKey(entry), row });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Whether the write of `entry` is in the store. */
async function hasReceipt(partition: Partition, entry: LogEntry): Promise<boolean> {
  return (await readRow(partition, receiptKey(entry))) !== undefined;
}

/** A write that storage refused because a row is not as the write expects. */
export interface Refused {
  /** New rows of which one exists already; none if the conflict is another one. */
  readonly existing: readonly RowChange[];
}

/** The row of the provisioning log by which a write recognises its own earlier success. */
export function receipt(entry: LogEntry): RowChange {
  return { kind: 'create', rowKey: receiptKey(entry), row: logRow(entry) };
}

const kindsOfUsers: Readonly<Partial<Record<Action, ActivityKind>>> = {
  create: 'created',
  update: 'updated',
  enable: 'updated',
  disable: 'disabled',
  delete: 'deleted',
};

const kindsOfGroups: typeof kindsOfUsers = {
  create: 'groupsCreated',
  update: 'groupsUpdated',
  delete: 'groupsDeleted',
};

/** Counts a write that is done. */
function counted({ tenant }: Partition, { action, groupId }: LogEntry): 'written' {
  const kind = (groupId === undefined ? kindsOfUsers : kindsOfGroups)[action];
  if (kind !== undefined) countActivity(tenant, kind);
  return 'written';
}

/** Submits changes, the receipt of `entry` among them. Its own earlier success, whose answer was lost, is a success. */
export async function submitWithReceipt(
  partition: Partition,
  entry: LogEntry,
  changes: readonly RowChange[],
): Promise<'written' | Refused> {
  try {
    await submit(partition, changes);
  } catch (error) {
    if (!isConflict(error)) throw error;
    if (await hasReceipt(partition, entry)) return counted(partition, entry);
    const { code, index } = readRefusal(error) ?? {};
    if (code !== 'EntityAlreadyExists') return { existing: [] };
    const refused = index === undefined ? undefined : changes[index];
    const candidates = refused === undefined ? changes : [refused];
    return { existing: candidates.filter(({ kind }) => kind === 'create') };
  }
  telemetry()?.logWritten(entry.at);
  return counted(partition, entry);
}

/** `stale`: what was read, or what it conflicted with, has changed or gone since; nothing was written. */
export type WriteResult = 'written' | 'stale';

/**
 * The same for rows whose existence is the uniqueness of an attribute. If such a row exists already, another resource
 * has the value, or it is the resource's own, because another writer was faster.
 *
 * @param attributeOf the attribute whose uniqueness a row is.
 * @throws ScimError 409 `uniqueness`, made by `conflict`.
 */
export async function submitUnique(
  partition: Partition,
  entry: LogEntry,
  changes: readonly RowChange[],
  id: string,
  attributeOf: (rowKey: string) => string | undefined,
  conflict: (attribute: string, holder: string) => ScimError,
): Promise<WriteResult> {
  const result = await submitWithReceipt(partition, entry, changes);
  if (result === 'written') return result;
  const unique = result.existing.filter(({ rowKey }) => attributeOf(rowKey) !== undefined);
  const holders = await Promise.all(
    unique.map(async ({ rowKey }) => ({ rowKey, holder: await readRow(partition, rowKey) })),
  );
  const clash = holders.find(({ holder }) => holder !== undefined && holder.id !== id);
  if (clash === undefined) return 'stale';
  throw conflict(attributeOf(clash.rowKey) ?? '', String(clash.holder?.id));
}
