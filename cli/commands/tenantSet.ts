import type { Command } from 'commander';
import { readEntraAuthority } from '../../shared/config/config.ts';
import type { AuditAction } from '../../shared/operators/auditEntry.ts';
import { requireTenant } from '../../shared/tenants/change.ts';
import { setTenant } from '../../shared/tenants/lifecycle.ts';
import { checkMetadataHost } from '../../shared/tenants/singleSignOn.ts';
import { audited } from '../audited.ts';
import { InputError } from '../exitCode.ts';
import type { Output } from '../output.ts';
import { providerInWords, providerView, settingsInWords, singleSignOnInWords } from '../providerView.ts';
import { asksForChange, tenantInput, withSettingsOptions, type SettingsOptions } from '../settingsOptions.ts';
import { warnOfMetadataUrl } from '../singleSignOnOptions.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { programName } from '../programName.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

export function registerTenantSet(tenant: Command): void {
  withSettingsOptions(
    tenant
      .command('set')
      .description("change settings of a tenant's identity provider; the others stay")
      .argument(...tenantName),
  )
    .option(...json)
    .action((name: string, options: SettingsOptions & Json) => set(name, options, outputOf(options)));
}

/** `uniflow-scim tenant set <tenant>` */
async function set(name: string, options: SettingsOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const authority = readEntraAuthority(settings);
  const tenants = await openTenants(settings);
  const input = tenantInput(options, await requireTenant(tenants, name), settings);
  if (!asksForChange(input)) {
    throw new InputError('Say what is to be changed. --help lists the settings.');
  }
  const { identityProvider } = await audited(tenants, { action: actionOf(options), tenant: name }, () => {
    checkMetadataHost(authority, input.singleSignOn);
    return setTenant(tenants, name, input);
  });
  output.json({ tenant: name, ...providerView(identityProvider) });
  output.fields(`Tenant "${name}" is set.`, {
    ...providerInWords(identityProvider),
    ...settingsInWords(identityProvider),
    ...singleSignOnInWords(identityProvider),
  });
  warnOfMetadataUrl(options, output);
  output.note('A running service follows within 30 seconds.');
  if (options.singleSignOn === 'on')
    output.note(`To see whether people can sign in:  ${programName()} sso check ${name}`);
}

function actionOf({ singleSignOn }: SettingsOptions): AuditAction {
  if (singleSignOn === undefined) return 'tenant.change';
  return singleSignOn === 'on' ? 'singleSignOn.enable' : 'singleSignOn.disable';
}
