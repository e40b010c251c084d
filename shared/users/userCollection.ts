import { userNotFound } from '../scim/errors/user.ts';
import type { Plan } from '../scim/filter/plan.ts';
import { textOf } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { takeCensus } from '../store/countUsers.ts';
import { readUsersOfGroup } from '../store/groups/readGroups.ts';
import { idKey, userNameKey } from '../store/keys.ts';
import type { Partition } from '../store/partition.ts';
import {
  readAll,
  readAllKeys,
  readByCardNumber,
  readByEmail,
  readByExternalId,
  readById,
  readByUserName,
  readByUserNamePrefix,
} from '../store/readUsers.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Collection } from './list/collection.ts';
import { emptySource, oneOf, severalOf, type Source } from './list/source.ts';
import { relatedUsers } from './userGroups.ts';

/** Users in one answer whose memberships are read together. */
const relatedAtOnce = 1_000;

/** The users of a tenant. */
export function userCollection(tenant: Tenant): Collection {
  return {
    census: takeCensus,
    readAll,
    readAllKeys,
    rowKey: idKey,
    notFound: userNotFound,
    readOne: async (partition, id) => (await readById(partition, id))?.user,
    sourceOf: (partition, found) => sourceOf(partition, found, mayShareCards(tenant)),
    relatedAtOnce,
    related: (partition, users, _, baseUrl) => relatedUsers(partition, users, baseUrl),
  };
}

/** Whether several users of the tenant may have one card. */
export function mayShareCards({ identityProvider }: Tenant): boolean {
  return !identityProvider.settings.cardNumberUnique;
}

const keyOf = ({ id }: StoredResource): string => idKey(id);

function sourceOf(partition: Partition, found: Plan, cardShared: boolean): Source {
  switch (found.kind) {
    case 'scan':
      return {
        scan: true,
        read: (after, pageSize) => readAll(partition, { after, pageSize, pushdown: found.pushdown }),
        keyOf,
      };
    case 'userNamePrefix':
      return {
        scan: false,
        read: (after, pageSize) => readByUserNamePrefix(partition, found.value, { after, pageSize }),
        keyOf: ({ attributes }) => userNameKey(textOf(attributes.userName)),
      };
    case 'email':
      return severalOf(keyOf, () => readByEmail(partition, found.value));
    case 'cardNumber':
      return severalOf(keyOf, () => readByCardNumber(partition, found.value, cardShared));
    case 'group':
      // Ids are in lower case, however a client writes them.
      return severalOf(keyOf, () => readUsersOfGroup(partition, found.value.toLowerCase()));
    case 'id':
      return oneOf(keyOf, async () => (await readById(partition, found.value))?.user);
    case 'externalId':
      return oneOf(keyOf, async () => (await readByExternalId(partition, found.value))?.user);
    case 'userName':
      return oneOf(keyOf, async () => (await readByUserName(partition, found.value))?.user);
    case 'displayName':
    case 'member':
      // Indexes of groups.
      return emptySource;
  }
}
