import { readGroup } from '../../../shared/store/groups/groupRows.ts';
import { readGroupsByName } from '../../../shared/store/groups/readGroups.ts';
import { readMembers } from '../../../shared/store/groups/readMembers.ts';
import { readById } from '../../../shared/store/readUsers.ts';
import { named, valuesIn } from '../../support/groups.ts';
import { filterQuery, patch } from '../../support/people.ts';
import type { Operation } from './operations.ts';
import type { World } from './world.ts';

const path = ({ group }: World) => `/Groups/${group.id}`;
const membersIn = async ({ partition, group }: World) =>
  (await readMembers(partition, group.id))?.members.map(({ id }) => id);
const membersAre =
  (...members: readonly ('user' | 'friend')[]) =>
  async (world: World) =>
    (await membersIn(world))?.toSorted().join() ===
    members
      .map((member) => world[member].id)
      .toSorted()
      .join();
const isShown = ({ user }: World, members: unknown) => valuesIn(members).includes(user.id);

/** What becomes of a group that has the user as its only member. */
export const groupOperations: readonly Operation[] = [
  {
    name: 'create a group',
    send: ({ client, user, friend }) =>
      client.send('POST', '/Groups', { displayName: 'New', members: [named(user.id), named(friend.id)] }),
    done: [201],
    doneBefore: [409],
    isRight: (world, { body }) => isShown(world, body.members),
    isApplied: async ({ partition }) => (await readGroupsByName(partition, 'new', false)).length === 1,
  },
  {
    name: 'get a group',
    send: (world) => world.client.send('GET', path(world)),
    done: [200],
    isRight: (world, { body }) => isShown(world, body.members),
  },
  {
    name: 'get a user in a group',
    send: ({ client, user }) => client.send('GET', `/Users/${user.id}`),
    done: [200],
    isRight: ({ group }, { body }) => valuesIn(body.groups).includes(group.id),
  },
  {
    name: 'list groups by member',
    send: ({ client, user }) =>
      client.send('GET', `/Groups?${filterQuery(`displayName sw "o" and members.value eq "${user.id}"`)}`),
    done: [200],
    isRight: (world, { body }) => isShown(world, body.Resources[0]?.members),
  },
  {
    name: 'add a member',
    send: (world) => {
      const add = patch({ op: 'add', path: 'members', value: [named(world.friend.id)] });
      return world.client.send('PATCH', path(world), add);
    },
    done: [200],
    isRight: ({ user, friend }, { body }) =>
      valuesIn(body.members).join() === [user.id, friend.id].toSorted().join(),
    isApplied: membersAre('user', 'friend'),
  },
  {
    name: 'remove a member',
    send: (world) => {
      const remove = patch({ op: 'remove', path: `members[value eq "${world.user.id}"]` });
      return world.client.send('PATCH', path(world), remove);
    },
    done: [200],
    isApplied: membersAre(),
  },
  {
    name: 'replace a group',
    send: (world) =>
      world.client.send('PUT', path(world), { displayName: 'Other', members: [named(world.friend.id)] }),
    done: [200],
    isApplied: membersAre('friend'),
  },
  {
    name: 'delete a group',
    send: (world) => world.client.send('DELETE', path(world)),
    done: [204],
    doneBefore: [404],
    isApplied: async ({ partition, group }) => (await readGroup(partition, group.id)) === undefined,
  },
  {
    name: 'delete a user in a group',
    send: ({ client, user }) => client.send('DELETE', `/Users/${user.id}`),
    done: [204],
    doneBefore: [404],
    isApplied: async (world) =>
      (await readById(world.partition, world.user.id)) === undefined && (await membersAre()(world)),
  },
];
