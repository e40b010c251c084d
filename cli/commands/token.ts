import type { Command } from 'commander';
import { tokenViews } from '../../shared/api/manage/views.ts';
import { deadline, requireTenant } from '../../shared/tenants/change.ts';
import { readLastUsed } from '../../shared/tenants/lastUsed.ts';
import { revokeSecretToken } from '../../shared/tenants/secretTokens.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { validityOf } from '../../shared/tenants/credential.ts';
import { audited } from '../audited.ts';
import { showTokens } from '../credentialTable.ts';
import { findByIdPrefix } from '../findByIdPrefix.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { json, outputOf, tenantName, type Json, type Registration } from './command.ts';
import { registerTokenAdd } from './tokenAdd.ts';
import { registerTokenRotate } from './tokenRotate.ts';
import { programName } from '../programName.ts';

export const registerToken: Registration = (program) => {
  const token = program.command('token').description('manage the secret tokens of a tenant');
  registerList(token);
  registerTokenAdd(token);
  registerTokenRotate(token);
  registerRevoke(token);
};

function registerList(token: Command): void {
  token
    .command('list')
    .description('list data about the secret tokens of a tenant, but not the tokens')
    .argument(...tenantName)
    .option(...json)
    .action((name: string, options: Json) => list(name, outputOf(options)));
}

/** `uniflow-scim token list <tenant>` */
async function list(name: string, output: Output): Promise<void> {
  const tenants = await openTenants(await commandSettings());
  const { secretTokens } = await requireTenant(tenants, name);
  const uses = await readLastUsed(tenants, name, deadline());
  const views = tokenViews(secretTokens, uses);
  output.json({ tenant: name, secretTokens: views });
  showTokens(output, `Secret tokens of "${name}"`, views, Date.now());
}

function registerRevoke(token: Command): void {
  token
    .command('revoke')
    .description('revoke a secret token, everywhere within 30 seconds')
    .argument(...tenantName)
    .argument('<id>', 'id from "token list", or at least its first four characters')
    .option(...json)
    .action((name: string, id: string, options: Json) => revoke(name, id, outputOf(options)));
}

/** `uniflow-scim token revoke <tenant> <id>` */
async function revoke(name: string, beginning: string, output: Output): Promise<void> {
  const tenants = await openTenants(await commandSettings());
  const tenant = await requireTenant(tenants, name);
  const { id, label } = findByIdPrefix(tenant.secretTokens, beginning, 'secret token');
  await audited(tenants, { action: 'token.revoke', tenant: name, target: id }, () =>
    revokeSecretToken(tenants, name, id),
  );
  output.json({ tenant: name, revoked: id });
  output.note(`The secret token ${id} "${label}" is revoked. Within 30 seconds it is refused everywhere.`);
  if (!letsIn(tenant, id)) {
    output.warn(
      `no credential of "${name}" works any more, so every client is refused. For a new token:  ${programName()} token add ${name}`,
    );
  }
}

/** Whether the tenant still has a way to authenticate without the secret token `id`. */
function letsIn(tenant: Tenant, id: string): boolean {
  const { secretTokens, clients, federatedCredentials, identityProvider } = tenant;
  const now = Date.now();
  const others = [
    ...secretTokens.filter((token) => token.id !== id),
    ...clients.flatMap(({ secrets }) => secrets),
    ...federatedCredentials,
  ];
  return (
    identityProvider.settings.authentication.includes('entraToken') ||
    others.some((credential) => validityOf(credential, now) !== 'expired')
  );
}
