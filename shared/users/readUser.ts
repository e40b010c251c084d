import type { StoredResource } from '../scim/represent.ts';
import { readById } from '../store/readUsers.ts';
import type { ResourceContext } from './context.ts';
import { userNotFound } from '../scim/errors/user.ts';

/** A user by its id; a disabled one is read like any other. @throws ScimError 404 */
export async function readUser({ partition }: ResourceContext, id: string): Promise<StoredResource> {
  const read = await readById(partition, id);
  if (read === undefined) throw userNotFound(id);
  return read.user;
}
