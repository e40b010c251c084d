import { rename } from 'node:fs/promises';
import { backUp } from '../../shared/jobs/backup/backUp.ts';
import { contentsOf } from '../../shared/jobs/backup/contents.ts';
import { nothingYet, plusLine, writeLine, type Totals } from '../../shared/jobs/backup/contents.ts';
import { beingRemoved, requireTenant } from '../../shared/tenants/change.ts';
import { audited } from '../audited.ts';
import { openFile, requireNoFile, withLines } from '../openFile.ts';
import type { Output } from '../output.ts';
import { withProgress, type Progress } from '../progress.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { collected, json, outputOf, type Json, type Registration } from './command.ts';
import { counted } from '../counted.ts';
import { exitCode } from '../exitCode.ts';

export const registerBackup: Registration = (program) => {
  program
    .command('backup')
    .description('back up tenants with their users, groups and logs into a file that "restore" reads')
    .argument('<file>', 'a new file: the command overwrites none')
    .option('--tenant <name>', 'only this tenant; repeat for more (default: all tenants)', collected)
    .option(...json)
    .action((file: string, options: BackupOptions & Json) => backup(file, options, outputOf(options)));
};

interface BackupOptions {
  readonly tenant?: readonly string[];
}

/** `uniflow-scim backup <file>`: secrets are in the file as in storage, sealed or as hashes. */
async function backup(file: string, { tenant: names }: BackupOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const tables = { tenants: await openTenants(settings), users: await openUsers(settings) };
  for (const name of names ?? []) {
    const tenant = await requireTenant(tables.tenants, name);
    if (tenant.removing !== undefined) throw beingRemoved(tenant);
  }
  const damaged: string[] = [];
  const part = `${file}.part`;
  await requireNoFile(file);
  await requireNoFile(
    part,
    'is there: a backup was interrupted, or is being made. Delete it, or give another name.',
  );
  const goOn = `The backup is not complete: delete ${part}, and begin again.`;
  const act = { action: 'backup', tenant: names?.length === 1 ? names[0] : undefined } as const;
  const make = async (progress: Progress) => {
    await writePart(
      part,
      backUp(tables, forever, (name) => void damaged.push(name), {
        names: names === undefined ? undefined : new Set(names),
      }),
      progress,
    );
    // The summary counts what is in the file.
    const written = await withLines(part, contentsOf);
    await requireNoFile(file);
    await rename(part, file);
    return written;
  };
  const contents = await withProgress(goOn, (progress) => audited(tables.tenants, act, () => make(progress)));
  const missing = damaged.filter((name) => names === undefined || names.includes(name));
  for (const name of missing)
    output.warn(`what is stored of the tenant "${name}" is damaged: it is not in the backup.`);
  const gone = (names ?? []).filter((name) => !contents.tenants.includes(name) && !missing.includes(name));
  for (const name of gone)
    output.warn(`the tenant "${name}" was removed meanwhile: it is not in the backup.`);
  report(file, contents.totals, missing, output);
  if (gone.length > 0) process.exitCode = exitCode.failed;
}

const forever = new AbortController().signal;

/** The file gets its own name only when it is complete. */
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
      'It has people and cards in clear; PINs and codes open only with the sealing keys of today: keep both, apart.',
  );
  if (damagedTenants.length > 0) process.exitCode = exitCode.failed;
}

function inWords({ tenants, users, groups, memberships, logEntries }: Totals): string {
  const parts = [
    counted(tenants, 'tenant'),
    counted(users, 'user'),
    counted(groups, 'group'),
    counted(memberships, 'membership'),
    counted(logEntries, 'log entry', 'log entries'),
  ];
  return parts.join(', ');
}
