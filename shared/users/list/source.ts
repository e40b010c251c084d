import type { Plan, Pushdown } from '../../scim/filter/plan.ts';
import { textOf } from '../../scim/json.ts';
import type { StoredResource } from '../../scim/represent.ts';
import { idKey, userNameKey } from '../../store/keys.ts';
import type { Partition } from '../../store/partition.ts';
import {
  readAll,
  readByCardNumber,
  readByEmail,
  readByExternalId,
  readById,
  readByUserName,
  readByUserNamePrefix,
  type ReadUser,
} from '../../store/readUsers.ts';

/** The users among which a filter's matches are, in an order that is the same on every page. */
export interface Source {
  /** Whether every user is looked at, or those that an index names. */
  readonly scan: boolean;
  /** All of them at once, where an index names one at most: it needs no pages. */
  all?(): Promise<readonly StoredResource[]>;
  /** Pages of users behind the one that `keyOf` names `after`. */
  read(after: string | undefined, pageSize?: number): AsyncGenerator<readonly StoredResource[]>;
  keyOf(user: StoredResource): string;
}

/** @param cardShared whether the tenant lets several users have one card. */
export function sourceOf(partition: Partition, plan: Plan, cardShared: boolean): Source {
  switch (plan.kind) {
    case 'scan':
      return scanOf(partition, plan.pushdown);
    case 'userNamePrefix':
      return {
        scan: false,
        read: (after, pageSize) => readByUserNamePrefix(partition, plan.value, { after, pageSize }),
        keyOf: ({ attributes }) => userNameKey(textOf(attributes.userName)),
      };
    case 'email':
      return severalOf(() => readByEmail(partition, plan.value));
    case 'cardNumber':
      return severalOf(() => readByCardNumber(partition, plan.value, cardShared));
    default:
      return oneOf(async () => {
        const read = await pointReads[plan.kind](partition, plan.value);
        return read === undefined ? [] : [read.user];
      });
  }
}

/** Every user, in the order of their ids. */
export function scanOf(partition: Partition, pushdown: readonly Pushdown[]): Source {
  return {
    scan: true,
    read: (after, pageSize) => readAll(partition, { after, pageSize, pushdown }),
    keyOf: ({ id }) => idKey(id),
  };
}

const pointReads = {
  id: readById,
  externalId: readByExternalId,
  userName: readByUserName,
} satisfies Record<string, (partition: Partition, value: string) => Promise<ReadUser | undefined>>;

const idKeyOf = ({ id }: StoredResource): string => idKey(id);

function oneOf(all: () => Promise<readonly StoredResource[]>): Source {
  return {
    ...severalOf(async function* () {
      yield await all();
    }),
    all,
  };
}

/** Users in the order of their ids, that an index names: mostly one, but nothing keeps a tenant from having thousands. */
function severalOf(read: () => AsyncGenerator<readonly StoredResource[]>): Source {
  return {
    scan: false,
    keyOf: idKeyOf,
    async *read(after) {
      for await (const users of read())
        yield after === undefined ? users : users.filter((user) => idKeyOf(user) > after);
    },
  };
}
