import { afterLostRace, backOff, retryWhileUnavailable } from '../backOff.ts';
import { unlessDamaged } from '../documentRow.ts';
import { keyRange } from '../keys.ts';
import { readRow, withDeadline, type Partition, type StoredRow, walkRange } from '../partition.ts';
import { readGroupRow } from './groupRows.ts';
import { groupHeadKey, groupKey, isGroupCopyKey, membersPrefix } from './keys.ts';
import { readParts } from './largeChange.ts';
import type { Member } from './member.ts';
import { withoutDeparted } from './readMembers.ts';

/** What a walk over groups reads one after the other: a group, and then its members, some at a time. */
export type GroupPart =
  /** Begins a group. If it comes a second time, what came of it before does not count. */
  | { readonly kind: 'group'; readonly id: string; readonly row: StoredRow }
  | { readonly kind: 'members'; readonly group: string; readonly members: readonly Member[] };

/** How often a group is read again that changes while its pages are read. */
const maxTries = 5;

/**
 * All groups of a tenant with their members, in the order of the groups' ids, a storage call for each thousand members. Each is
 * read as of one moment; a change of its members that is being carried out is taken for done. It has a page in memory at a time.
 * A group of several pages that changes again and again is read page by page in the end.
 */
export async function* walkGroups(
  partition: Partition,
  pageSize?: number,
): AsyncGenerator<readonly GroupPart[]> {
  const walk = new Walk(await nestedGroups(partition, pageSize));
  for await (const rows of walkRange(partition, keyRange('m:'), { pageSize })) {
    for (const taken of walk.take(rows)) yield* read(partition, taken, walk, pageSize);
  }
  for (const taken of walk.end()) yield* read(partition, taken, walk, pageSize);
}

/** Some members of a group, the first ones in the order of their keys; of a few all. */
export async function readFirstMembers(
  partition: Partition,
  groupId: string,
  count: number,
): Promise<readonly Member[]> {
  const walk = new Walk(new Set());
  let members: Member[] = [];
  for await (const parts of readAlone(partition, groupId, walk, Math.min(count + 1, 1_000))) {
    for (const part of parts) {
      if (part.kind === 'group') members = [];
      else members.push(...part.members);
    }
    if (members.length >= count) return members.slice(0, count);
  }
  return members;
}

/** Ids of groups that are, or were, members of groups: only their rows by id say so. */
async function nestedGroups(
  partition: Partition,
  pageSize: number | undefined,
): Promise<ReadonlySet<string>> {
  const nested = new Set<string>();
  const conditions = ['grouped eq true'];
  for await (const rows of walkRange(partition, keyRange(groupKey('')), { pageSize, conditions }))
    for (const { id } of rows) nested.add(String(id));
  return nested;
}

/** A group; members whose rows are not looked at yet; a group that must be read by itself. */
type Taken =
  | GroupRow
  | { readonly kind: 'rows'; readonly group: string; readonly rows: readonly StoredRow[] }
  | { readonly kind: 'alone'; readonly id: string };

type GroupRow = Extract<GroupPart, { readonly kind: 'group' }>;

/** The group whose rows come next. */
interface Open {
  readonly id: string;
  readonly version: string;
  /** Whether pages came between its rows, which may be of several moments. */
  isTorn: boolean;
}

/** Cuts pages into groups. */
class Walk {
  readonly #nested: ReadonlySet<string>;
  #open: Open | undefined;

  constructor(nested: ReadonlySet<string>) {
    this.#nested = nested;
  }

  /** What is in a page, in the order of the groups: a group that may have changed between two pages comes again at its end. */
  take(rows: readonly StoredRow[]): readonly Taken[] {
    const taken: Taken[] = [];
    if (this.#open !== undefined) this.#open.isTorn = true;
    const byPrefix = Map.groupBy(rows, ({ rowKey }) => rowKey.slice(0, rowKey.lastIndexOf(':') + 1));
    for (const [prefix, own] of byPrefix) {
      const [first] = own;
      if (first?.rowKey === `${prefix}!`) taken.push(...this.end(), this.#begin(first));
      const open = this.#open;
      // Members without a group before them are what is left of one that was deleted.
      if (open === undefined || membersPrefix(open.id) !== prefix) continue;
      const members = own.filter(({ rowKey }) => !isGroupCopyKey(rowKey));
      if (members.length > 0) taken.push({ kind: 'rows', group: open.id, rows: members });
      const tail = own.at(-1);
      // A copy behind the members of the same version: nothing has changed in between.
      if (tail !== undefined && tail !== first && isGroupCopyKey(tail.rowKey))
        open.isTorn = versionIn(tail) !== open.version;
    }
    return taken;
  }

  #begin(head: StoredRow): Taken {
    const id = String(head.id);
    const isSettled = head.pending === undefined;
    this.#open = isSettled ? { id, version: versionIn(head), isTorn: false } : undefined;
    return isSettled ? this.group(head) : { kind: 'alone', id };
  }

  /** Ends the group that is begun. */
  end(): readonly Taken[] {
    const open = this.#open;
    this.#open = undefined;
    return open?.isTorn === true ? [{ kind: 'alone', id: open.id }] : [];
  }

  /** The row of a group as it is kept, made of the copy before its members. */
  group({ etag, rowKey, pending, ...head }: StoredRow): GroupRow {
    const id = String(head.id);
    const grouped = this.#nested.has(id) ? { grouped: true } : {};
    return { kind: 'group', id, row: { ...head, ...grouped, rowKey: groupKey(id), etag: '' } };
  }
}

/** Of a group that can't be read, its text: what is kept of it is as damaged. */
function versionIn(row: StoredRow): string {
  return unlessDamaged(() => readGroupRow(row).version) ?? String(row.document0);
}

async function* read(
  partition: Partition,
  taken: Taken,
  walk: Walk,
  pageSize: number | undefined,
): AsyncGenerator<readonly GroupPart[]> {
  if (taken.kind === 'group') yield [taken];
  else if (taken.kind === 'alone') yield* readAlone(partition, taken.id, walk, pageSize);
  else yield [await membersIn(partition, taken.group, taken.rows)];
}

async function membersIn(
  partition: Partition,
  group: string,
  rows: readonly StoredRow[],
): Promise<Extract<GroupPart, { readonly kind: 'members' }>> {
  const members = await retryWhileUnavailable(() => withoutDeparted(withDeadline(partition), rows));
  return { kind: 'members', group, members };
}

/** One group, until it does not change while its pages are read. Nothing comes of one that is deleted meanwhile. */
async function* readAlone(
  partition: Partition,
  id: string,
  walk: Walk,
  pageSize: number | undefined,
): AsyncGenerator<readonly GroupPart[]> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    if (tries > 0) await backOff(tries, afterLostRace);
    const head = await readHead(partition, id);
    if (head === undefined) return;
    const { pending } = head;
    // Before the members: what of it is done meanwhile is done twice here.
    const parts = typeof pending === 'string' ? await readParts(withDeadline(partition), id, pending) : [];
    const intentions = new Map(parts.flatMap((part) => part.intentions).map((each) => [each.id, each]));
    yield [walk.group(head)];
    for await (const rows of walkRange(partition, keyRange(membersPrefix(id)), { pageSize })) {
      const own = rows.filter(({ rowKey }) => !isGroupCopyKey(rowKey));
      const read = await membersIn(partition, id, own);
      const members = read.members.filter((member) => intentions.get(member.id)?.joins !== false);
      for (const member of read.members) intentions.delete(member.id);
      yield [{ ...read, members }];
    }
    const joining = [...intentions.values()].filter(({ joins }) => joins);
    yield [
      { kind: 'members', group: id, members: joining.map(({ id: member, type }) => ({ id: member, type })) },
    ];
    const after = await readHead(partition, id);
    if (after === undefined || versionIn(after) === versionIn(head)) return;
  }
}

function readHead(partition: Partition, id: string): Promise<StoredRow | undefined> {
  return retryWhileUnavailable(() => readRow(withDeadline(partition), groupHeadKey(id)));
}
