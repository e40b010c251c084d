import type { Command } from 'commander';
import { madeManagementTokenView, managementTokenViews } from '../../shared/api/manage/views.ts';
import { deadline } from '../../shared/tenants/change.ts';
import {
  addManagementToken,
  deploymentHolder,
  readManagementTokens,
  revokeManagementToken,
} from '../../shared/tenants/deployment.ts';
import { readLastUsed } from '../../shared/tenants/lastUsed.ts';
import type { Replacing } from '../../shared/tenants/replacing.ts';
import type { Role } from '../../shared/tenants/credential.ts';
import { audited } from '../audited.ts';
import { idempotencyKeyOption, labelOption, roleOption, tokenExpiresOption } from '../credentialOptions.ts';
import { dayOf, showManagementTokens } from '../credentialTable.ts';
import { findByIdPrefix } from '../findByIdPrefix.ts';
import { adviseIfLost } from '../lostOutput.ts';
import { warningManagementOff } from '../managementApi.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { serviceUrl } from '../tenantUrl.ts';
import { tokenFromOptions, type TokenOptions } from '../tokenInput.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';
import { programName } from '../programName.ts';

export const registerManagement: Registration = (program) => {
  const management = program
    .command('management')
    .description('manage the tokens of this deployment for the management API (/manage)');
  management
    .command('list')
    .description('list data about the management tokens, but not the tokens')
    .option(...json)
    .action((options: Json) => list(outputOf(options)));
  withTokenOptions(
    management.command('add').description('add a management token; two of each role work at a time'),
  )
    .option(...json)
    .action((options: MakeOptions & Json) => make(options, 'none', outputOf(options)));
  withTokenOptions(
    management
      .command('rotate')
      .description('make a new management token; of its role, the one that was used last keeps working'),
  )
    .option('--revoke-others', 'revoke all others of its role, everywhere within 30 seconds')
    .option(...json)
    .action((options: RotateOptions & Json) =>
      make(options, options.revokeOthers === true ? 'others' : 'oldest', outputOf(options)),
    );
  management
    .command('revoke')
    .description('revoke a management token, everywhere within 30 seconds')
    .argument('<id>', 'id from "management list", or at least its first four characters')
    .option(...json)
    .action((id: string, options: Json) => revoke(id, outputOf(options)));
};

interface MakeOptions extends Omit<TokenOptions, 'scope'> {
  readonly role: Role;
}

interface RotateOptions extends MakeOptions {
  readonly revokeOthers?: boolean;
}

function withTokenOptions(command: Command): Command {
  return command
    .addOption(labelOption('the token', 'management token'))
    .addOption(roleOption())
    .addOption(tokenExpiresOption('the token'))
    .addOption(idempotencyKeyOption());
}

/** `uniflow-scim management list` */
async function list(output: Output): Promise<void> {
  const settings = await commandSettings();
  const table = await openTenants(settings);
  const { tokens } = await readManagementTokens(table, deadline());
  const uses = await readLastUsed(table, deploymentHolder, deadline());
  const views = managementTokenViews(tokens, uses);
  output.json({ secretTokens: views });
  showManagementTokens(output, 'Management tokens of this deployment', views, Date.now());
  const warning = views.length > 0 ? warningManagementOff(settings) : undefined;
  if (warning !== undefined) output.warn(warning);
}

/** `uniflow-scim management add`, `uniflow-scim management rotate` */
async function make({ role, ...options }: MakeOptions, replacing: Replacing, output: Output): Promise<void> {
  const settings = await commandSettings();
  const url = `${serviceUrl(settings)}/manage`;
  const input = tokenFromOptions(settings, options);
  const warning = warningManagementOff(settings);
  const table = await openTenants(settings);
  const { token, record } = await audited(
    table,
    { action: 'managementToken.add' },
    () => addManagementToken(table, { ...input, role }, replacing),
    (made) => made.record.id,
  );
  adviseIfLost(`The new token was not seen by anybody. For another one:  ${programName()} management rotate`);
  output.json({ managementUrl: url, secretToken: token, token: madeManagementTokenView(record) });
  output.fields('This deployment has a new management token.', {
    'Management URL': url,
    'Secret token': token,
    Id: record.id,
    Label: record.label,
    Role: record.role,
    'Last four characters': `…${record.lastFour ?? ''}`,
    Expires: dayOf(record.expires, 'never'),
  });
  output.note(`It is shown this once, and works at once, for all tenants.\n${aboutOthers[replacing]}`);
  if (warning !== undefined) output.warn(warning);
}

const aboutOthers: Readonly<Record<Replacing, string>> = {
  none: 'The earlier ones still work.',
  oldest: 'Of its role, the one that was used last still works; another one ends within 30 seconds.',
  others: 'Every other one of its role ends within 30 seconds.',
};

/** `uniflow-scim management revoke <id>` */
async function revoke(beginning: string, output: Output): Promise<void> {
  const table = await openTenants(await commandSettings());
  const { tokens } = await readManagementTokens(table, deadline());
  const { id } = findByIdPrefix(tokens, beginning, 'management token');
  await audited(table, { action: 'managementToken.revoke', target: id }, () =>
    revokeManagementToken(table, id),
  );
  output.json({ revoked: id });
  output.note(`The management token ${id} is revoked. Within 30 seconds it is refused everywhere.`);
}
