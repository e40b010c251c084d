import { backUp } from '../../shared/backup/backUp.ts';
import { counted, nothingYet, writeLine } from '../../shared/backup/lines.ts';
import { openFile } from '../openFile.ts';
import type { Output } from '../output.ts';
import { withProgress } from '../progress.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';

export const registerBackup: Registration = (program) => {
  program
    .command('backup')
    .description('write all tenants, their users and their logs into a file, which "restore" reads')
    .argument('<file>', 'a file that is not there yet')
    .option(...json)
    .action((file: string, options: Json) => backup(file, outputOf(options)));
};

/** `uniflow-scim backup <file>`: secrets stand in it as they stand in storage, sealed or as hashes. */
async function backup(file: string, output: Output): Promise<void> {
  const settings = await commandSettings();
  const tables = { tenants: await openTenants(settings), users: await openUsers(settings) };
  const damaged: string[] = [];
  let totals = nothingYet;
  const handle = await openFile(file, 'wx');
  try {
    const forever = new AbortController().signal;
    await withProgress('The backup is not complete: delete the file, and begin again.', async (progress) => {
      for await (const lines of backUp(tables, forever, (name) => void damaged.push(name))) {
        await handle.write(lines.map(writeLine).join(''));
        totals = lines.reduce(counted, totals);
        progress.show(`${totals.tenants} tenants, ${totals.users} users, ${totals.logEntries} log entries`);
      }
    });
    await handle.sync();
  } finally {
    await handle.close();
  }
  for (const name of damaged)
    output.warn(`what is stored of the tenant "${name}" is damaged: it is not in the backup.`);
  output.json({ file, ...totals, damagedTenants: damaged });
  output.note(
    `${file}: ${totals.tenants} tenants, ${totals.users} users, ${totals.logEntries} log entries.\n` +
      'People and cards stand in it in clear; PINs and codes open only with the sealing keys of today: keep both, apart.',
  );
  if (damaged.length > 0) process.exitCode = 1;
}
