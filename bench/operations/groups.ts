import type { TransactionAction } from '@azure/data-tables';
import { groupCountKey, idKey, keyRange } from '../../shared/store/keys.ts';
import { groupRows } from '../../shared/store/groups/groupRows.ts';
import {
  groupKey,
  groupNameKey,
  memberKey,
  membershipKey,
  membershipsPrefix,
  membersPrefix,
} from '../../shared/store/groups/keys.ts';
import { changedMembers, type LogEntry } from '../../shared/store/logEntry.ts';
import { logRow, receiptKey } from '../../shared/store/logRow.ts';
import { patch, type Body } from '../../test/support/people.ts';
import {
  benchGroup,
  groupIdOf,
  groupNameOf,
  groupsOfOne,
  sizeOfGroup,
  thousand,
  userInGroups,
} from '../groups.ts';
import { credentialLabel, idOf } from '../people.ts';
import type { Scene } from '../scene.ts';
import { groupsIn, tenantOf } from '../storage/population.ts';
import type { Operation } from './operation.ts';
import { found, readPage, readRows, userById } from './reads.ts';

/** What requests about groups cost, in a tenant with few or many, and with few or many members in the one concerned. */

const without = 'excludedAttributes=members';
const mediaType = 'application/scim+json; charset=utf-8';

/** A membership, other ones for every request: all groups in turn, unless the first one is the large one. */
function membershipOf({ population }: Scene, n: number) {
  const { count, members } = groupsIn(population);
  const isLarge = members > 10;
  const group = isLarge ? 0 : n % count;
  const user = ((isLarge ? n : Math.floor(n / count)) * 7_919) % population.usersEach;
  return { tenant: tenantOf(population, n), group, id: groupIdOf(group), user: idOf(user) };
}

function get(tenant: string, number: number, query: string) {
  const id = groupIdOf(number);
  const path = `/Groups/${id}${query}`;
  return { functionName: 'getGroup', method: 'GET', tenant, path, params: { id }, status: 200 };
}

const getWithout: Operation = {
  name: 'group without members',
  request(scene, n) {
    const { tenant, group } = membershipOf(scene, n);
    return get(tenant, group, `?${without}`);
  },
  floor(scene, n) {
    const { tenant, id } = membershipOf(scene, n);
    return () => scene.table.getEntity(tenant, groupKey(id));
  },
};

const getThousand: Operation = {
  name: 'group with 1,000 members',
  mostAtOnce: () => 8,
  request: ({ population }, n) => get(tenantOf(population, n), thousand, ''),
  floor: ({ population, table }, n) => {
    const range = keyRange(membersPrefix(groupIdOf(thousand)));
    return () => readRows(table, tenantOf(population, n), range);
  },
};

const byDisplayName: Operation = {
  name: 'filter displayName',
  request(scene, n) {
    const { tenant, group } = membershipOf(scene, n);
    const filter = encodeURIComponent(`displayName eq "${groupNameOf(group)}"`).replaceAll('%20', '+');
    const path = `/Groups?${without}&filter=${filter}`;
    return { functionName: 'listGroups', method: 'GET', tenant, path, status: 200 };
  },
  floor(scene, n) {
    const { tenant, group } = membershipOf(scene, n);
    return () => scene.table.getEntity(tenant, groupNameKey(groupNameOf(group)));
  },
};

const listOfGroups: Operation = {
  name: 'page of 100 groups',
  mostAtOnce: () => 8,
  request({ population }, n) {
    const path = `/Groups?${without}&startIndex=1&count=100`;
    return { functionName: 'listGroups', method: 'GET', tenant: tenantOf(population, n), path, status: 200 };
  },
  floor:
    ({ population, table }, n) =>
    async () => {
      const tenant = tenantOf(population, n);
      await readPage(table, tenant, keyRange(groupCountKey.slice(0, -1)), 1_000);
      return readPage(table, tenant, keyRange(groupKey('')), 100);
    },
};

const userInTwenty: Operation = {
  name: 'user in 20 groups',
  mostAtOnce: () => 8,
  request: ({ population }, n) => userById(tenantOf(population, n), idOf(userInGroups)),
  floor({ population, table }, n) {
    const tenant = tenantOf(population, n);
    const id = idOf(userInGroups);
    const keys = groupsOfOne().map((number) => groupKey(groupIdOf(number)));
    return async () => {
      const user = await table.getEntity(tenant, idKey(id));
      await readPage(table, tenant, keyRange(membershipsPrefix(id)), 1_000);
      const groups = await Promise.all(keys.map((key) => table.getEntity(tenant, key)));
      return [user, ...groups];
    };
  },
};

/** Two at a time that write the same group would measure who is quicker. */
function mostWritersAtOnce({ groups }: Scene['population']): number {
  if (groups === undefined || groups.members > 10) return 1;
  return groups.count < 100 ? 1 : 32;
}

const addMember: Operation = {
  name: 'add one member',
  mostAtOnce: mostWritersAtOnce,
  arrange: (scene, n) => setMembership(scene, n, false),
  request: (scene, n) =>
    change(scene, n, { op: 'Add', path: 'members', value: [{ value: membershipOf(scene, n).user }] }),
  floor(scene, n) {
    const { tenant, id, user } = membershipOf(scene, n);
    const { table } = scene;
    const write = groupWrite(scene, n, [
      ['create', { partitionKey: tenant, rowKey: memberKey(id, user), id: user, type: 'User' }],
      [
        'upsert',
        { partitionKey: tenant, rowKey: membershipKey(user, id), member: user, group: id },
        'Replace',
      ],
      ['update', { partitionKey: tenant, rowKey: idKey(user), grouped: true }, 'Merge', { etag: '*' }],
    ]);
    return async () => {
      const [{ etag }] = await Promise.all([
        table.getEntity(tenant, groupKey(id)),
        found(table.getEntity(tenant, memberKey(id, user))),
        table.getEntity(tenant, idKey(user)),
      ]);
      return write(etag);
    };
  },
};

const removeMember: Operation = {
  name: 'remove one member',
  mostAtOnce: mostWritersAtOnce,
  arrange: (scene, n) => setMembership(scene, n, true),
  request: (scene, n) =>
    change(scene, n, { op: 'Remove', path: 'members', value: [{ value: membershipOf(scene, n).user }] }),
  floor(scene, n) {
    const { tenant, id, user } = membershipOf(scene, n);
    const { table } = scene;
    const write = groupWrite(scene, n, [
      ['delete', { partitionKey: tenant, rowKey: memberKey(id, user) }],
      ['delete', { partitionKey: tenant, rowKey: membershipKey(user, id) }],
    ]);
    return async () => {
      const [{ etag }] = await Promise.all([
        table.getEntity(tenant, groupKey(id)),
        table.getEntity(tenant, memberKey(id, user)),
      ]);
      return write(etag);
    };
  },
};

function change(scene: Scene, n: number, operation: Body) {
  const { tenant, id } = membershipOf(scene, n);
  return {
    ...{
      functionName: 'patchGroup',
      method: 'PATCH',
      tenant,
      path: `/Groups/${id}?${without}`,
      params: { id },
    },
    ...{ body: JSON.stringify(patch(operation)), mediaType, status: 200 },
  };
}

/** The transaction that rewrites a group, with a change of its members. */
function groupWrite(
  scene: Scene,
  n: number,
  members: readonly TransactionAction[],
): (etag: string) => Promise<unknown> {
  const { tenant, group, id, user } = membershipOf(scene, n);
  const { population, table } = scene;
  const made = benchGroup(group, sizeOfGroup(groupsIn(population), group));
  const entry: LogEntry = {
    ...{ operationId: made.version, at: Date.now(), action: 'update', userId: undefined, groupId: id },
    ...{ externalId: undefined, changed: ['members'], members: changedMembers([user], []) },
    ...{ requestId: idOf(0), credential: { id: idOf(0), label: credentialLabel } },
  };
  const rows = [...groupRows(made)].map(([rowKey, row]) => ({ ...row, partitionKey: tenant, rowKey }));
  const log = { ...logRow(entry), partitionKey: tenant, rowKey: receiptKey(entry) };
  return (etag) => {
    const written = rows.map((entity): TransactionAction => [
      'update',
      entity,
      'Replace',
      { etag: entity.rowKey === groupKey(id) ? etag : '*' },
    ]);
    return table.submitTransaction([...written, ['create', log], ...members]);
  };
}

/** Makes a user a member, or none, past the service. */
async function setMembership(scene: Scene, n: number, isMember: boolean): Promise<void> {
  const { tenant, id, user } = membershipOf(scene, n);
  const { table } = scene;
  const keys = [memberKey(id, user), membershipKey(user, id)];
  const [group, member] = [
    { partitionKey: tenant, rowKey: keys[0] ?? '', id: user, type: 'User' },
    { partitionKey: tenant, rowKey: keys[1] ?? '', member: user, group: id },
  ];
  await Promise.all(
    isMember
      ? [table.upsertEntity(group, 'Replace'), table.upsertEntity(member, 'Replace')]
      : keys.map((key) => found(table.deleteEntity(tenant, key))),
  );
}

export const groupOperations: readonly Operation[] = [
  getWithout,
  getThousand,
  byDisplayName,
  listOfGroups,
  userInTwenty,
  addMember,
  removeMember,
].map((operation) => ({ ...operation, ofGroups: true }));
