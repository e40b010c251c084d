import type { Command } from 'commander';
import { addClient, type MadeSecret } from '../../shared/tenants/clients.ts';
import type { Scope } from '../../shared/tenants/credential.ts';
import { audited } from '../audited.ts';
import { warnNoAccessTokens } from '../accessTokens.ts';
import { daysOption, idempotencyKeyOption, labelOption, scopesOption } from '../credentialOptions.ts';
import { dayOf } from '../credentialTable.ts';
import { adviseIfLost } from '../lostOutput.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantUrl, tokenEndpointUrl } from '../tenantUrl.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';
import { programName } from '../programName.ts';

interface AddOptions {
  readonly label: string;
  readonly scope?: readonly Scope[];
  readonly days: number;
  readonly idempotencyKey?: string;
}

export function registerClientAdd(client: Command): void {
  client
    .command('add')
    .description('add a client, and show its client id and, once, its client secret')
    .argument(...tenantName)
    .addOption(labelOption('the client and its first secret', 'client'))
    .addOption(scopesOption())
    .addOption(daysOption())
    .addOption(idempotencyKeyOption())
    .option(...json)
    .action((name: string, options: AddOptions & Json) => add(name, options, outputOf(options)));
}

/** `uniflow-scim client add <tenant>` */
async function add(name: string, options: AddOptions, output: Output): Promise<void> {
  const { label, scope: scopes = ['provisioning'], days, idempotencyKey } = options;
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const tenants = await openTenants(settings);
  const made = await audited(
    tenants,
    { action: 'client.add', tenant: name },
    () => addClient(tenants, name, { label, scopes, days, idempotencyKey }),
    ({ clientId }) => clientId,
  );
  adviseIfLost(unseenSecret(name, made.clientId));
  output.json({ ...secretResult(name, url, made), label, scopes });
  output.fields(`Tenant "${name}" has a new client.`, {
    ...secretFields(url, made),
    Scopes: scopes.join(', '),
  });
  output.note(pasteIntoEntra);
  warnNoAccessTokens(settings, made.tenant, 'clientCredentials', output);
}

export function unseenSecret(name: string, clientId: string): string {
  return `The new secret was not seen by anybody. For another one:  ${programName()} client secret rotate ${name} ${clientId}`;
}

/** A client's secret, for `--json`. */
export function secretResult(name: string, url: string, { clientId, secret, record }: MadeSecret): object {
  return {
    tenant: name,
    tenantUrl: url,
    tokenEndpoint: tokenEndpointUrl(url),
    clientId,
    clientSecret: secret,
    secretId: record.id,
    expires: record.expires,
  };
}

/** The fields that are pasted into Entra, in the order of its form. */
export function secretFields(
  url: string,
  { clientId, secret, record }: MadeSecret,
): Readonly<Record<string, string>> {
  return {
    'Provisioning tenant URL': url,
    'Token endpoint': tokenEndpointUrl(url),
    'Client id': clientId,
    'Client secret': secret,
    'Secret expires': dayOf(record.expires, 'never'),
  };
}

export const pasteIntoEntra =
  'The client secret is shown this once, and works at once.\n' +
  'In Entra, under Admin credentials, choose the OAuth2 client credentials grant, paste tenant URL, token endpoint, client id and client secret, and click Test connection.';
