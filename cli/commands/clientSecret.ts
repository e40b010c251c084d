import type { Command } from 'commander';
import { requireTenant } from '../../shared/tenants/change.ts';
import { addClientSecret, maxClientSecrets, revokeClientSecret } from '../../shared/tenants/clients.ts';
import type { Client } from '../../shared/tenants/credential.ts';
import type { Replacing } from '../../shared/tenants/replacing.ts';
import type { Table } from '../../shared/store/tables.ts';
import { warnNoAccessTokens } from '../accessTokens.ts';
import { audited } from '../audited.ts';
import { daysOption, idempotencyKeyOption, labelOption } from '../credentialOptions.ts';
import { findByIdPrefix } from '../findByIdPrefix.ts';
import { adviseIfLost } from '../lostOutput.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantUrl } from '../tenantUrl.ts';
import { pasteIntoEntra, secretFields, secretResult, unseenSecret } from './clientAdd.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';
import { programName } from '../programName.ts';

interface AddOptions {
  readonly label: string;
  readonly days: number;
  readonly idempotencyKey?: string;
}

interface RotateOptions extends AddOptions {
  readonly revokeOthers?: boolean;
}

const idRule = 'id from "client list", or at least its first four characters';

export function registerClientSecret(client: Command): void {
  const secret = client.command('secret').description('manage the secrets of a client');
  withSecretOptions(
    secret
      .command('add')
      .description(`give a client one more secret (at most ${maxClientSecrets}); the others keep working`),
  ).action((name: string, clientId: string, options: AddOptions & Json) =>
    make(name, clientId, options, 'none', outputOf(options)),
  );
  withSecretOptions(
    secret
      .command('rotate')
      .description('give a client a new secret; the one that was used last keeps working')
      .option('--revoke-others', 'revoke all others, everywhere within 30 seconds'),
  ).action((name: string, clientId: string, options: RotateOptions & Json) => {
    const replacing = options.revokeOthers === true ? 'others' : 'oldest';
    return make(name, clientId, options, replacing, outputOf(options));
  });
  secret
    .command('revoke')
    .description('revoke a secret of a client and its access tokens, everywhere within 30 seconds')
    .argument(...tenantName)
    .argument('<clientId>', idRule)
    .argument('<secretId>', idRule)
    .option(...json)
    .action((name: string, clientId: string, secretId: string, options: Json) =>
      revoke(name, clientId, secretId, outputOf(options)),
    );
}

function withSecretOptions(command: Command): Command {
  return command
    .argument(...tenantName)
    .argument('<clientId>', idRule)
    .addOption(labelOption('the secret', 'client secret'))
    .addOption(daysOption())
    .addOption(idempotencyKeyOption())
    .option(...json);
}

/** `uniflow-scim client secret add <tenant> <clientId>`, `uniflow-scim client secret rotate <tenant> <clientId>` */
async function make(
  name: string,
  beginning: string,
  { label, days, idempotencyKey }: AddOptions,
  replacing: Replacing,
  output: Output,
): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const tenants = await openTenants(settings);
  const client = await findClient(tenants, name, beginning);
  const input = { label, days, idempotencyKey };
  const made = await audited(
    tenants,
    { action: 'clientSecret.add', tenant: name },
    () => addClientSecret(tenants, name, client.id, input, replacing),
    ({ record }) => record.id,
  );
  adviseIfLost(unseenSecret(name, client.id));
  output.json({ ...secretResult(name, url, made), label });
  output.fields(`The client "${client.label}" of "${name}" has a new secret.`, secretFields(url, made));
  output.note(`${pasteIntoEntra}\n${aboutOthers[replacing]}`);
  if (replacing !== 'others') {
    output.note(
      `Access tokens end with the secret that they were issued for: wait until they have expired (an hour, or as SCIM_ACCESS_TOKEN_MINUTES says) before you end one:\n  ${programName()} client secret revoke ${name} ${client.id} <secret>`,
    );
  }
  warnNoAccessTokens(settings, made.tenant, 'clientCredentials', output);
}

const aboutOthers: Readonly<Record<Replacing, string>> = {
  none: 'The other secrets of this client go on working.',
  oldest: 'The secret that was used last still works; the others end within 30 seconds.',
  others: 'Every other secret of this client ends within 30 seconds, with its access tokens.',
};

/** `uniflow-scim client secret revoke <tenant> <clientId> <secretId>` */
async function revoke(name: string, clientId: string, secretId: string, output: Output): Promise<void> {
  const tenants = await openTenants(await commandSettings());
  const client = await findClient(tenants, name, clientId);
  const { id } = findByIdPrefix(client.secrets, secretId, 'secret');
  await audited(tenants, { action: 'clientSecret.revoke', tenant: name, target: id }, () =>
    revokeClientSecret(tenants, name, client.id, id),
  );
  output.json({ tenant: name, clientId: client.id, revoked: id });
  output.note(
    `The secret ${id} is revoked. Within 30 seconds it and its access tokens are refused everywhere.`,
  );
  if (client.secrets.length === 1) {
    output.warn(
      `the client "${client.label}" has no secret left. For a new one:  ${programName()} client secret add ${name} ${client.id}`,
    );
  }
}

async function findClient(tenants: Table, name: string, beginning: string): Promise<Client> {
  return findByIdPrefix((await requireTenant(tenants, name)).clients, beginning, 'client');
}
