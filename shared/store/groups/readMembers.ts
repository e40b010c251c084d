import { afterLostRace, backOff } from '../backOff.ts';
import { inParallel } from '../inParallel.ts';
import { keyRange } from '../keys.ts';
import { readRange, readRow, type Partition, type StoredRow } from '../partition.ts';
import { storageUnavailable } from '../../scim/errors/service.ts';
import { readGroupRow, type StoredGroup } from './groupRows.ts';
import { groupHeadKey, groupTailKey, memberKey, membersPrefix } from './keys.ts';
import { readParts, readsAtOnce, type Part } from './largeChange.ts';
import { isThere, memberIn, type Member } from './member.ts';

/** A group and its members, as they were at one moment. */
export interface GroupWithMembers {
  readonly group: StoredGroup;
  /** In the order of their keys, except those of a large change in progress. */
  readonly members: readonly Member[];
}

/**
 * A group with all its members: one storage call for each thousand rows. Storage answers one call as of one moment;
 * with more calls, the group must have the same version at the end.
 *
 * @throws ScimError 503 if the group keeps changing until the time is over.
 */
export async function readMembers(
  partition: Partition,
  groupId: string,
): Promise<GroupWithMembers | undefined> {
  let parts: readonly Part[] = [];
  let expected: string | undefined;
  for (let tries = 0; !partition.signal.aborted; tries += 1) {
    if (tries > 1) await backOff(tries - 2, afterLostRace, { signal: partition.signal });
    const { group, rows, endVersion } = await readPagesOf(partition, groupId);
    if (group === undefined) return undefined;
    const { pending } = group;
    // The parts were read before the members, so some may have been carried out already: applying them twice does no
    // harm.
    if (pending !== undefined && pending !== expected) {
      parts = await readParts(partition, groupId, pending);
      expected = pending;
      continue;
    }
    if ((endVersion ?? (await readVersion(partition, groupId))) !== group.version) {
      expected = undefined;
      continue;
    }
    const members = await withoutDeparted(partition, rows);
    return { group, members: pending === undefined ? members : withParts(members, parts) };
  }
  throw storageUnavailable().causedBy(partition.signal.reason);
}

interface Pages {
  readonly group: StoredGroup | undefined;
  /** Of members. */
  readonly rows: readonly StoredRow[];
  /** The group's version when the last of them was read; undefined if it is not known. */
  readonly endVersion: string | undefined;
}

async function readPagesOf(partition: Partition, groupId: string): Promise<Pages> {
  const rows: StoredRow[] = [];
  let pages = 0;
  for await (const page of readRange(partition, keyRange(membersPrefix(groupId)))) {
    for (const row of page) rows.push(row);
    pages += 1;
  }
  const [head, ...members] = rows;
  // Members without a head are left of a deleted group.
  if (head?.rowKey !== groupHeadKey(groupId)) return { group: undefined, rows: [], endVersion: undefined };
  const group = readGroupRow(head);
  const tail = members.at(-1)?.rowKey === groupTailKey(groupId) ? members.pop() : undefined;
  const last = tail ?? (pages === 1 ? head : undefined);
  return { group, rows: members, endVersion: last === undefined ? undefined : readGroupRow(last).version };
}

async function readVersion(partition: Partition, groupId: string): Promise<string | undefined> {
  const row = await readRow(partition, groupHeadKey(groupId));
  return row === undefined ? undefined : readGroupRow(row).version;
}

/** A member that is leaving may be gone already, although its memberships are still being taken away. */
export async function withoutDeparted(
  partition: Partition,
  rows: readonly StoredRow[],
): Promise<readonly Member[]> {
  const leaving = rows.filter((row) => row.leaving === true).map(memberIn);
  const there = await inParallel(leaving, readsAtOnce, (member) => isThere(partition, member));
  const departed = new Set(leaving.filter((_, i) => there[i] === false).map(({ id }) => id));
  return rows.map(memberIn).filter(({ id }) => !departed.has(id));
}

function withParts(members: readonly Member[], parts: readonly Part[]): readonly Member[] {
  const byId = new Map(members.map((member) => [member.id, member]));
  for (const { id, type, joins } of parts.flatMap(({ intentions }) => intentions)) {
    if (joins) byId.set(id, { id, type });
    else byId.delete(id);
  }
  return [...byId.values()];
}

/** Those of some ids who are members of a group; one storage call for each. */
export async function membersAmong(
  partition: Partition,
  { id: groupId, pending }: { readonly id: string; readonly pending?: string | undefined },
  ids: Iterable<string>,
): Promise<readonly Member[]> {
  // The keys of a map can be iterated only once.
  const wanted = new Set(ids);
  const parts = pending === undefined ? [] : await readParts(partition, groupId, pending);
  const rows = await inParallel([...wanted], readsAtOnce, (id) => readRow(partition, memberKey(groupId, id)));
  const members = await withoutDeparted(
    partition,
    rows.filter((row) => row !== undefined),
  );
  return withParts(members, parts).filter(({ id }) => wanted.has(id));
}
