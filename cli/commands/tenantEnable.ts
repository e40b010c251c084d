import type { Command } from 'commander';
import { madeTokenView } from '../../shared/api/manage/views.ts';
import type { ScimError } from '../../shared/scim/error.ts';
import type { Table } from '../../shared/store/tables.ts';
import { enableProvisioning, type MadeTenant } from '../../shared/tenants/lifecycle.ts';
import { isTenantName, type Tenant } from '../../shared/tenants/tenant.ts';
import { audited } from '../audited.ts';
import { idempotencyKeyOption, labelOption, tokenExpiresOption } from '../credentialOptions.ts';
import { dayOf } from '../credentialTable.ts';
import { adviseIfLost } from '../lostOutput.ts';
import { InputError } from '../exitCode.ts';
import type { Output } from '../output.ts';
import { providerView, settingsInWords } from '../providerView.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantUrl } from '../tenantUrl.ts';
import { tokenFromOptions, type TokenOptions } from '../tokenInput.ts';
import { tryIt } from '../tryIt.ts';
import { isUnknownTenant, withNearestTenant } from '../unknownTenant.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';
import { programName } from '../programName.ts';

type EnableOptions = Omit<TokenOptions, 'scope'>;

export function registerTenantEnable(tenant: Command): void {
  tenant
    .command('enable')
    .description(
      'turn provisioning on, and show the tenant URL and, if the tenant has no token, once a new secret token',
    )
    .argument(...tenantName)
    .addOption(labelOption('the secret token', 'secret token'))
    .addOption(tokenExpiresOption('the secret token'))
    .addOption(idempotencyKeyOption())
    .option(...json)
    .action((name: string, options: EnableOptions & Json) => enable(name, options, outputOf(options)));
}

/** `uniflow-scim tenant enable <tenant>` */
async function enable(name: string, options: EnableOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const table = await openTenants(settings);
  const input = tokenFromOptions(settings, options);
  const made = await audited(table, { action: 'tenant.enable', tenant: name }, () =>
    enableProvisioning(table, name, input),
  ).catch(async (error: unknown) => {
    throw isUnknownTenant(error) ? await withProposal(table, name, error) : error;
  });
  show(made, url, output);
}

/** Suggests a similar name: a mistyped name creates no tenant. */
async function withProposal(table: Table, name: string, unknown: ScimError): Promise<InputError> {
  const add = isTenantName(name) ? `\nTo add it:  ${programName()} tenant add ${name}` : '';
  return new InputError(`${await withNearestTenant(table, unknown)}${add}`);
}

function show({ tenant, token }: MadeTenant, url: string, output: Output): void {
  const { name, identityProvider, secretTokens } = tenant;
  const [record] = secretTokens;
  if (token !== undefined)
    adviseIfLost(
      `The new token was not seen by anybody. For another one:  ${programName()} token rotate ${name}`,
    );
  output.json({
    tenant: name,
    tenantUrl: url,
    ...providerView(identityProvider),
    ...(token === undefined || record === undefined
      ? {}
      : { secretToken: token, token: madeTokenView(record) }),
  });
  output.fields(`Provisioning is on for the tenant "${name}".`, {
    'Provisioning tenant URL': url,
    ...(token === undefined
      ? {}
      : { 'Provisioning secret token': token, 'Secret token expires': dayOf(record?.expires, 'never') }),
    ...settingsInWords(identityProvider),
  });
  output.note(token === undefined ? aboutCredentials(tenant) : shownOnce(url, token));
}

function aboutCredentials({ name, secretTokens, clients, federatedCredentials }: Tenant): string {
  if (secretTokens.length > 0)
    return `Its secret token was shown when it was made and can't be shown again.\nFor a new one:  ${programName()} token rotate ${name}`;
  if (clients.length + federatedCredentials.length > 0)
    return `Its clients get their access tokens at its token endpoint:  ${programName()} client list ${name}`;
  return `It accepts no secret token, and it has no client. To add one:  ${programName()} client add ${name}`;
}

/** Entra can't reach a service on this machine: shows a request to try instead. */
function shownOnce(url: string, token: string): string {
  if (url.startsWith('https:')) {
    return 'The secret token is shown this once. Paste both into Entra, under Admin credentials, and click Test connection.';
  }
  return tryIt(url, token);
}
