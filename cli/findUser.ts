import type { ResourceContext } from '../shared/users/context.ts';
import type { StoredResource } from '../shared/scim/represent.ts';
import { readByExternalId, readById, readByUserName } from '../shared/store/readUsers.ts';
import { InputError } from './exitCode.ts';

/**
 * Finds a user by id, userName or externalId.
 *
 * @throws InputError if there is none, or if the name fits more than one user: a command must not guess whose secrets
 * it shows or whom it deletes.
 */
export async function findUser(
  { partition, call }: Pick<ResourceContext, 'partition' | 'call'>,
  named: string,
): Promise<StoredResource> {
  const byId = await readById(partition, named);
  if (byId !== undefined) return byId.user;
  const reads = await Promise.all([readByUserName, readByExternalId].map((read) => read(partition, named)));
  const found = new Map(reads.flatMap((read) => (read === undefined ? [] : [[read.user.id, read.user]])));
  const [user, ...others] = found.values();
  if (user === undefined) {
    throw new InputError(
      `The tenant "${call.tenant.name}" has no user with the id, userName or externalId "${named}".`,
    );
  }
  if (others.length > 0) {
    throw new InputError(
      `"${named}" names several users, one by userName and one by externalId. Say the id: ${[...found.keys()].join(' or ')}.`,
    );
  }
  return user;
}
