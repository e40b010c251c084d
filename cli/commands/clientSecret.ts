import type { Command } from 'commander';
import { requireTenant } from '../../shared/tenants/change.ts';
import { addClientSecret, maxClientSecrets, revokeClientSecret } from '../../shared/tenants/clients.ts';
import type { Client } from '../../shared/tenants/credential.ts';
import type { Table } from '../../shared/store/tables.ts';
import { warnNoAccessTokens } from '../accessTokens.ts';
import { daysOption, labelOption } from '../credentialOptions.ts';
import { byIdBeginning } from '../idBeginning.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantUrl } from '../tenantUrl.ts';
import { pasteIntoEntra, secretFields, secretResult } from './clientAdd.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

interface AddOptions {
  readonly label: string;
  readonly days: number;
}

const idRule = 'as "client list" shows it, or its first characters, four at least';

export function registerClientSecret(client: Command): void {
  const secret = client.command('secret').description('the secrets of a client');
  secret
    .command('add')
    .description(`give a client one more secret, ${maxClientSecrets} at most; the others go on working`)
    .argument(...tenantName)
    .argument('<clientId>', idRule)
    .addOption(labelOption('it', 'client secret'))
    .addOption(daysOption())
    .option(...json)
    .action((name: string, clientId: string, options: AddOptions & Json) =>
      add(name, clientId, options, outputOf(options)),
    );
  secret
    .command('revoke')
    .description('end a secret of a client: it and its access tokens are refused within 30 seconds')
    .argument(...tenantName)
    .argument('<clientId>', idRule)
    .argument('<secretId>', idRule)
    .option(...json)
    .action((name: string, clientId: string, secretId: string, options: Json) =>
      revoke(name, clientId, secretId, outputOf(options)),
    );
}

/** `uniflow-scim client secret add <tenant> <clientId>` */
async function add(name: string, beginning: string, options: AddOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const tenants = await openTenants(settings);
  const client = await findClient(tenants, name, beginning);
  const { label, days } = options;
  const made = await addClientSecret(tenants, name, client.id, { label, days });
  output.json({ ...secretResult(name, url, made), label });
  output.fields(`The client "${client.label}" of "${name}" has a new secret.`, secretFields(url, made));
  output.note(
    `${pasteIntoEntra}\nThe other secrets of this client go on working. Access tokens end with the secret that they were issued for: wait until they have expired (an hour, or as SCIM_ACCESS_TOKEN_MINUTES says) before you end one:\n  npx uniflow-scim client secret revoke ${name} ${client.id} <secret>`,
  );
  warnNoAccessTokens(settings, await requireTenant(tenants, name), 'clientCredentials', output);
}

/** `uniflow-scim client secret revoke <tenant> <clientId> <secretId>` */
async function revoke(name: string, clientId: string, secretId: string, output: Output): Promise<void> {
  const tenants = await openTenants(await commandSettings());
  const client = await findClient(tenants, name, clientId);
  const { id } = byIdBeginning(client.secrets, secretId, 'secret');
  await revokeClientSecret(tenants, name, client.id, id);
  output.json({ tenant: name, clientId: client.id, revoked: id });
  output.note(
    `The secret ${id} is revoked. Within 30 seconds it and its access tokens are refused everywhere.`,
  );
  if (client.secrets.length === 1) {
    output.warn(
      `the client "${client.label}" has no secret left. For a new one:  npx uniflow-scim client secret add ${name} ${client.id}`,
    );
  }
}

async function findClient(tenants: Table, name: string, beginning: string): Promise<Client> {
  return byIdBeginning((await requireTenant(tenants, name)).clients, beginning, 'client');
}
