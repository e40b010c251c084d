import type { Command } from 'commander';
import { applicationView } from '../../shared/api/manage/singleSignOn.ts';
import { clientView, federatedView, tokenViews } from '../../shared/api/manage/views.ts';
import { beingRemoved, deadline, requireTenant } from '../../shared/tenants/change.ts';
import { readLastUsed } from '../../shared/tenants/lastUsed.ts';
import { signInAddresses } from '../../shared/tenants/singleSignOn.ts';
import { showClients, showFederated, showTokens, dayOf } from '../credentialTable.ts';
import type { Output } from '../output.ts';
import {
  applicationInWords,
  providerInWords,
  providerView,
  settingsInWords,
  singleSignOnInWords,
} from '../providerView.ts';
import { commandSettings, openTenants, openUsers } from '../storage.ts';
import { serviceUrl, tenantUrl, tokenEndpointUrl } from '../tenantUrl.ts';
import { countTenantResources } from '../resourceCounts.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';
import { programName } from '../programName.ts';

export function registerTenantShow(tenant: Command): void {
  tenant
    .command('show')
    .description('show the identity provider of a tenant, its settings and its credentials')
    .argument(...tenantName)
    .option(...json)
    .action((name: string, options: Json) => show(name, outputOf(options)));
}

/** `uniflow-scim tenant show <tenant>` */
async function show(name: string, output: Output): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const tenants = await openTenants(settings);
  const tenant = await requireTenant(tenants, name);
  const { identityProvider, created, removing } = tenant;
  const addresses = signInAddresses(serviceUrl(settings), name, identityProvider.singleSignOn);
  const [{ users, groups }, uses] = await Promise.all([
    countTenantResources(await openUsers(settings), tenant),
    readLastUsed(tenants, name, deadline()),
  ]);
  const now = Date.now();
  const secretTokens = tokenViews(tenant.secretTokens, uses);
  const clients = tenant.clients.map((client) => clientView(client, uses));
  const federated = tenant.federatedCredentials.map((credential) => federatedView(credential, uses));
  output.json({
    tenant: name,
    tenantUrl: url,
    tokenEndpoint: tokenEndpointUrl(url),
    created,
    removing: removing ?? null,
    ...providerView(identityProvider),
    enterpriseApplication: applicationView(addresses),
    users,
    groups,
    secretTokens,
    clients,
    federatedCredentials: federated,
  });
  output.fields(`Tenant "${name}"`, {
    ...providerInWords(identityProvider),
    Created: dayOf(created, ''),
    Users: String(users),
    Groups: String(groups),
    'Provisioning tenant URL': url,
    'Token endpoint': tokenEndpointUrl(url),
  });
  if (tenant.restoring !== undefined) output.warn(beingRemoved(tenant).message);
  else if (removing !== undefined) {
    output.warn(
      `its removal began on ${removing.slice(0, 16).replace('T', ' ')} UTC. The hourly timer of the service finishes that. To do it now:  ${programName()} tenant remove ${name}`,
    );
  }
  output.fields('Settings', settingsInWords(identityProvider));
  output.fields('Single sign-on', {
    ...singleSignOnInWords(identityProvider),
    ...applicationInWords(addresses),
  });
  showTokens(output, 'Secret tokens', secretTokens, now);
  showClients(output, clients, now);
  showFederated(output, federated, now);
}
