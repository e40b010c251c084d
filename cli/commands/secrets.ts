import type { Command } from 'commander';
import { inspectTenant, resealTenant } from '../../shared/jobs/reseal.ts';
import type { SecretsProgress } from '../../shared/jobs/walkUsers.ts';
import { userType, type Tenant } from '../../shared/tenants/tenant.ts';
import { readSealingKeys, type SealingKeys } from '../../shared/config/keyRing.ts';
import { deadline, requireTenant } from '../../shared/tenants/change.ts';
import { readTenants } from '../../shared/tenants/tenantStore.ts';
import { audited } from '../audited.ts';
import type { Output } from '../output.ts';
import { withProgress, type Progress } from '../progress.ts';
import { isSound, keyReport, reportJson, type TenantSecrets } from '../secretsReport.ts';
import type { Settings } from '../settings.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';
import { counted } from '../counted.ts';
import { programName } from '../programName.ts';
import { exitCode } from '../exitCode.ts';

export const registerSecrets: Registration = (program) => {
  const secrets = program
    .command('secrets')
    .description('manage the keys that encrypt the stored PINs and card registration codes');
  register(secrets, 'status', 'show which keys encrypt the stored secrets; changes nothing');
  register(secrets, 'reseal', 'encrypt all stored secrets with the first key of SCIM_SEALING_KEYS');
};

type Work = 'status' | 'reseal';

interface SecretsOptions {
  readonly tenant?: string;
}

function register(secrets: Command, work: Work, description: string): void {
  secrets
    .command(work)
    .description(description)
    .option('--tenant <tenant>', 'only this tenant (default: all tenants)')
    .option(...json)
    .action((options: SecretsOptions & Json) => run(work, options, outputOf(options)));
}

/** `uniflow-scim secrets status`, `uniflow-scim secrets reseal` */
async function run(work: Work, { tenant }: SecretsOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const ring = readSealingKeys(settings);
  const { tenants, damaged } = await tenantsOf(settings, tenant);
  const goOn = `Not all was looked at. To go on:  ${programName()} secrets ${work}${tenant === undefined ? '' : ` --tenant ${tenant}`}`;
  const tenantsTable = await openTenants(settings);
  const walked = await withProgress(goOn, (progress) => {
    const walk = () => walkTenants(work, settings, ring, tenants, progress);
    return work === 'status' ? walk() : audited(tenantsTable, { action: 'secrets.reseal', tenant }, walk);
  });
  const found = { tenants: walked, damagedTenants: damaged };
  for (const name of damaged)
    output.warn(`what is stored of the tenant "${name}" is damaged: its secrets were not looked at.`);
  output.json(reportJson(ring, found));
  keyReport(ring, found, { resealed: work === 'reseal', allTenants: tenant === undefined }, output);
  if (!isSound(found)) process.exitCode = exitCode.failed;
}

interface Chosen {
  readonly tenants: readonly Tenant[];
  /** Names of tenants whose own rows can't be read. */
  readonly damaged: readonly string[];
}

async function tenantsOf(settings: Settings, name: string | undefined): Promise<Chosen> {
  const table = await openTenants(settings);
  if (name !== undefined) return { tenants: [await requireTenant(table, name)], damaged: [] };
  const tenants: Tenant[] = [];
  const damaged: string[] = [];
  const onDamaged = (each: string) => void damaged.push(each);
  for await (const tenant of readTenants(table, deadline(), onDamaged)) tenants.push(tenant);
  // Secrets that are about to be deleted are not resealed.
  return { tenants: tenants.filter(({ removing }) => removing === undefined), damaged };
}

async function walkTenants(
  work: Work,
  settings: Settings,
  ring: SealingKeys,
  tenants: readonly Tenant[],
  progress: Progress,
): Promise<readonly TenantSecrets[]> {
  const table = await openUsers(settings);
  const walk = work === 'reseal' ? resealTenant : inspectTenant;
  const found: TenantSecrets[] = [];
  for (const [index, tenant] of tenants.entries()) {
    let last: SecretsProgress | undefined;
    const partition = { table, tenant: tenant.name, signal: new AbortController().signal };
    for await (last of walk(partition, ring, userType(tenant))) {
      const text = `${tenant.name} (tenant ${index + 1} of ${tenants.length}): ${last.users} of ${counted(last.total, 'user')}`;
      progress.show(text, { done: last.users, of: Math.max(last.total, last.users) });
    }
    if (last !== undefined) found.push({ tenant: tenant.name, ...last });
  }
  return found;
}
