import type { Command } from 'commander';
import { madeTokenView } from '../../shared/api/manage/views.ts';
import { validityOf, type Scope } from '../../shared/tenants/credential.ts';
import type { Replacing } from '../../shared/tenants/replacing.ts';
import { addSecretToken, type MadeToken } from '../../shared/tenants/secretTokens.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { audited } from '../audited.ts';
import { idempotencyKeyOption, labelOption, scopeOption, tokenExpiresOption } from '../credentialOptions.ts';
import { dayOf } from '../credentialTable.ts';
import { adviseIfLost } from '../lostOutput.ts';
import { warningManagementOff } from '../managementApi.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { serviceUrl, tenantUrl } from '../tenantUrl.ts';
import { tokenFromOptions, type TokenOptions } from '../tokenInput.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';
import { programName } from '../programName.ts';

export function registerTokenAdd(token: Command): void {
  withTokenOptions(
    token
      .command('add')
      .description('add a secret token; two of each scope work at a time')
      .argument(...tenantName),
  )
    .option(...json)
    .action((name: string, options: TokenOptions & Json) =>
      makeToken(name, options, 'none', outputOf(options)),
    );
}

/** Adds the options of every command that creates a secret token. */
export function withTokenOptions(command: Command): Command {
  return command
    .addOption(scopeOption())
    .addOption(labelOption('the token', 'secret token'))
    .addOption(tokenExpiresOption('the token'))
    .addOption(idempotencyKeyOption());
}

/** `uniflow-scim token add <tenant>`, `uniflow-scim token rotate <tenant>` */
export async function makeToken(
  name: string,
  options: TokenOptions,
  replacing: Replacing,
  output: Output,
): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const input = tokenFromOptions(settings, options);
  const managementUrl = `${serviceUrl(settings)}/manage/tenants/${name}`;
  const warning = input.scope === 'management' ? warningManagementOff(settings) : undefined;
  const table = await openTenants(settings);
  const made = await audited(
    table,
    { action: 'token.add', tenant: name },
    () => addSecretToken(table, name, input, replacing),
    ({ record }) => record.id,
  );
  const working = workingTokens(made.tenant, input.scope);
  adviseIfLost(`The new token was not seen by anybody. For another one:  ${again(name, input.scope)}`);
  output.json({
    tenant: name,
    tenantUrl: url,
    secretToken: made.token,
    token: madeTokenView(made.record),
    validTokens: working,
  });
  show(made, url, output);
  output.note(
    `It is shown this once, and works at once.\n${aboutOthers(name, input.scope, replacing, working)}`,
  );
  if (input.scope === 'management') {
    output.note(`It is for ${managementUrl} and what is below.`);
    if (warning !== undefined) output.warn(warning);
  }
}

function show(
  { token, record, tenant }: MadeToken & { readonly tenant: Tenant },
  url: string,
  output: Output,
): void {
  const { scope } = record;
  output.fields(`Tenant "${tenant.name}" has a new secret token.`, {
    ...(scope === 'management' ? {} : { 'Provisioning tenant URL': url }),
    [scope === 'provisioning' ? 'Provisioning secret token' : `Secret token (${scope})`]: token,
    Id: record.id,
    Label: record.label,
    'Last four characters': `…${record.lastFour ?? ''}`,
    Expires: dayOf(record.expires, 'never'),
  });
}

function workingTokens({ secretTokens }: Tenant, scope: Scope): number {
  const now = Date.now();
  return secretTokens.filter((token) => token.scope === scope && validityOf(token, now) !== 'expired').length;
}

function again(name: string, scope: Scope): string {
  return `${programName()} token rotate ${name}${scope === 'provisioning' ? '' : ` --scope ${scope}`}`;
}

function aboutOthers(name: string, scope: Scope, replacing: Replacing, working: number): string {
  if (replacing === 'others') return 'Every other token of its scope ends within 30 seconds.';
  if (working === 1) return 'It is the only one of its scope.';
  if (replacing === 'none') {
    return `The earlier token still works. When nobody uses it any more:  ${programName()} token revoke ${name} <id>`;
  }
  return `The token that was used last still works; another one ends within 30 seconds.\nAfter a leak, this makes another one and ends all before it:  ${again(name, scope)} --revoke-others`;
}
