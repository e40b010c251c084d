import { readById, readByUserName } from '../../../shared/store/readUsers.ts';
import { readTenant } from '../../../shared/tenants/tenantStore.ts';
import type { Reply, ReplyBody } from '../../support/client.ts';
import { filterQuery, patch, person, uniflow } from '../../support/people.ts';
import { requestToken } from '../../support/oauth.ts';
import { groupOperations } from './groups.ts';
import type { World, WorldKind } from './world.ts';

/** Something that a client asks for, and what must have become of it. */
export interface Operation {
  readonly name: string;
  send(world: World): Promise<Reply>;
  /** Statuses of an answer that says that it was done. */
  readonly done: readonly number[];
  /** Whether the answer tells the truth that a client needs; undefined where the status says all. */
  readonly isRight?: (world: World, reply: Reply) => boolean;
  /** Whether what it changes is changed in storage; undefined where it changes nothing. */
  readonly isApplied?: (world: World) => Promise<boolean>;
  /** Statuses of a repetition where it was applied before; by default those of `done`. */
  readonly doneBefore?: readonly number[];
  /** What exists before; by default a user. */
  readonly world?: WorldKind;
}

const newName = 'new@example.com';

function list(name: string, path: (world: World) => string): Operation {
  return {
    name,
    send: (world) => world.client.send('GET', path(world)),
    done: [200],
    isRight: ({ user }, { body }) => body.totalResults === 1 && body.Resources[0]?.id === user.id,
  };
}

const byFilter = (name: string, filter: (world: World) => string) =>
  list(`list by ${name}`, (world) => `/Users?${filterQuery(filter(world))}`);

const title = patch({ op: 'replace', path: 'title', value: 'Changed' });
const moved = patch(
  { op: 'replace', path: 'externalId', value: 'moved' },
  { op: 'replace', path: 'userName', value: 'moved@example.com' },
  { op: 'replace', path: 'emails[type eq "work"].value', value: 'moved@mail.example.com' },
  { op: 'replace', path: `${uniflow}:cardNumber`, value: '99' },
);

const titleIs = (text: string) => async (world: World) =>
  (await readById(world.partition, world.user.id))?.user.attributes.title === text;
const isThere = (userName: string) => async (world: World) =>
  (await readByUserName(world.partition, userName)) !== undefined;
const tenantOf = async (world: World) =>
  (await readTenant(world.tenants, world.tenant, world.partition.signal))?.tenant;

const users: readonly Operation[] = [
  {
    name: 'create',
    send: ({ client }) => client.send('POST', '/Users', person('new')),
    done: [201],
    doneBefore: [409],
    isApplied: isThere(newName),
  },
  {
    name: 'create somebody who is there',
    send: ({ client }) => client.send('POST', '/Users', person('old')),
    done: [409],
    isRight: (_, { body }) => body.scimType === 'uniqueness' && /externalId|userName|card/.test(body.detail),
  },
  {
    name: 'get',
    send: ({ client, user }) => client.send('GET', `/Users/${user.id}`),
    done: [200],
    isRight: ({ user }, { body }) => body.id === user.id && body.userName === 'old@example.com',
  },
  { name: 'get nobody', send: ({ client }) => client.send('GET', '/Users/nobody'), done: [404] },
  {
    name: 'replace',
    send: ({ client, user }) => client.send('PUT', `/Users/${user.id}`, person('old', { title: 'Changed' })),
    done: [200],
    isApplied: titleIs('Changed'),
  },
  {
    name: 'patch',
    send: ({ client, user }) => client.send('PATCH', `/Users/${user.id}`, title),
    done: [200],
    isApplied: titleIs('Changed'),
  },
  {
    name: 'patch that moves every row',
    send: ({ client, user }) => client.send('PATCH', `/Users/${user.id}`, moved),
    done: [200],
    isApplied: isThere('moved@example.com'),
  },
  {
    name: 'delete',
    send: ({ client, user }) => client.send('DELETE', `/Users/${user.id}`),
    done: [204],
    doneBefore: [404],
    isApplied: async (world) => !(await isThere('old@example.com')(world)),
  },
  {
    name: 'a write that is refused',
    send: ({ client }) => client.send('POST', '/Users', { userName: 7 }),
    done: [400],
  },
  {
    name: 'bulk',
    send: ({ client, user }) =>
      client.send('POST', '/Bulk', {
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'new', data: person('new') },
          { method: 'PATCH', path: `/Users/${user.id}`, data: title },
        ],
      }),
    done: [200],
    isRight: (_, { body }) => {
      const statuses = (body.Operations as ReplyBody[]).map(({ status }) => status);
      return (
        statuses.length === 2 && statuses.every((status) => ['200', '201', '409', '503'].includes(status))
      );
    },
  },
];

const lists: readonly Operation[] = [
  list('list everybody', () => '/Users?count=5'),
  list('list by cursor', () => '/Users?cursor=&count=5'),
  list('list sorted', () => '/Users?sortBy=userName'),
  byFilter('id', ({ user }) => `id eq "${user.id}"`),
  byFilter('externalId', () => 'externalId eq "ext-old"'),
  byFilter('userName', () => 'userName eq "OLD@example.com"'),
  byFilter('beginning of userName', () => 'userName sw "old"'),
  byFilter('e-mail', () => 'emails.value eq "old@mail.example.com"'),
  byFilter('card', () => `${uniflow}:cardNumber eq "00old"`),
  byFilter('what the server compares', () => Array(13).fill('active eq true').join(' and ')),
  {
    name: 'search',
    send: ({ client }) => client.send('POST', '/Users/.search', { filter: 'displayName co "old"' }),
    done: [200],
    isRight: ({ user }, { body }) => body.Resources[0]?.id === user.id,
  },
  { name: 'log', send: ({ client }) => client.send('GET', '/provisioningLog'), done: [200] },
];

const tenants: readonly Operation[] = [
  {
    name: 'token endpoint',
    send: async ({ url, oauth }) => {
      const form = { client_id: oauth.clientId, client_secret: oauth.secret };
      const { status, headers, text, body } = await requestToken(url, form);
      return { status, headers, text, body: body as unknown as ReplyBody };
    },
    done: [200],
    world: 'client',
  },
  {
    name: 'add a tenant',
    send: ({ manager, tenant }) => manager.send('POST', '/tenants', { name: tenant }),
    done: [201],
    doneBefore: [409],
    isApplied: async (world) => (await tenantOf(world)) !== undefined,
    world: 'empty',
  },
  {
    name: 'disable a tenant',
    send: ({ manager, tenant }) =>
      manager.send('PATCH', `/tenants/${tenant}`, { provisioning: { enabled: false } }),
    done: [200],
    isApplied: async (world) => (await tenantOf(world))?.identityProvider.provisioning.enabled === false,
  },
  {
    name: 'rotate a token',
    send: ({ manager, tenant }) =>
      manager.send('POST', `/tenants/${tenant}/tokens`, { label: 'Next', replace: 'oldest' }),
    done: [201],
    isApplied: async (world) => (await tenantOf(world))?.secretTokens[0]?.label === 'Next',
  },
  {
    name: 'look at a tenant',
    send: ({ manager, tenant }) => manager.send('GET', `/tenants/${tenant}`),
    done: [200],
  },
  {
    name: 'begin to remove a tenant',
    send: ({ manager, tenant }) => manager.send('DELETE', `/tenants/${tenant}?confirm=${tenant}`),
    done: [202],
    isApplied: async (world) => (await tenantOf(world))?.removing !== undefined,
  },
];

const groups = groupOperations.map((operation): Operation => ({ ...operation, world: 'group' }));

export const operations: readonly Operation[] = [...users, ...lists, ...groups, ...tenants];
