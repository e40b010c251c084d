import { membershipMark } from '../documentRow.ts';
import { batchesWithin, inParallel } from '../inParallel.ts';
import { idKey } from '../keys.ts';
import { maxTransactionOperations } from '../limits.ts';
import type { Partition } from '../partition.ts';
import { submit, unlessConflict, type RowChange } from '../writeRows.ts';
import { groupKey, intendedKey } from './keys.ts';
import { callsAtOnce, isIntended, readsAtOnce, whileOpen } from './largeChange.ts';
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

/**
 * Writes a row for each member of a large change: that it is to join or to leave.
 *
 * @returns false if a member is gone.
 */
export async function prepareMembers(
  partition: Partition,
  groupId: string,
  operationId: string,
  { added, removed }: MembershipChange,
): Promise<boolean> {
  const preparations = [
    ...added.map((candidate) => joining(groupId, operationId, candidate)),
    ...removed.map((member) => leaving(groupId, operationId, member)),
  ];
  const batches = batchesWithin(preparations, maxTransactionOperations - 1, ({ changes }) => changes.length);
  const results = await inParallel(batches, callsAtOnce, (batch) =>
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

/** @returns false if a member is gone. */
async function write(
  partition: Partition,
  groupId: string,
  operationId: string,
  batch: readonly Preparation[],
): Promise<boolean> {
  let latest = batch;
  for (let tries = 0; tries < maxTries; tries += 1) {
    const changes = [whileOpen(groupId, operationId), ...latest.flatMap((each) => each.changes)];
    if (await unlessConflict(() => submit(partition, changes))) return true;
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
