import { totalsOf } from '../../shared/backup/lines.ts';
import { restore, type RestoreProgress } from '../../shared/backup/restore.ts';
import { openFile } from '../openFile.ts';
import type { Output } from '../output.ts';
import { withProgress } from '../progress.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';

export const registerRestore: Registration = (program) => {
  program
    .command('restore')
    .description('bring back the tenants of a backup that are not there; what is there stays as it is')
    .argument('<file>', 'what "backup" wrote')
    .option(...json)
    .action((file: string, options: Json) => restoreFile(file, outputOf(options)));
};

/** `uniflow-scim restore <file>`: looks at the whole file first, and begins only if it is complete. */
async function restoreFile(file: string, output: Output): Promise<void> {
  const settings = await commandSettings();
  const tables = { tenants: await openTenants(settings), users: await openUsers(settings) };
  const totals = await withLines(file, (lines) => totalsOf(lines));
  const goOn = `Not all is restored. To go on:  npx uniflow-scim restore ${file}`;
  const done = await withProgress(goOn, (progress) =>
    withLines(file, async (lines) => {
      let last: RestoreProgress | undefined;
      for await (last of restore(lines, tables, new AbortController().signal))
        progress.show(`${last.users} of ${totals.users} users`, { done: last.users, of: totals.users });
      return last;
    }),
  );
  if (done !== undefined) report(done, output);
}

async function withLines<Result>(
  file: string,
  use: (lines: AsyncIterable<string>) => Promise<Result>,
): Promise<Result> {
  const handle = await openFile(file, 'r');
  try {
    return await use(handle.readLines({ autoClose: false }));
  } finally {
    await handle.close();
  }
}

function report({ restored, leftAlone, users, logEntries, missing }: RestoreProgress, output: Output): void {
  output.json({ restored, leftAlone, users, logEntries, missing });
  output.note(
    `${restored.length} tenants are restored, with ${users} users and ${logEntries} log entries: they are let in within 30 seconds.`,
  );
  if (leftAlone.length > 0) output.note(`There already, and left as they are: ${leftAlone.join(', ')}.`);
  for (const rowKey of missing)
    output.warn(`${rowKey} can't be read, or another user has its externalId, userName or card.`);
  if (missing.length > 0) process.exitCode = 1;
}
