import type { Counted } from '../countUsers.ts';
import { groupKey } from '../groups/keys.ts';
import { idKey, keyRange } from '../keys.ts';
import { noteRows, rowsAtOnce } from '../pageSize.ts';
import { type Partition, type StoredRow, walkRange } from '../partition.ts';
import { claimOf, type MembershipClaim, type ResourceClaim } from './claims.ts';
import { Hashes, hashOf } from './hashes.ts';
import { addTo, Suspects } from './suspects.ts';

/** Of both sides of what must be the same: the one that says so, and the one that is found. */
class Sides {
  readonly said = new Hashes();
  readonly found = new Hashes();
}

/** What the walk so far has found. */
export interface Swept {
  readonly rows: number;
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
}

/**
 * Reads all rows of a partition but its log, in the order of their keys, and finds those that other rows contradict. It keeps
 * hashes of what they say. If something is left, another walk finds out which rows it was.
 *
 * Requests change rows meanwhile: what it finds is a suspicion.
 *
 * @returns by its last step.
 */
export async function* sweep(partition: Partition): AsyncGenerator<Swept, Suspects> {
  const first = new FirstWalk();
  for await (const rows of pagesOf(partition)) {
    for (const row of rows) first.add(row);
    yield first.swept();
  }
  first.end();
  const open = first.open();
  if (open.copies.size + open.strays.size + open.pairs.size === 0) return first.suspects;
  for await (const rows of pagesOf(partition)) {
    for (const row of rows) identify(row, open, first.suspects);
    yield first.swept();
  }
  return first.suspects;
}

/** The log has rows that nothing depends on, and may be larger than the rest. */
async function* pagesOf(partition: Partition): AsyncGenerator<readonly StoredRow[]> {
  const log = keyRange('a:');
  const pageSize = () => rowsAtOnce(partition, 'any', 1_000);
  for (const range of [
    { from: ' ', to: log.from },
    { from: log.to, to: '~~' },
  ]) {
    for await (const rows of walkRange(partition, range, { pageSize })) {
      noteRows(partition, 'any', rows);
      if (rows.length > 0) yield rows;
    }
  }
}

/** Hashes of what one side lacks. */
interface Open {
  /** Copies that are not there, or not like this. */
  readonly copies: ReadonlySet<number>;
  /** Copies that nobody has. */
  readonly strays: ReadonlySet<number>;
  /** Memberships that one side knows. */
  readonly pairs: ReadonlySet<number>;
}

class FirstWalk {
  readonly suspects = new Suspects();
  readonly #copies = new Sides();
  readonly #pairs = new Sides();
  readonly #groups = new Hashes();
  /** Users and groups that have the mark of members. */
  readonly #grouped = new Hashes();
  readonly #numbers: Record<Counted, number> = { user: 0, group: 0 };
  readonly #counts: Record<Counted, number> = { user: 0, group: 0 };
  readonly #sizes = new Map<string, number>();
  #members = { group: '', count: 0 };
  #rows = 0;
  #memberships = 0;

  add(row: StoredRow): void {
    const { suspects } = this;
    this.#rows += 1;
    const claim = claimOf(row);
    switch (claim.kind) {
      case 'resource':
        this.#addResource(row, claim);
        break;
      case 'copy':
        this.#copies.found.add(claim.hash);
        break;
      case 'membership':
        this.#addMembership(claim);
        break;
      case 'count':
        this.#counts[claim.counted] += claim.delta;
        break;
      case 'part':
        suspects.addPart(claim);
        break;
      case 'intention':
        // Parts come before, in the order of keys.
        if (!suspects.hasPart(claim)) suspects.intentions.add(row.rowKey);
        break;
      case 'departed':
        suspects.departed.add(claim.id);
        break;
      case 'unknown':
        suspects.unknown.add(row.rowKey);
    }
  }

  #addResource({ rowKey }: StoredRow, claim: ResourceClaim): void {
    const { suspects } = this;
    const { of, id, grouped, size } = claim;
    this.#numbers[of] += 1;
    for (const hash of claim.copies) this.#copies.said.add(hash);
    if (of === 'group') this.#groups.add(hashOf(rowKey));
    if (grouped) this.#grouped.add(hashOf(rowKey));
    if (!claim.isSound) addTo(of === 'user' ? suspects.users : suspects.groups, id);
    if (claim.isChanging) suspects.changing.add(id);
    if (size !== undefined) this.#sizes.set(id, size);
  }

  #addMembership(claim: MembershipClaim): void {
    const { group, member, type, isSound, hash } = claim;
    const sides = this.#pairs;
    const suspect = () => {
      addTo(this.suspects.members, group, member);
    };
    if (!isSound) suspect();
    if (claim.side === 'member') {
      sides.found.add(hash);
      return;
    }
    this.#memberships += 1;
    sides.said.add(hash);
    const memberRow = type === 'Group' ? groupKey(member) : idKey(member);
    if (!this.#groups.has(hashOf(groupKey(group))) || !this.#grouped.has(hashOf(memberRow))) suspect();
    this.#countMember(group);
  }

  /** Memberships come group by group. */
  #countMember(group: string): void {
    if (this.#members.group !== group) {
      this.#compareSize();
      this.#members = { group, count: 0 };
    }
    this.#members.count += 1;
  }

  #compareSize(): void {
    const { group, count } = this.#members;
    const size = this.#sizes.get(group);
    if (size !== undefined && size !== count) this.suspects.sizes.add(group);
    this.#sizes.delete(group);
  }

  end(): void {
    this.#compareSize();
    // Of those that are left no member was counted.
    for (const [group, size] of this.#sizes) if (size !== 0) this.suspects.sizes.add(group);
    for (const counted of ['user', 'group'] as const)
      if (this.#numbers[counted] !== this.#counts[counted]) this.suspects.counts.add(counted);
  }

  open(): Open {
    const [copies, pairs] = [this.#copies, this.#pairs];
    return {
      copies: copies.said.without(copies.found),
      strays: copies.found.without(copies.said),
      pairs: new Set([...pairs.said.without(pairs.found), ...pairs.found.without(pairs.said)]),
    };
  }

  swept(): Swept {
    const { user, group } = this.#numbers;
    return { rows: this.#rows, users: user, groups: group, memberships: this.#memberships };
  }
}

/** Finds out whose the hashes were. */
function identify(row: StoredRow, { copies, strays, pairs }: Open, suspects: Suspects): void {
  const claim = claimOf(row);
  switch (claim.kind) {
    case 'resource':
      if (claim.copies.some((hash) => copies.has(hash)))
        addTo(claim.of === 'user' ? suspects.users : suspects.groups, claim.id);
      break;
    case 'copy':
      if (strays.has(claim.hash))
        addTo(claim.of === 'user' ? suspects.users : suspects.groups, claim.id, row.rowKey);
      break;
    case 'membership':
      if (pairs.has(claim.hash)) addTo(suspects.members, claim.group, claim.member);
      break;
    default:
  }
}
