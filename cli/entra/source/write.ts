import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeCsv } from './csv.ts';
import { textIn, valuesIn, type Directory, type Entry } from './entry.ts';

/** Writes a directory as the CSV files of a folder: `users`, `groups`, `members`, `assignments`. */
export async function writeSource(folder: string, { users, groups, assignments }: Directory): Promise<void> {
  await mkdir(folder, { recursive: true });
  const write = (name: string, text: string) => writeFile(join(folder, `${name}.csv`), text);
  await write('users', entriesCsv(users));
  await write('groups', entriesCsv(groups));
  const memberships = groups.flatMap((group) =>
    valuesIn(group, 'members').map((member) => [group.objectId, member]),
  );
  await write('members', writeCsv(['groupId', 'memberId'], memberships));
  if (assignments !== undefined) {
    await write(
      'assignments',
      writeCsv(
        ['principalId'],
        [...assignments].map((id) => [id]),
      ),
    );
  }
}

function entriesCsv(entries: readonly Entry[]): string {
  const names = new Set(['objectId', ...entries.flatMap(({ attributes }) => [...attributes.keys()])]);
  const columns = [...names].filter((name) => name !== 'members');
  return writeCsv(
    columns,
    entries.map((entry) => columns.map((name) => textIn(entry, name) ?? '')),
  );
}
