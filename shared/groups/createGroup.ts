import type { JsonObject } from '../scim/json.ts';
import { requireSchema } from '../scim/dialect/canonical.ts';
import { createdResource } from '../scim/user.ts';
import { refuseFarTooLarge } from '../store/documentRow.ts';
import type { StoredGroup } from '../store/groups/groupRows.ts';
import type { ResourceContext } from '../users/context.ts';
import { pathsIn, untilWritten } from '../users/write.ts';
import type { WrittenGroup } from './changeGroup.ts';
import { nameSharing } from './context.ts';
import { GroupWriter, groupLogEntry } from './groupWriter.ts';
import { membersIn } from './memberOperations.ts';
import { membershipChange } from './membershipChange.ts';

/** Creates the group that `body` asks for, with its members, under `id`. */
export async function createGroup(
  context: ResourceContext,
  body: JsonObject,
  id: string,
): Promise<WrittenGroup> {
  const { call, rules, partition, type } = context;
  requireSchema(body, type.schema);
  const { members, ...attributes } = createdResource(rules, body);
  refuseFarTooLarge(attributes, 'group');
  const wanted = membersIn(members);
  await call.service.tenants.holdGroups(call.tenant);
  const writer = new GroupWriter(partition, id);
  const attempt = async (): Promise<Omit<WrittenGroup, 'sent'> | undefined> => {
    const change = await membershipChange(partition, undefined, [{ kind: 'add', members: wanted }]);
    if (change === undefined) return undefined;
    const version = writer.nextVersion();
    const now = new Date().toISOString();
    const made: StoredGroup = {
      ...{ id, version, created: now, lastModified: now, attributes },
      ...nameSharing(call.tenant),
      size: change.added.length,
    };
    const entry = groupLogEntry(context, version, 'create', made, {}, change);
    return (await writer.write(undefined, made, entry, change)) === 'written'
      ? { group: made, members: change.after }
      : undefined;
  };
  try {
    return { ...(await untilWritten(call.signal, attempt)), sent: pathsIn(type.attributes, attributes) };
  } finally {
    await writer.end();
  }
}
