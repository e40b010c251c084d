import { rename } from 'node:fs/promises';
import { backUp } from '../../shared/backup/backUp.ts';
import { contentsOf } from '../../shared/backup/contents.ts';
import { nothingYet, plusLine, writeLine, type Totals } from '../../shared/backup/lines.ts';
import { openFile, requireNoFile, withLines } from '../openFile.ts';
import type { Output } from '../output.ts';
import { withProgress, type Progress } from '../progress.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';
import { counted } from '../counted.ts';

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
  const part = `${file}.part`;
  await requireNoFile(file);
  await requireNoFile(
    part,
    'is there: a backup was interrupted, or is being made. Delete it, or give another name.',
  );
  const goOn = `The backup is not complete: delete ${part}, and begin again.`;
  const totals = await withProgress(goOn, async (progress) => {
    await writePart(
      part,
      backUp(tables, forever, (name) => void damaged.push(name)),
      progress,
    );
    // What stands in the file is what counts.
    const contents = await withLines(part, contentsOf);
    await requireNoFile(file);
    await rename(part, file);
    return contents.totals;
  });
  for (const name of damaged)
    output.warn(`what is stored of the tenant "${name}" is damaged: it is not in the backup.`);
  report(file, totals, damaged, output);
}

const forever = new AbortController().signal;

/** Only what is complete gets the file's own name. */
async function writePart(part: string, backup: ReturnType<typeof backUp>, progress: Progress): Promise<void> {
  let totals = nothingYet;
  const handle = await openFile(part, 'wx');
  try {
    for await (const lines of backup) {
      await handle.appendFile(lines.map(writeLine).join(''));
      totals = lines.reduce(plusLine, totals);
      progress.show(inWords(totals));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function report(file: string, totals: Totals, damagedTenants: readonly string[], output: Output): void {
  output.json({ file, ...totals, damagedTenants });
  output.note(
    `${file}: ${inWords(totals)}.\n` +
      'People and cards stand in it in clear; PINs and codes open only with the sealing keys of today: keep both, apart.',
  );
  if (damagedTenants.length > 0) process.exitCode = 1;
}

function inWords({ tenants, users, logEntries }: Totals): string {
  return `${counted(tenants, 'tenant')}, ${counted(users, 'user')}, ${counted(logEntries, 'log entry', 'log entries')}`;
}
