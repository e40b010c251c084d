import { defined, type JsonValue } from '../scim/json.ts';
import { logKey } from './keys.ts';
import { documentPieceLength, maxTransactionOperations } from './limits.ts';
import { readRow, type Partition } from './partition.ts';
import { type Row, submit, type RowChange, upsertRow } from './writeRows.ts';
import { storedJson, textProperty } from './documentRow.ts';
import { countActivity, type ActivityKind } from '../telemetry/activity.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { isConflict, readRefusal } from './storageError.ts';

/** What an entry is about: a change, a refused change, revealed secrets, a sign-in, or a refused sign-in. */
export const logActions = [
  'create',
  'update',
  'enable',
  'disable',
  'delete',
  'refused',
  'reveal',
  'signIn',
  'signInRefused',
] as const;

export type Action = (typeof logActions)[number];

/** Why a change or a sign-in was refused. */
export interface LoggedRefusal {
  /** Name of the function: `createUser`; `signIn`. */
  readonly operation: string;
  readonly status: number;
  readonly scimType: string | undefined;
  /** Of a sign-in: the word for the check that it failed. */
  readonly reason?: string;
  /** What the client was told; the person who can't sign in is told less. */
  readonly detail: string;
}

/** An attribute's value before and after; absent if it had none. */
export interface ValueChange {
  readonly old?: JsonValue;
  readonly new?: JsonValue;
}

/** Changes by the SCIM path of their attribute. */
export type ChangedValues = Readonly<Record<string, ValueChange>>;

export interface ChangedMembers {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** How many there are in all. */
  readonly addedCount: number;
  readonly removedCount: number;
}

/** Ids of members of each kind in a row. */
const maxMembers = 300;

/** The members that a write has changed, as many as the log keeps. */
export function changedMembers(added: readonly string[], removed: readonly string[]): ChangedMembers {
  return {
    added: added.slice(0, maxMembers),
    removed: removed.slice(0, maxMembers),
    addedCount: added.length,
    removedCount: removed.length,
  };
}

/** What a write did and for whom: its row in the provisioning log. */
export interface LogEntry {
  /** 32 hexadecimal digits, made for this attempt to write. */
  readonly operationId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: Action;
  /** Undefined if a user was not created, or if the entry is about a group. */
  readonly userId: string | undefined;
  /** Id of the group that the entry is about. */
  readonly groupId?: string | undefined;
  /** Ids of members that were added and removed; of many, the first ones. */
  readonly members?: ChangedMembers;
  readonly externalId: string | undefined;
  /** Defined if this write has changed it, so that the change is found by the old one, too. */
  readonly previousExternalId?: string;
  /** Of a user who was not created: as it was sent if the tenant logs values, else its hash. */
  readonly userName?: string;
  readonly userNameHash?: string;
  /** SCIM paths of the attributes that changed. */
  readonly changed: readonly string[];
  /** Of attributes that are no secrets, if the tenant logs values; `omitted` if they are too long for a row. */
  readonly values?: ChangedValues | 'omitted';
  readonly requestId: string;
  /** The credential that was used. Its label is kept here after it is deleted; the first release kept none. */
  readonly credential: { readonly id: string; readonly label: string | undefined };
  readonly refusal?: LoggedRefusal;
}

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

function clientText(name: string, text: string | undefined): Row {
  return textProperty(name, text === undefined ? undefined : loggedText(text));
}

export function outcomeOf(action: Action): 'success' | 'refused' {
  return action === 'refused' || action === 'signInRefused' ? 'refused' : 'success';
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
export async function hasReceipt(partition: Partition, entry: LogEntry): Promise<boolean> {
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
