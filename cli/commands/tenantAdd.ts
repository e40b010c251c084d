import type { Command } from 'commander';
import { readEntraAuthority } from '../../shared/config/config.ts';
import { addTenant } from '../../shared/tenants/lifecycle.ts';
import { checkMetadataHost } from '../../shared/tenants/singleSignOn.ts';
import { audited } from '../audited.ts';
import type { Output } from '../output.ts';
import { providerInWords, providerView, settingsInWords, singleSignOnInWords } from '../providerView.ts';
import { tenantInput, withSettingsOptions, type SettingsOptions } from '../settingsOptions.ts';
import { warnOfMetadataUrl } from '../singleSignOnOptions.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantUrl } from '../tenantUrl.ts';
import { json, outputOf, type Json } from './command.ts';
import { programName } from '../programName.ts';

export function registerTenantAdd(tenant: Command): void {
  withSettingsOptions(
    tenant
      .command('add')
      .description('add a tenant and its identity provider; provisioning is off until "tenant enable"')
      .argument('<tenant>', 'its name, a part of its URL: lower-case letters, digits and hyphens'),
  )
    .option(...json)
    .action((name: string, options: SettingsOptions & Json) => add(name, options, outputOf(options)));
}

/** `uniflow-scim tenant add <tenant>` */
async function add(name: string, options: SettingsOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const authority = readEntraAuthority(settings);
  const url = tenantUrl(settings, name);
  const input = tenantInput(options, undefined, settings);
  const table = await openTenants(settings);
  const { tenant } = await audited(table, { action: 'tenant.add', tenant: name }, () => {
    checkMetadataHost(authority, input.singleSignOn);
    return addTenant(table, name, input, undefined);
  });
  const { identityProvider } = tenant;
  output.json({ tenant: name, tenantUrl: url, created: true, ...providerView(identityProvider) });
  output.fields(`Tenant "${name}" is added.`, {
    ...providerInWords(identityProvider),
    ...settingsInWords(identityProvider),
    ...singleSignOnInWords(identityProvider),
  });
  warnOfMetadataUrl(options, output);
  output.note(
    `To turn provisioning on, and see the tenant URL and the secret token:  ${programName()} tenant enable ${name}`,
  );
}
