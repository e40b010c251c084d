import type { ResourceContext } from '../shared/users/context.ts';
import { mayShareNames } from '../shared/groups/context.ts';
import { readGroup, type StoredGroup } from '../shared/store/groups/groupRows.ts';
import { readGroupByExternalId, readGroupsByName } from '../shared/store/groups/readGroups.ts';
import { InputError } from './exitCode.ts';

/**
 * Finds a group by id, displayName or externalId.
 *
 * @throws InputError if there is none, or if the name fits more than one group: a command must not guess which one it deletes.
 */
export async function findGroup(
  { partition, call }: Pick<ResourceContext, 'partition' | 'call'>,
  named: string,
): Promise<StoredGroup> {
  const byId = await readGroup(partition, named);
  if (byId !== undefined) return byId.group;
  const [byExternalId, byName] = await Promise.all([
    readGroupByExternalId(partition, named),
    readGroupsByName(partition, named, mayShareNames(call.tenant)),
  ]);
  const read = byExternalId === undefined ? byName : [byExternalId, ...byName];
  const found = new Map(read.map((group) => [group.id, group]));
  const [group, ...others] = found.values();
  if (group === undefined) {
    throw new InputError(
      `The tenant "${call.tenant.name}" has no group with the id, displayName or externalId "${named}".`,
    );
  }
  if (others.length > 0) {
    throw new InputError(`"${named}" names several groups. Say the id: ${[...found.keys()].join(' or ')}.`);
  }
  return group;
}
