import { fsck, type FsckStep } from '../../shared/jobs/fsck/fsck.ts';
import { inWords } from '../../shared/jobs/fsck/words.ts';
import { beingRemoved, requireTenant } from '../../shared/tenants/change.ts';
import { counted } from '../counted.ts';
import { exitCode } from '../exitCode.ts';
import type { Output } from '../output.ts';
import { programName } from '../programName.ts';
import { withProgress, type Progress } from '../progress.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';

export const registerFsck: Registration = (program) => {
  program
    .command('fsck')
    .description(
      'check the stored rows of a tenant against each other, and repair them; safe while requests run',
    )
    .requiredOption('--tenant <tenant>', 'the tenant to check')
    .option('--repair', 'repair what follows from other rows')
    .option(...json)
    .action((options: FsckCommandOptions & Json) => check(options, outputOf(options)));
};

interface FsckCommandOptions {
  readonly tenant: string;
  readonly repair?: boolean;
}

/** `uniflow-scim fsck --tenant <tenant>` */
async function check({ tenant: name, repair = false }: FsckCommandOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const tenants = await openTenants(settings);
  const tenant = await requireTenant(tenants, name);
  if (tenant.removing !== undefined) throw beingRemoved(tenant);
  const partition = { table: await openUsers(settings), tenant: name, signal: new AbortController().signal };
  const goOn = `Not all was checked. To begin again:  ${programName()} fsck --tenant ${name}${repair ? ' --repair' : ''}`;
  const result = await withProgress(goOn, (progress) =>
    collected(fsck(partition, { repair, tenants }), progress),
  );
  report(name, repair, result, output);
  if (!isClean(result)) process.exitCode = exitCode.failed;
}

type Found = Extract<FsckStep, { readonly kind: 'found' }>;

interface Result {
  readonly rows: number;
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
  readonly found: readonly Found[];
  /** Ids of those who changed all the time. */
  readonly restless: readonly string[];
}

async function collected(steps: AsyncIterable<FsckStep>, progress: Progress): Promise<Result> {
  let read = { rows: 0, users: 0, groups: 0, memberships: 0 };
  const found: Found[] = [];
  const restless: string[] = [];
  for await (const step of steps) {
    if (step.kind === 'found') found.push(step);
    else if (step.kind === 'restless') restless.push(step.id);
    else if (step.kind === 'looking')
      progress.show(`Looking again at what seems wrong: ${step.done} of ${step.of}`, step);
    else {
      const { kind, ...numbers } = step;
      read = numbers;
      progress.show(`${counted(step.rows, 'row')} read`);
    }
  }
  return { ...read, found, restless };
}

function isClean({ found, restless }: Result): boolean {
  return restless.length === 0 && found.every(({ isRepaired }) => isRepaired);
}

/** Findings that people are shown; scripts get all. */
const maxShown = 100;

function report(tenant: string, repair: boolean, result: Result, output: Output): void {
  const { found, restless, ...numbers } = result;
  const findings = found.map(({ finding, isRepaired }) => {
    const { problem, repairable } = finding;
    return { ...problem, ...inWords(finding), repairable, repaired: isRepaired };
  });
  output.json({ tenant, ...numbers, clean: isClean(result), findings, restless });
  for (const { what, remedy, repairable, repaired } of findings.slice(0, maxShown))
    output.note(`${what}\n  ${repaired ? 'Repaired' : repairable ? 'Repair' : 'No repair'}: ${remedy}`);
  if (findings.length > maxShown)
    output.note(`There are ${counted(findings.length - maxShown, 'more finding')}: --json prints all.`);
  for (const id of restless.slice(0, maxShown))
    output.warn(`${id} changed all the time, and was not checked: try again when there is less to do.`);
  output.note(`${summary(tenant, result)}\n${conclusion(tenant, repair, result)}`);
}

function summary(tenant: string, { rows, users, groups, memberships }: Result): string {
  const parts = [counted(users, 'user'), counted(groups, 'group'), counted(memberships, 'membership')];
  return `Tenant "${tenant}": ${counted(rows, 'row')} read, of ${parts.join(', ')}. Its log was not read.`;
}

function conclusion(tenant: string, repair: boolean, result: Result): string {
  const { found } = result;
  if (isClean(result))
    return found.length === 0 ? 'Nothing is wrong.' : `${counted(found.length, 'finding')}, all repaired.`;
  const left = found.filter(({ isRepaired }) => !isRepaired);
  const repairable = left.filter(({ finding }) => finding.repairable).length;
  const state = `${counted(left.length, 'finding')}${repair ? ' left' : ''}`;
  if (repair || repairable === 0) return `${state}.`;
  return `${state}, ${repairable} of which can be repaired:  ${programName()} fsck --tenant ${tenant} --repair`;
}
