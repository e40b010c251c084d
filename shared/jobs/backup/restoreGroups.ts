import { rowsOfGroups } from '../../store/fsck/resourceRows.ts';
import type { Member } from '../../store/groups/member.ts';
import {
  correctSize,
  markMember,
  restoreGroup,
  restoreMemberships,
  type Restored,
} from '../../store/restore.ts';
import { inParallel } from '../../store/inParallel.ts';
import type { Partition, StoredRow } from '../../store/partition.ts';
import { retryWhileUnavailable } from '../../store/backOff.ts';
import type { GroupLine } from './contents.ts';
import { resourceIn, restoredOrTaken, type RestoredRows } from './restoreRows.ts';

/** Groups, and transactions of members, that are written at a time. */
const writesAtOnce = 8;

/** Lines of members: each takes several transactions at a time. */
const linesAtOnce = 4;

/** The number of members of a group: as it says, and as many as are restored. */
interface Size {
  readonly said: number;
  restored: number;
}

/**
 * Restores the groups of one tenant and their memberships, after its users. A membership needs a member: it is left out if that
 * is not in the backup, as somebody who was created while the backup was made.
 */
export class GroupRestorer {
  readonly #partition: Partition;
  /** Ids of users who are there, and whether they have the mark of members. */
  readonly #users: Map<string, boolean>;
  readonly #sizes = new Map<string, Size>();
  /** Groups as members: they may come later than the group. */
  readonly #nested: { readonly group: string; readonly member: Member }[] = [];
  /** Groups that have the mark of members. */
  readonly #marked = new Set<string>();

  constructor(partition: Partition, users: Map<string, boolean>) {
    this.#partition = partition;
    this.#users = users;
  }

  /** @param lines groups, each with its members behind it; members of a group may come with the next lines. */
  async restore(before: RestoredRows, lines: readonly GroupLine[]): Promise<RestoredRows> {
    const rows = lines.flatMap((line) => ('group' in line ? [line.group] : []));
    const results = await inParallel(rows, writesAtOnce, (row) => this.#restoreGroup(row));
    const keysOf = (...which: readonly Restored[]) =>
      rows.filter((_, i) => which.includes(results[i] ?? 'taken')).map(({ rowKey }) => rowKey);
    const members = lines.flatMap((line) => ('members' in line ? [line.members] : []));
    const counts = await inParallel(members, linesAtOnce, (each) => this.#restoreMembers(each));
    const memberships = counts.reduce((sum, count) => sum + count, 0);
    return {
      ...before,
      groups: before.groups + keysOf('restored', 'there').length,
      memberships: before.memberships + memberships,
      missing: [...before.missing, ...keysOf('taken')],
      changed: [...before.changed, ...keysOf('changed')],
    };
  }

  async #restoreGroup(row: StoredRow): Promise<Restored> {
    const group = resourceIn(rowsOfGroups, row);
    if (group === undefined) return 'taken';
    const result = await restoredOrTaken(() => restoreGroup(this.#partition, group));
    // A group that is there in another version keeps its members, too.
    if (result === 'restored' || result === 'there')
      this.#sizes.set(group.id, { said: group.size, restored: 0 });
    if (group.grouped === true) this.#marked.add(group.id);
    return result;
  }

  async #restoreMembers({ group, users, groups }: MembersOf): Promise<number> {
    const size = this.#sizes.get(group);
    if (size === undefined) return 0;
    for (const id of groups) this.#nested.push({ group, member: { id, type: 'Group' } });
    const members = users.filter((id) => this.#users.has(id)).map((id): Member => ({ id, type: 'User' }));
    const unmarked = members.filter(({ id }) => this.#users.get(id) === false);
    // Once, if it is in several groups.
    for (const { id } of unmarked) this.#users.set(id, true);
    await inParallel(unmarked, writesAtOnce, (member) =>
      retryWhileUnavailable(() => markMember(this.#partition, member)),
    );
    await retryWhileUnavailable(() => restoreMemberships(this.#partition, group, members));
    size.restored += members.length;
    return members.length;
  }

  /** What could not be done before all groups were there. @returns how many memberships of groups are restored. */
  async finish(): Promise<number> {
    const nested = this.#nested.filter(({ member }) => this.#sizes.has(member.id));
    for (const { group, member } of nested) {
      if (!this.#marked.has(member.id))
        await retryWhileUnavailable(() => markMember(this.#partition, member));
      this.#marked.add(member.id);
      await retryWhileUnavailable(() => restoreMemberships(this.#partition, group, [member]));
      const size = this.#sizes.get(group);
      if (size !== undefined) size.restored += 1;
    }
    for (const [id, { said, restored }] of this.#sizes) {
      if (said !== restored) await retryWhileUnavailable(() => correctSize(this.#partition, id, restored));
    }
    return nested.length;
  }
}

type MembersOf = Extract<GroupLine, { readonly members: unknown }>['members'];
