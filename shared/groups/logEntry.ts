import type { JsonObject } from '../scim/json.ts';
import type { StoredGroup } from '../store/groups/groupRows.ts';
import { noChange, type MembershipChange } from '../store/groups/member.ts';
import { changedMembers, type Action, type LogEntry } from '../store/logEntry.ts';
import type { ResourceContext } from '../users/context.ts';
import { logEntry } from '../users/write.ts';

/** A row of the provisioning log for a write of a group. */
export function groupLogEntry(
  context: ResourceContext,
  operationId: string,
  action: Action,
  group: StoredGroup,
  before: JsonObject,
  { added, removed }: MembershipChange = noChange,
): LogEntry {
  const after = action === 'delete' ? before : group.attributes;
  const logged = logEntry(context, operationId, action, group, before, after);
  const entry = { ...logged, userId: undefined, groupId: group.id };
  if (added.length + removed.length === 0) return entry;
  return {
    ...entry,
    changed: [...entry.changed, 'members'],
    members: changedMembers(
      added.map(({ id }) => id),
      removed.map(({ id }) => id),
    ),
  };
}
