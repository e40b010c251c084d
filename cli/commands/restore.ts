import { Option } from 'commander';
import type { BackupTables } from '../../shared/jobs/backup/backUp.ts';
import { contentsOf, type Contents } from '../../shared/jobs/backup/contents.ts';
import type { Renaming } from '../../shared/jobs/backup/restoreRows.ts';
import { restore, type RestoreProgress } from '../../shared/jobs/backup/restore.ts';
import { userType, isTenantName } from '../../shared/tenants/tenant.ts';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import { defined } from '../../shared/scim/json.ts';
import { deadline } from '../../shared/tenants/change.ts';
import { readTenants } from '../../shared/tenants/tenantStore.ts';
import { audited } from '../audited.ts';
import { counted } from '../counted.ts';
import { withLines } from '../openFile.ts';
import type { Output } from '../output.ts';
import { withProgress, type Progress } from '../progress.ts';
import type { Settings } from '../settings.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { collected, json, outputOf, type Json, type Registration } from './command.ts';
import { programName } from '../programName.ts';
import { exitCode, InputError } from '../exitCode.ts';

export const registerRestore: Registration = (program) => {
  program
    .command('restore')
    .description('restore tenants of a backup that do not exist now. Without --tenant and --all: list them')
    .argument('<file>', 'file that "backup" wrote')
    .option('--tenant <name>', 'tenant to restore; repeat for more', collected)
    .addOption(
      new Option('--all', 'restore all tenants, also those that were removed since the backup').conflicts(
        'tenant',
      ),
    )
    .option('--as <name>', 'restore the one --tenant under another name, without its credentials')
    .option(...json)
    .action((file: string, options: RestoreOptions & Json) => restoreFile(file, options, outputOf(options)));
};

interface RestoreOptions {
  readonly tenant?: readonly string[];
  readonly all?: true;
  readonly as?: string;
}

/** `uniflow-scim restore <file>`: checks the whole file first, and begins only if it is complete. */
async function restoreFile(file: string, options: RestoreOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const tables = { tenants: await openTenants(settings), users: await openUsers(settings) };
  const contents = await withLines(file, contentsOf);
  const names = wantedOf(contents, options);
  const renaming = renamingOf(names, options, settings);
  if (names === undefined) {
    await list(file, contents, tables, output);
    return;
  }
  const words = [
    ...(options.all === true ? ['--all'] : names.map((name) => `--tenant ${name}`)),
    ...(renaming === undefined ? [] : [`--as ${renaming.to}`]),
  ];
  const goOn = `Not all is restored. To go on:  ${programName()} restore ${file} ${words.join(' ')}`;
  const wanted = {
    made: contents.made,
    discarded: contents.discarded,
    tenants: new Set(names),
    ...defined({ renaming }),
  };
  const bringBack = (progress: Progress) =>
    withLines(file, async (lines) => {
      let last: RestoreProgress | undefined;
      for await (last of restore(lines, wanted, tables, new AbortController().signal))
        progress.show(
          `${last.restored.length} of ${counted(names.length, 'tenant')}, ${counted(last.users, 'user')}`,
        );
      return last;
    });
  const [only, ...others] = names;
  const tenant = others.length === 0 ? (renaming?.to ?? only) : undefined;
  const done = await withProgress(goOn, (progress) =>
    audited(tables.tenants, { action: 'restore', tenant }, () => bringBack(progress)),
  );
  if (done !== undefined) report(done, renaming, output);
}

/**
 * The renaming of a tenant, if another name is given.
 *
 * @throws InputError; SettingError without the keys that open what is bound to the old name.
 */
function renamingOf(
  names: readonly string[] | undefined,
  { as: to }: RestoreOptions,
  settings: Settings,
): Renaming | undefined {
  if (to === undefined) return undefined;
  const [from, ...others] = names ?? [];
  if (from === undefined || others.length > 0)
    throw new InputError('--as gives another name to one tenant. Say which with one --tenant.');
  if (!isTenantName(to))
    throw new InputError(
      `"${to}" can't be a tenant's name: 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.`,
    );
  if (to === from) throw new InputError(`"${to}" is its name already. Leave --as out.`);
  return { from, to, ring: readSealingKeys(settings), typeOf: userType };
}

/** Names of the tenants to restore; undefined if none was given. */
function wantedOf(contents: Contents, { tenant: names, all }: RestoreOptions): readonly string[] | undefined {
  if (all === true) return contents.tenants;
  const unknown = names?.find((name) => !contents.tenants.includes(name));
  if (unknown !== undefined)
    throw new InputError(
      `There is no tenant "${unknown}" in the backup. Without --tenant the command lists those that are.`,
    );
  return names;
}

/**
 * Lists what could be restored and restores nothing: a tenant that was removed since would work again, with its
 * tokens.
 */
async function list(file: string, contents: Contents, tables: BackupTables, output: Output): Promise<void> {
  const there = new Map<string, string>();
  const onDamaged = (name: string) => void there.set(name, 'yes, damaged');
  for await (const { name, restoring } of readTenants(tables.tenants, deadline(), onDamaged))
    there.set(name, restoring === undefined ? 'yes, and stays as it is' : 'being restored');
  const tenants = contents.tenants.map((tenant) => ({ tenant, there: there.has(tenant) }));
  output.json({ file, made: contents.made, ...contents.totals, tenants });
  output.table(
    `The backup of ${contents.made}`,
    [{ title: 'Tenant' }, { title: 'Is there' }],
    contents.tenants.map((tenant) => [tenant, there.get(tenant) ?? 'no']),
  );
  output.note(
    'Nothing is restored yet. Say which to bring back, with --tenant <name>, as often as need be; or --all.\n' +
      'Credentials that were removed since the backup work again.',
  );
}

function report(progress: RestoreProgress, renaming: Renaming | undefined, output: Output): void {
  const { restored, leftAlone, refused, users, groups, memberships, logEntries } = progress;
  const { missing, changed, unopened } = progress;
  output.json(progress);
  const rows = [counted(users, 'user'), counted(groups, 'group'), counted(memberships, 'membership')];
  output.note(
    `Restored: ${counted(restored.length, 'tenant')} with ${rows.join(', ')} and ${counted(logEntries, 'log entry', 'log entries')}.` +
      (restored.length === 0 || renaming !== undefined
        ? ''
        : ' Their clients can connect within 30 seconds.'),
  );
  if (renaming !== undefined && restored.length > 0) output.note(aboutRenamed(renaming));
  if (leftAlone.length > 0) output.note(`There already, and left as they are: ${leftAlone.join(', ')}.`);
  for (const { tenant, why } of refused) output.warn(`the tenant "${tenant}" is not restored. ${why}`);
  for (const rowKey of missing)
    output.warn(`${rowKey} can't be read, or another user or group has its externalId, name or card.`);
  for (const rowKey of unopened)
    output.warn(
      `${rowKey} is restored without a PIN or code that no key of SCIM_SEALING_KEYS opens. Add the key and begin again, or let the client send it again.`,
    );
  for (const rowKey of changed) output.warn(`${rowKey} is there in another version, and stays as it is.`);
  if (refused.length + missing.length + changed.length + unopened.length > 0)
    process.exitCode = exitCode.failed;
  else if (restored.length === 0) process.exitCode = exitCode.nothingDone;
}

/** Warns that a copy next to the original must not be reached by mistake. */
function aboutRenamed({ from, to }: Renaming): string {
  return (
    `"${to}" is "${from}" as it was: the same ids, settings, users, groups and log; PINs and codes are sealed anew, for they are bound to the tenant.\n` +
    `The credentials of "${from}" are not taken along, and provisioning is off. To turn it on, and see a new token:\n\n` +
    `  ${programName()} tenant enable ${to}`
  );
}
