import type { Command } from 'commander';
import { federatedView, unused } from '../../shared/api/manage/views.ts';
import { requireTenant } from '../../shared/tenants/change.ts';
import { addFederatedCredential } from '../../shared/tenants/federatedCredentials.ts';
import { readExpiry, type Scope } from '../../shared/tenants/credential.ts';
import { warnNoAccessTokens } from '../accessTokens.ts';
import { audited } from '../audited.ts';
import { expiresOption, labelOption, scopesOption } from '../credentialOptions.ts';
import { dayOf } from '../credentialTable.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantUrl, tokenEndpointUrl } from '../tenantUrl.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

interface FederateOptions {
  readonly entraTenant: string;
  readonly subject: string;
  readonly audience: string;
  readonly scope?: readonly Scope[];
  readonly label: string;
  readonly expires?: string;
}

export function registerClientFederate(client: Command): void {
  client
    .command('federate')
    .description(
      'add a federated credential: trust what Entra signs for an application (workload identity federation)',
    )
    .argument(...tenantName)
    .requiredOption(
      '--entra-tenant <guid>',
      'Directory (tenant) ID of the Entra directory that issues the assertions',
    )
    .requiredOption(
      '--subject <guid>',
      "object id of Microsoft's provisioning application; it becomes the client id",
    )
    .requiredOption('--audience <text>', 'audience of the assertions, as Entra shows it')
    .addOption(scopesOption())
    .addOption(labelOption('the credential', 'federated credential'))
    .addOption(expiresOption('the credential', 'never'))
    .option(...json)
    .action((name: string, options: FederateOptions & Json) => federate(name, options, outputOf(options)));
}

/** `uniflow-scim client federate <tenant>` */
async function federate(name: string, options: FederateOptions, output: Output): Promise<void> {
  const { label, audience, scope: scopes = ['provisioning'], expires } = options;
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const tenants = await openTenants(settings);
  const tenant = await requireTenant(tenants, name);
  const input = {
    label,
    entraTenantId: options.entraTenant.toLowerCase(),
    subject: options.subject.toLowerCase(),
    audience,
    scopes,
    expires: expires === undefined ? undefined : readExpiry(expires, new Date()),
  };
  const record = await audited(
    tenants,
    { action: 'federatedCredential.add', tenant: name },
    () => addFederatedCredential(tenants, name, input),
    ({ id }) => id,
  );
  output.json({
    tenant: name,
    tenantUrl: url,
    tokenEndpoint: tokenEndpointUrl(url),
    clientId: record.subject,
    federatedCredential: federatedView(record, unused),
  });
  output.fields(`Tenant "${name}" accepts an application of Entra. There is no secret.`, {
    'Provisioning tenant URL': url,
    'Token endpoint': tokenEndpointUrl(url),
    'Client id': record.subject,
    Audience: audience,
    'Directory (tenant) ID': record.entraTenantId,
    Scopes: scopes.join(', '),
    Expires: dayOf(record.expires, 'never'),
  });
  output.note(
    'In Entra, under Admin credentials, choose workload identity federation, paste the first four lines above, and click Test connection.',
  );
  warnNoAccessTokens(settings, tenant, 'workloadIdentity', output);
}
