import { readGroup as findGroup, type StoredGroup } from '../store/groups/groupRows.ts';
import { groupNotFound } from '../scim/errors/group.ts';
import type { ResourceContext } from '../users/context.ts';

/** A group by its id, without its members. @throws ScimError 404 */
export async function readGroup({ partition }: ResourceContext, id: string): Promise<StoredGroup> {
  const read = await findGroup(partition, id);
  if (read === undefined) throw groupNotFound(id);
  return read.group;
}
