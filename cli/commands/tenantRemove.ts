import type { Command } from 'commander';
import { deadline } from '../../shared/tenants/change.ts';
import { removeTenant, type RemovalProgress, type RemovalTables } from '../../shared/jobs/removeTenant.ts';
import { isTenantName } from '../../shared/tenants/tenant.ts';
import { readEvenDamaged } from '../../shared/tenants/tenantStore.ts';
import { audited } from '../audited.ts';
import { confirmByTyping } from '../confirm.ts';
import type { Output } from '../output.ts';
import { withProgress, type Progress } from '../progress.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { countTenantResources, countsInWords } from '../resourceCounts.ts';
import { json, outputOf, type Json } from './command.ts';
import { counted } from '../counted.ts';
import { programName } from '../programName.ts';
import { exitCode } from '../exitCode.ts';

export function registerTenantRemove(tenant: Command): void {
  tenant
    .command('remove')
    .description('delete a tenant with all its users and groups, its log and its credentials; asks first')
    .argument('<tenant>')
    .option('--yes', 'do not ask')
    .option('--no-wait', 'do not wait for late writes; the hourly timer of the service deletes them')
    .option(...json)
    .action((name: string, options: RemoveOptions & Json) => remove(name, options, outputOf(options)));
}

interface RemoveOptions {
  readonly yes?: boolean;
  readonly wait: boolean;
}

/** `uniflow-scim tenant remove <tenant>` */
async function remove(name: string, options: RemoveOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const tables = { tenants: await openTenants(settings), users: await openUsers(settings) };
  const found = await stateOf(name, tables);
  if (found instanceof Error) {
    output.warn(
      `what is stored of the tenant "${name}" itself can't be read: ${found.message} Its users, its groups and its log can be removed all the same.`,
    );
  }
  if (options.yes !== true && !(await isMeant(name, found !== 'none', tables))) {
    output.note('Nothing was removed.');
    process.exitCode = exitCode.nothingDone;
    return;
  }
  const goOn = `The tenant "${name}" is not removed to the end yet. To go on:  ${programName()} tenant remove ${name}`;
  const { phase, deletedRows, waitMs } = await withProgress(goOn, (progress) =>
    audited(tables.tenants, { action: 'tenant.remove', tenant: name }, () =>
      removeAll(name, tables, progress, options.wait),
    ),
  );
  if (phase === 'done') {
    output.json({ tenant: name, removed: true, deletedRows });
    output.note(
      `The tenant "${name}" is removed: ${counted(deletedRows, 'row')} deleted, and nothing is left of it.`,
    );
    return;
  }
  const quietAt = new Date(Date.now() + waitMs).toISOString();
  output.json({ tenant: name, removed: false, deletedRows, quietAt });
  output.note(
    `Of the tenant "${name}" ${counted(deletedRows, 'row')} are deleted, and every client is refused from now on.\n` +
      `Requests that are under way may write until ${timeOf(quietAt)}. ${afterThat(found !== 'none')}  ` +
      `${programName()} tenant remove ${name}`,
  );
}

/** What happens next: the timer finds a tenant by its own row. */
function afterThat(hasRow: boolean): string {
  return hasRow
    ? 'After that the hourly timer of the service deletes what is left,\nand the name is free. To do it yourself then:'
    : 'The tenant has no row of its own, by which the hourly timer\nof the service would find what is left. Delete it then:';
}

function timeOf(moment: string): string {
  return `${moment.slice(11, 19)} UTC`;
}

/** Whether the tenant has a row of its own, or why it can't be read. */
async function stateOf(name: string, { tenants }: RemovalTables): Promise<'there' | 'none' | Error> {
  const read = isTenantName(name) ? await readEvenDamaged(tenants, name, deadline()) : undefined;
  if (read === undefined) return 'none';
  return 'damage' in read ? read.damage : 'there';
}

async function isMeant(name: string, isThere: boolean, tables: RemovalTables): Promise<boolean> {
  // No question for a name that the removal refuses anyway.
  if (!isTenantName(name)) return true;
  const counts = await countTenantResources(tables.users, { name, holdsGroups: true });
  if (counts.users === 0 && counts.groups === 0 && !isThere) return true;
  const inWords = countsInWords(counts);
  return confirmByTyping(
    `\nThe tenant "${name}" has ${inWords}. They are deleted with its log and its credentials. You can't get them back.\n` +
      "Type the tenant's name to go on: ",
    name,
    `To remove the tenant "${name}" with its ${inWords}, add --yes.`,
  );
}

/**
 * Removes step by step. @returns the last step; not `done` if there is something to wait for and the caller does not
 * wait.
 */
async function removeAll(
  name: string,
  tables: RemovalTables,
  progress: Progress,
  wait: boolean,
): Promise<RemovalProgress> {
  let step: RemovalProgress = { phase: 'done', deletedRows: 0, waitMs: 0 };
  let longest = 0;
  for await (step of removeTenant(tables, name, new AbortController().signal)) {
    if (step.phase === 'waiting' && !wait) break;
    longest = Math.max(longest, step.waitMs);
    if (step.phase === 'waiting') showWaiting(step, longest, progress);
    if (step.phase === 'deleting') progress.show(`Deleting: ${counted(step.deletedRows, 'row')} so far`);
  }
  return step;
}

function showWaiting({ waitMs }: RemovalProgress, longest: number, progress: Progress): void {
  progress.show(
    `Waiting ${Math.ceil(waitMs / 1_000)} s: other instances may still let requests of this tenant in, so what is left is deleted then (--no-wait leaves that to the service)`,
    { done: longest - waitMs, of: longest },
  );
}
