import type { Command } from 'commander';
import { disableTenant } from '../../shared/tenants/lifecycle.ts';
import { audited } from '../audited.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { json, outputOf, tenantName, type Json, type Registration } from './command.ts';
import { registerTenantActivity } from './tenantActivity.ts';
import { registerTenantAdd } from './tenantAdd.ts';
import { registerTenantEnable } from './tenantEnable.ts';
import { registerTenantExport } from './tenantExport.ts';
import { registerTenantList } from './tenantList.ts';
import { registerTenantRemove } from './tenantRemove.ts';
import { registerTenantSet } from './tenantSet.ts';
import { registerTenantShow } from './tenantShow.ts';
import { programName } from '../programName.ts';

export const registerTenant: Registration = (program) => {
  const tenant = program.command('tenant').description('manage tenants: the customers of this deployment');
  registerTenantAdd(tenant);
  registerTenantList(tenant);
  registerTenantShow(tenant);
  registerTenantActivity(tenant);
  registerTenantSet(tenant);
  registerTenantEnable(tenant);
  registerTenantDisable(tenant);
  registerTenantExport(tenant);
  registerTenantRemove(tenant);
};

function registerTenantDisable(tenant: Command): void {
  tenant
    .command('disable')
    .description('turn provisioning off: refuse all clients, delete nothing')
    .argument(...tenantName)
    .option(...json)
    .action((name: string, options: Json) => disable(name, outputOf(options)));
}

/** `uniflow-scim tenant disable <tenant>` */
async function disable(name: string, output: Output): Promise<void> {
  const table = await openTenants(await commandSettings());
  const { identityProvider } = await audited(table, { action: 'tenant.disable', tenant: name }, () =>
    disableTenant(table, name),
  );
  output.json({ tenant: name, provisioning: identityProvider.provisioning });
  output.note(
    `Provisioning is off for the tenant "${name}".\n` +
      'Within 30 seconds its clients are answered 403. Its users and credentials stay: nothing is deleted.\n' +
      `To turn it on again:  ${programName()} tenant enable ${name}`,
  );
}
