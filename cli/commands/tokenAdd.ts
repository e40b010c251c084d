import type { Command } from 'commander';
import { tokenView, unused } from '../../shared/manage/views.ts';
import { validityOf } from '../../shared/tenants/credential.ts';
import type { Scope } from '../../shared/tenants/scope.ts';
import { addSecretToken, type MadeToken, type Replacing } from '../../shared/tenants/secretTokens.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { labelOption, scopeOption, tokenExpiresOption } from '../credentialOptions.ts';
import { dayOf } from '../credentialTable.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { warnManagementOff } from '../managementApi.ts';
import { serviceUrl, tenantUrl } from '../tenantUrl.ts';
import { tokenWish, type TokenOptions } from '../tokenWish.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

export function registerTokenAdd(token: Command): void {
  withTokenOptions(
    token
      .command('add')
      .description('make a secret token beside the one that works; two of a scope work at a time'),
  )
    .option(...json)
    .action((name: string, options: TokenOptions & Json) => make(name, options, 'none', outputOf(options)));
}

export function registerTokenRotate(token: Command): void {
  withTokenOptions(
    token
      .command('rotate')
      .description('make a new secret token; the one before it works until the next rotation'),
  )
    .option('--revoke-others', 'end every other token of its scope: within 30 seconds everywhere')
    .option(...json)
    .action((name: string, options: RotateOptions & Json) =>
      make(name, options, options.revokeOthers === true ? 'others' : 'oldest', outputOf(options)),
    );
}

interface RotateOptions extends TokenOptions {
  readonly revokeOthers?: boolean;
}

function withTokenOptions(command: Command): Command {
  return command
    .argument(...tenantName)
    .addOption(scopeOption())
    .addOption(labelOption('it', 'secret token'))
    .addOption(tokenExpiresOption('it'));
}

/** `uniflow-scim token add <tenant>`, `uniflow-scim token rotate <tenant>` */
async function make(
  name: string,
  options: TokenOptions,
  replacing: Replacing,
  output: Output,
): Promise<void> {
  const settings = await commandSettings();
  const url = tenantUrl(settings, name);
  const wish = tokenWish(settings, options);
  const made = await addSecretToken(await openTenants(settings), name, wish, replacing);
  const working = workingTokens(made.tenant, wish.scope);
  output.json({
    tenant: name,
    tenantUrl: url,
    secretToken: made.token,
    token: tokenView(made.record, unused),
    validTokens: working,
  });
  show(made, url, output);
  output.note(
    `It is shown this once, and works at once.\n${aboutOthers(name, wish.scope, replacing, working)}`,
  );
  if (wish.scope === 'management') {
    output.note(`It is for ${serviceUrl(settings)}/manage/tenants/${name} and what is below.`);
    warnManagementOff(settings, output);
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
    Expires: dayOf(record.expires, 'never'),
  });
}

function workingTokens({ secretTokens }: Tenant, scope: Scope): number {
  const now = Date.now();
  return secretTokens.filter((token) => token.scope === scope && validityOf(token, now) !== 'expired').length;
}

function aboutOthers(name: string, scope: Scope, replacing: Replacing, working: number): string {
  const ofScope = scope === 'provisioning' ? '' : ` --scope ${scope}`;
  const again = `npx uniflow-scim token rotate ${name}${ofScope}`;
  if (replacing === 'others') return 'Every other token of its scope ends within 30 seconds.';
  if (working === 1) return 'It is the only one of its scope.';
  if (replacing === 'none') {
    return `The token before it goes on working. When nobody uses it any more:  npx uniflow-scim token revoke ${name} <id>`;
  }
  return `The token before it works until the next rotation; an older one ends within 30 seconds.\nAfter a leak, this makes another one and ends all before it:  ${again} --revoke-others`;
}
