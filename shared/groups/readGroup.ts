import { readGroup, type StoredGroup } from '../store/groups/groupRows.ts';
import { readMembers } from '../store/groups/readMembers.ts';
import { groupNotFound } from '../scim/errors/group.ts';
import type { ResourceContext } from '../users/context.ts';
import type { Related } from '../users/list/collection.ts';
import { memberValues } from './groupCollection.ts';

/** A group by its id, without its members; one storage call. @throws ScimError 404 */
export async function existingGroup({ partition }: ResourceContext, id: string): Promise<StoredGroup> {
  const read = await readGroup(partition, id);
  if (read === undefined) throw groupNotFound(id);
  return read.group;
}

/** A group and its members, as they were at one moment; a storage call for each thousand. @throws ScimError 404 */
export async function readGroupWithMembers(
  { partition, call }: ResourceContext,
  id: string,
): Promise<Related> {
  const read = await readMembers(partition, id);
  if (read === undefined) throw groupNotFound(id);
  return { stored: read.group, values: memberValues(read.members, call.baseUrl) };
}
