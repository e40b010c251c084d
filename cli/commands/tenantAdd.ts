import type { Command } from 'commander';
import { tokenView, unused } from '../../shared/manage/views.ts';
import { addTenant, enableTenant, type MadeTenant } from '../../shared/tenants/lifecycle.ts';
import { isTenantName, type Tenant } from '../../shared/tenants/tenant.ts';
import { readTenant } from '../../shared/tenants/tenantStore.ts';
import { deadline } from '../../shared/tenants/change.ts';
import { labelOption, tokenExpiresOption } from '../credentialOptions.ts';
import { dayOf } from '../credentialTable.ts';
import type { Output } from '../output.ts';
import { providerView, settingsInWords } from '../providerView.ts';
import { tenantWish, withSettingsOptions, type SettingsOptions } from '../settingsOptions.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantUrl } from '../tenantUrl.ts';
import { tokenWish, type TokenOptions } from '../tokenWish.ts';
import { tryIt } from '../tryIt.ts';
import { json, outputOf, type Json } from './command.ts';

const nameRule = 'lower-case letters, digits and hyphens; part of its URL';

export function registerTenantAdd(tenant: Command): void {
  withSettingsOptions(
    tenant
      .command('add')
      .description('make a tenant, and show its tenant URL and, once, its secret token')
      .argument('<tenant>', nameRule),
  )
    .addOption(labelOption('its secret token', 'secret token'))
    .addOption(tokenExpiresOption('its secret token'))
    .option(...json)
    .action((name: string, options: AddOptions & Json) => add(name, options, outputOf(options)));
}

export function registerTenantEnable(tenant: Command): void {
  withSettingsOptions(
    tenant
      .command('enable')
      .description('turn provisioning on; makes the tenant if need be, as "add" does')
      .argument('<tenant>', nameRule),
  )
    .option(...json)
    .action((name: string, options: SettingsOptions & Json) => enable(name, options, outputOf(options)));
}

type AddOptions = SettingsOptions & Pick<TokenOptions, 'label' | 'expires'>;

/** `uniflow-scim tenant add <tenant>` */
async function add(name: string, options: AddOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const wish = tenantWish(options, undefined, settings);
  const made = await addTenant(await openTenants(settings), name, wish, tokenWish(settings, options));
  show(made, url, output);
}

/** `uniflow-scim tenant enable <tenant>` */
async function enable(name: string, options: SettingsOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const tenants = await openTenants(settings);
  const before = isTenantName(name) ? await readTenant(tenants, name, deadline()) : undefined;
  const wish = tenantWish(options, before?.tenant, settings);
  show(await enableTenant(tenants, name, wish, tokenWish(settings)), url, output);
}

function show({ tenant, token }: MadeTenant, url: string, output: Output): void {
  const { name, identityProvider } = tenant;
  output.json({
    tenant: name,
    tenantUrl: url,
    created: token !== undefined,
    ...providerView(identityProvider),
    ...(token === undefined ? {} : { secretToken: token, ...tokenOf(tenant) }),
  });
  output.fields(`Tenant "${name}" is ${token === undefined ? 'enabled' : 'made and enabled'}.`, {
    'Provisioning tenant URL': url,
    ...(token === undefined
      ? {}
      : { 'Provisioning secret token': token, 'Secret token expires': endOf(tenant) }),
    ...settingsInWords(identityProvider),
  });
  output.note(
    token === undefined
      ? `Its secret token was shown when it was made and can't be shown again.\nFor a new one:  npx uniflow-scim token rotate ${name}`
      : shownOnce(url, token),
  );
}

/** The record of the secret token that a new tenant has. */
function tokenOf({ secretTokens: [token] }: Tenant): object {
  return token === undefined ? {} : { token: tokenView(token, unused) };
}

function endOf({ secretTokens: [token] }: Tenant): string {
  return dayOf(token?.expires, 'never');
}

/** Entra reaches no service on this machine: there is a request to try instead. */
function shownOnce(url: string, token: string): string {
  if (url.startsWith('https:')) {
    return 'The secret token is shown this once. Paste both into Entra, under Admin credentials, and click Test connection.';
  }
  return tryIt(url, token);
}
