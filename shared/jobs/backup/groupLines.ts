import { walkGroups, type GroupPart } from '../../store/groups/walkGroups.ts';
import type { Partition } from '../../store/partition.ts';
import type { BackupLine } from './contents.ts';

/** The groups of a tenant with their members, as lines of a backup. */
export async function* groupLines(
  partition: Partition,
  pageSize: number,
): AsyncGenerator<readonly BackupLine[]> {
  let open = { group: '', members: 0 };
  for await (const parts of walkGroups(partition, pageSize)) {
    const lines: BackupLine[] = [];
    for (const part of parts) {
      if (part.kind === 'group') {
        if (part.id === open.group) lines.push({ again: open });
        open = { group: part.id, members: 0 };
      } else open = { ...open, members: open.members + part.members.length };
      const line = lineOf(part);
      if (line !== undefined) lines.push(line);
    }
    yield lines;
  }
}

function lineOf(part: GroupPart): BackupLine | undefined {
  if (part.kind === 'group') return { group: part.row };
  if (part.members.length === 0) return undefined;
  const ids = (type: string) => part.members.filter((member) => member.type === type).map(({ id }) => id);
  return { members: { group: part.group, users: ids('User'), groups: ids('Group') } };
}
