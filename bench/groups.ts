import { newOperationId } from '../shared/users/write.ts';
import { groupCountKey } from '../shared/store/keys.ts';
import { groupRows, type StoredGroup } from '../shared/store/groups/groupRows.ts';
import { memberKey, membershipKey } from '../shared/store/groups/keys.ts';
import type { Row } from '../shared/store/writeRows.ts';
import { idOf } from './people.ts';
import type { GroupPopulation } from './storage/population.ts';

/** Members of every group but the first one. */
const few = 10;

/** Beside the groups that are counted: one with a thousand members, and those of one user. */
export const thousand = 900_000_000;
const firstOfOne = 800_000_000;
const groupsOfOneCount = 20;

/** The id of a group that the bench itself has put into storage. */
export function groupIdOf(n: number): string {
  return `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`;
}

export function groupNameOf(n: number): string {
  return `Group ${String(n).padStart(9, '0')}`;
}

/** A group as the service stores it, of a new version. */
export function benchGroup(n: number, size: number): StoredGroup {
  const now = new Date().toISOString();
  const attributes = { displayName: groupNameOf(n) };
  return { id: groupIdOf(n), version: newOperationId(), created: now, lastModified: now, attributes, size };
}

export function sizeOfGroup({ members }: GroupPopulation, n: number): number {
  return n === 0 ? members : few;
}

/** The groups of one user. */
export function groupsOfOne(): readonly number[] {
  return Array.from({ length: groupsOfOneCount }, (_, i) => firstOfOne + i);
}

/** The number of the user who is in those groups, and in no other. */
export const userInGroups = 400_000_000;

/** All rows of the groups of one tenant. Members of the first group beyond `usersEach` have no rows of their own. */
export function* rowsOfGroups(
  population: GroupPopulation,
  usersEach: number,
): Generator<readonly [string, Row]> {
  for (let n = 0; n < population.count; n += 1) {
    const size = sizeOfGroup(population, n);
    const members = Array.from({ length: size }, (_, i) => idOf(n === 0 ? i : (n * few + i) % usersEach));
    yield* rowsOfGroup(benchGroup(n, size), members);
  }
  yield* rowsOfGroup(
    benchGroup(thousand, 1_000),
    Array.from({ length: 1_000 }, (_, i) => idOf(i)),
  );
  for (const n of groupsOfOne()) yield* rowsOfGroup(benchGroup(n, 1), [idOf(userInGroups)]);
  yield [groupCountKey, { count: population.count + 1 + groupsOfOneCount }];
}

function* rowsOfGroup(group: StoredGroup, members: readonly string[]): Generator<readonly [string, Row]> {
  yield* groupRows(group);
  for (const id of members) {
    yield [memberKey(group.id, id), { id, type: 'User' }];
    yield [membershipKey(id, group.id), { member: id, group: group.id }];
  }
}
