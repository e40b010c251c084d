import { chunksOf, inParallel } from '../inParallel.ts';
import { keyRange } from '../keys.ts';
import { readRange, type Partition, type StoredRow } from '../partition.ts';
import { readGroup, type ReadGroup, type StoredGroup } from './groupRows.ts';
import { membershipsPrefix } from './keys.ts';
import { readsAtOnce } from './largeChange.ts';

/** A membership by its member: an existing one, or one that a large change will add or remove. */
export interface MembershipRow {
  readonly rowKey: string;
  readonly group: string;
  /** Operation id of a large change, committed or not. */
  readonly intended: { readonly operation: string; readonly joins: boolean } | undefined;
}

/** The rows of all memberships of a member; one storage call for a thousand. */
export async function readMembershipRows(
  partition: Partition,
  memberId: string,
): Promise<readonly MembershipRow[]> {
  const found: MembershipRow[] = [];
  for await (const page of readRange(partition, keyRange(membershipsPrefix(memberId))))
    found.push(...page.map(membershipIn));
  return found;
}

/** Members whose memberships are read one by one, side by side. */
const fewMembers = 8;

/** Members whose memberships are looked for in one range. */
const maxInRange = 100;

/** Storage calls that such a range may take: memberships of other members lie between. */
const maxRangePages = 3;

/** Rows that storage gives in one page, at most. */
const rowsInPage = 1_000;

/** The same of several members, by their ids: those of neighbours come with few storage calls. */
export async function readMembershipRowsOf(
  partition: Partition,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, readonly MembershipRow[]>> {
  const found = new Map<string, readonly MembershipRow[]>();
  await inParallel(chunksOf(memberIds.toSorted(), maxInRange), readsAtOnce, async (ids) => {
    const rows = ids.length > fewMembers ? await rowsBetween(partition, ids) : undefined;
    const left = rows === undefined ? ids : [];
    for (const id of ids) found.set(id, rows?.filter(({ member }) => member === id).map(membershipIn) ?? []);
    const own = await inParallel(left, readsAtOnce, (id) => readMembershipRows(partition, id));
    for (const [i, id] of left.entries()) found.set(id, own[i] ?? []);
  });
  return found;
}

/** Undefined if too many memberships of other members lie between them. */
async function rowsBetween(
  partition: Partition,
  ids: readonly string[],
): Promise<readonly StoredRow[] | undefined> {
  const [first = '', last = first] = [ids[0], ids.at(-1)];
  const range = {
    from: keyRange(membershipsPrefix(first)).from,
    to: keyRange(membershipsPrefix(last)).to,
  };
  const rows: StoredRow[] = [];
  let pages = 0;
  for await (const page of readRange(partition, range)) {
    rows.push(...page);
    pages += 1;
    const reached = page.at(-1)?.rowKey ?? '';
    const left = ids.filter((id) => membershipsPrefix(id) > reached).length;
    const isBehind = left > ids.length * (1 - pages / maxRangePages);
    // A page that is not full is probably the last one.
    if (pages > maxRangePages || (page.length === rowsInPage && isBehind)) return undefined;
  }
  return rows;
}

function membershipIn({ rowKey, group, operation, joins }: StoredRow): MembershipRow {
  const intended = typeof operation === 'string' ? { operation, joins: joins === true } : undefined;
  return { rowKey, group: String(group), intended };
}

/** Cache of groups for one answer: many members are in the same groups. */
export class KnownGroups {
  readonly #partition: Partition;
  readonly #groups = new Map<string, Promise<ReadGroup | undefined>>();

  constructor(partition: Partition) {
    this.#partition = partition;
  }

  read(id: string): Promise<ReadGroup | undefined> {
    const known = this.#groups.get(id) ?? readGroup(this.#partition, id);
    this.#groups.set(id, known);
    return known;
  }
}

/** Groups up to which indirect memberships are followed, each of them once. */
const maxIndirect = 10_000;

export interface Memberships {
  readonly direct: readonly StoredGroup[];
  /** Through other groups. */
  readonly indirect: readonly StoredGroup[];
}

/** The groups that a member belongs to. Memberships in deleted groups do not count. */
export async function readMemberships(
  partition: Partition,
  memberId: string,
  rows: readonly MembershipRow[],
  known: KnownGroups,
): Promise<Memberships> {
  const direct = await directGroups(partition, memberId, rows, known);
  const seen = new Map(direct.map((group) => [group.id, group]));
  const indirect: StoredGroup[] = [];
  for (let level = direct; level.length > 0 && seen.size <= maxIndirect;) {
    const nested = level.filter(({ grouped }) => grouped === true);
    const above = await inParallel(nested, readsAtOnce, ({ id }) =>
      directGroups(partition, id, undefined, known),
    );
    const fresh = new Map(above.flat().map((group) => [group.id, group]));
    level = [...fresh.values()].filter(({ id }) => !seen.has(id));
    for (const group of level) seen.set(group.id, group);
    indirect.push(...level);
  }
  return { direct, indirect };
}

/** The groups of a direct membership. */
export async function directGroups(
  partition: Partition,
  memberId: string,
  known?: readonly MembershipRow[],
  groups = new KnownGroups(partition),
): Promise<readonly StoredGroup[]> {
  let rows = known ?? (await readMembershipRows(partition, memberId));
  const ended = new Set<string>();
  for (;;) {
    const ids = [...new Set(rows.map(({ group }) => group))];
    const read = await inParallel(ids, readsAtOnce, (id) => groups.read(id));
    const there = new Map(read.filter((each) => each !== undefined).map(({ group }) => [group.id, group]));
    // The group does not name this large change: it was not committed, or has ended since.
    const unclear = rows.filter(
      ({ group, intended, rowKey }) =>
        intended !== undefined && there.get(group)?.pending !== intended.operation && !ended.has(rowKey),
    );
    if (unclear.length === 0)
      return ids.flatMap((id) => {
        const group = there.get(id);
        return group !== undefined && isMember(rows, group) ? [group] : [];
      });
    // If the row still exists after the group was read, the change was not committed by then.
    for (const { rowKey } of unclear) ended.add(rowKey);
    rows = await readMembershipRows(partition, memberId);
  }
}

function isMember(rows: readonly MembershipRow[], { id, pending }: StoredGroup): boolean {
  const own = rows.filter(({ group }) => group === id);
  const intended = own.find((row) => row.intended !== undefined && row.intended.operation === pending);
  return intended?.intended?.joins ?? own.some((row) => row.intended === undefined);
}
