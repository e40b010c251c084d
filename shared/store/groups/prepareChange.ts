import { deleteRows } from '../deleteRows.ts';
import { membershipMark } from '../documentRow.ts';
import { chunksOf, inParallel } from '../inParallel.ts';
import { idKey } from '../keys.ts';
import { maxTransactionOperations } from '../limits.ts';
import type { Partition } from '../partition.ts';
import { isConflict } from '../storageError.ts';
import { submit, type RowChange } from '../writeRows.ts';
import { groupKey, intendedKey } from './keys.ts';
import {
  callsAtOnce,
  isFirstPart,
  isIntended,
  partRow,
  partsOf,
  readsAtOnce,
  type Part,
} from './largeChange.ts';
import {
  isThere,
  readCandidate,
  touched,
  type Candidate,
  type Member,
  type MembershipChange,
} from './member.ts';

/** The preparation of one member for a large change. */
interface Preparation {
  readonly member: Member;
  /** As it was read; undefined if it is to be removed. */
  readonly candidate: Candidate | undefined;
  readonly changes: readonly RowChange[];
}

/** Attempts of a batch while its members change. */
const maxTries = 5;

/** A large change that is prepared, and may be committed. */
export interface PreparedChange {
  readonly operationId: string;
  readonly change: MembershipChange;
  /** Of the first part. */
  readonly etag: string;
}

/**
 * Writes the parts of a large change, and a row for each of its members. No reader takes them for done before the
 * group's row names the operation. The deletion of a user whom the change would add stops the change.
 *
 * @returns undefined if a member is not there any more.
 */
export async function prepareChange(
  partition: Partition,
  groupId: string,
  operationId: string,
  change: MembershipChange,
): Promise<PreparedChange | undefined> {
  const etag = await writeParts(partition, partsOf(groupId, operationId, change));
  if (etag === undefined) return undefined;
  const isPrepared = await prepareMembers(partition, groupId, operationId, change);
  return isPrepared ? { operationId, change, etag } : undefined;
}

/**
 * Makes another change of one that is prepared, for a group that others have changed since: only what differs is written.
 *
 * @returns undefined if it was stopped, or a member is not there any more.
 */
export async function adjustChange(
  partition: Partition,
  groupId: string,
  { operationId, change: before, etag: etagBefore }: PreparedChange,
  change: MembershipChange,
): Promise<PreparedChange | undefined> {
  const [dropped, fresh] = [without(before, change), without(change, before)];
  // In this order parts name all members that have rows, wherever it ends.
  await deleteAll(partition, intendedKeys(groupId, operationId, dropped));
  const parts = partsOf(groupId, operationId, change);
  const etag = await writeParts(partition, parts, etagBefore);
  if (etag === undefined) return undefined;
  const surplus = partsOf(groupId, operationId, before).slice(parts.length);
  await deleteAll(
    partition,
    surplus.map(({ rowKey }) => rowKey),
  );
  const isPrepared = await prepareMembers(partition, groupId, operationId, fresh);
  return isPrepared ? { operationId, change, etag } : undefined;
}

/** Those of one change whom the other one does not add, or remove, as well. */
function without({ added, removed }: MembershipChange, other: MembershipChange): MembershipChange {
  const [addedToo, removedToo] = [other.added, other.removed].map((all) => new Set(all.map(({ id }) => id)));
  return {
    added: added.filter(({ id }) => addedToo?.has(id) !== true),
    removed: removed.filter(({ id }) => removedToo?.has(id) !== true),
  };
}

/**
 * @param etag of the first part if it is there already.
 * @returns its ETag now; undefined if somebody has changed it.
 */
async function writeParts(
  partition: Partition,
  parts: readonly Part[],
  etag?: string,
): Promise<string | undefined> {
  const changes = parts.map((part): RowChange => {
    const { rowKey } = part;
    return etag !== undefined && isFirstPart(part)
      ? { kind: 'replace', rowKey, row: partRow(part), etag }
      : { kind: 'upsert', rowKey, row: partRow(part) };
  });
  let first: string | undefined;
  try {
    for (const chunk of chunksOf(changes, maxTransactionOperations)) {
      const [written] = await submit(partition, chunk);
      first ??= written;
    }
  } catch (error) {
    if (isConflict(error)) return undefined;
    throw error;
  }
  return first;
}

/** @returns false if a member is gone. */
async function prepareMembers(
  partition: Partition,
  groupId: string,
  operationId: string,
  { added, removed }: MembershipChange,
): Promise<boolean> {
  const preparations = [
    ...added.map((candidate) => joining(groupId, operationId, candidate)),
    ...removed.map((member) => leaving(groupId, operationId, member)),
  ];
  const results = await inParallel(batchesOf(preparations), callsAtOnce, (batch) =>
    write(partition, groupId, operationId, batch),
  );
  return results.every(Boolean);
}

function joining(groupId: string, operationId: string, candidate: Candidate): Preparation {
  const intended = intention(groupId, operationId, candidate, true);
  const changes = candidate.id === groupId ? [intended] : [intended, ...touched(candidate)];
  return { member: candidate, candidate, changes };
}

function leaving(groupId: string, operationId: string, member: Member): Preparation {
  const { id, type } = member;
  const intended = intention(groupId, operationId, member, false);
  const rowKey = type === 'User' ? idKey(id) : groupKey(id);
  const touch: RowChange = { kind: 'merge', rowKey, row: membershipMark, etag: '*' };
  return { member, candidate: undefined, changes: id === groupId ? [intended] : [intended, touch] };
}

function intention(groupId: string, operationId: string, { id }: Member, joins: boolean): RowChange {
  return {
    kind: 'create',
    rowKey: intendedKey(id, groupId, operationId),
    row: { member: id, group: groupId, operation: operationId, joins },
  };
}

/** As many as fit into a transaction. */
function batchesOf(preparations: readonly Preparation[]): readonly (readonly Preparation[])[] {
  const batches: Preparation[][] = [];
  let operations = Infinity;
  for (const preparation of preparations) {
    operations += preparation.changes.length;
    if (operations > maxTransactionOperations) {
      batches.push([]);
      operations = preparation.changes.length;
    }
    batches.at(-1)?.push(preparation);
  }
  return batches;
}

/** @returns false if a member is gone. */
async function write(
  partition: Partition,
  groupId: string,
  operationId: string,
  batch: readonly Preparation[],
): Promise<boolean> {
  let latest = batch;
  for (let tries = 0; tries < maxTries; tries += 1) {
    try {
      await submit(
        partition,
        latest.flatMap(({ changes }) => changes),
      );
      return true;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
    // Its own earlier success, whose answer was lost.
    const [one] = latest;
    if (one !== undefined && (await isIntended(partition, groupId, operationId, one.member.id))) return true;
    const again = await inParallel(latest, readsAtOnce, (each) =>
      readAgain(partition, groupId, operationId, each),
    );
    latest = again.filter((each) => each !== undefined);
    if (latest.length < batch.length) return false;
  }
  return false;
}

async function readAgain(
  partition: Partition,
  groupId: string,
  operationId: string,
  preparation: Preparation,
): Promise<Preparation | undefined> {
  const { member, candidate } = preparation;
  if (candidate === undefined) return (await isThere(partition, member)) ? preparation : undefined;
  const read = await readCandidate(partition, member.id, member.type);
  return read === undefined ? undefined : joining(groupId, operationId, read);
}

/**
 * Deletes the preparation of a large change that is not committed. It may be abandoned at any point: each part is deleted
 * together with its rows of members, and the first part, on which a commit depends, before all others.
 */
export async function takeBack(partition: Partition, parts: readonly Part[]): Promise<void> {
  const [first, ...others] = parts.map((part) => [...keysOfIntentions(part), part.rowKey]);
  if (first === undefined) return;
  await deleteRows(partition, first);
  const pairs = chunksOf(others, 2).map((keys) => keys.flat());
  await inParallel(pairs, callsAtOnce, (keys) => deleteRows(partition, keys));
}

/** The same for a change whose parts are known without reading them. */
export function discardChange(
  partition: Partition,
  groupId: string,
  operationId: string,
  change: MembershipChange,
): Promise<void> {
  return takeBack(partition, partsOf(groupId, operationId, change));
}

function keysOfIntentions({ group, operation, intentions }: Part): readonly string[] {
  return intentions.map(({ id }) => intendedKey(id, group, operation));
}

function intendedKeys(
  groupId: string,
  operationId: string,
  { added, removed }: MembershipChange,
): readonly string[] {
  return [...added, ...removed].map(({ id }) => intendedKey(id, groupId, operationId));
}

async function deleteAll(partition: Partition, keys: readonly string[]): Promise<void> {
  const chunks = chunksOf(keys, maxTransactionOperations);
  await inParallel(chunks, callsAtOnce, (chunk) => deleteRows(partition, chunk));
}
