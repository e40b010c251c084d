import type { Command } from 'commander';
import { clientView, federatedView } from '../../shared/api/manage/views.ts';
import { deadline, requireTenant } from '../../shared/tenants/change.ts';
import { removeClient } from '../../shared/tenants/clients.ts';
import { readLastUsed } from '../../shared/tenants/lastUsed.ts';
import { audited } from '../audited.ts';
import { showClients, showFederated } from '../credentialTable.ts';
import { findByIdPrefix } from '../findByIdPrefix.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { json, outputOf, tenantName, type Json, type Registration } from './command.ts';
import { registerClientAdd } from './clientAdd.ts';
import { registerClientFederate } from './clientFederate.ts';
import { registerClientSecret } from './clientSecret.ts';

export const registerClient: Registration = (program) => {
  const client = program
    .command('client')
    .description('manage the OAuth clients of a tenant, which get access tokens at its token endpoint');
  registerList(client);
  registerClientAdd(client);
  registerClientFederate(client);
  registerRemove(client);
  registerClientSecret(client);
};

function registerList(client: Command): void {
  client
    .command('list')
    .description('list the clients of a tenant and data about their secrets, but not the secrets')
    .argument(...tenantName)
    .option(...json)
    .action((name: string, options: Json) => list(name, outputOf(options)));
}

/** `uniflow-scim client list <tenant>` */
async function list(name: string, output: Output): Promise<void> {
  const tenants = await openTenants(await commandSettings());
  const tenant = await requireTenant(tenants, name);
  const uses = await readLastUsed(tenants, name, deadline());
  const clients = tenant.clients.map((client) => clientView(client, uses));
  const federatedCredentials = tenant.federatedCredentials.map((credential) =>
    federatedView(credential, uses),
  );
  output.json({ tenant: name, clients, federatedCredentials });
  showClients(output, clients, Date.now());
  showFederated(output, federatedCredentials, Date.now());
}

function registerRemove(client: Command): void {
  client
    .command('remove')
    .description('remove a client or a federated credential; its access tokens end within 30 seconds')
    .argument(...tenantName)
    .argument('<id>', 'id from "client list", or at least its first four characters')
    .option(...json)
    .action((name: string, id: string, options: Json) => remove(name, id, outputOf(options)));
}

/** `uniflow-scim client remove <tenant> <id>` */
async function remove(name: string, beginning: string, output: Output): Promise<void> {
  const tenants = await openTenants(await commandSettings());
  const { clients, federatedCredentials } = await requireTenant(tenants, name);
  const { id } = findByIdPrefix([...clients, ...federatedCredentials], beginning, 'client');
  const action = clients.some((client) => client.id === id) ? 'client.remove' : 'federatedCredential.remove';
  await audited(tenants, { action, tenant: name, target: id }, () => removeClient(tenants, name, id));
  output.json({ tenant: name, removed: id });
  output.note(
    `The client ${id} is removed. Within 30 seconds its secrets and its access tokens are refused everywhere.`,
  );
}
