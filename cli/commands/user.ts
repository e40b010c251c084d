import type { Command } from 'commander';
import { userContext } from '../../shared/users/context.ts';
import { removeUser } from '../../shared/users/changeUser.ts';
import { revealSecrets } from '../../shared/users/revealSecrets.ts';
import { checkReason } from '../../shared/operators/auditEntry.ts';
import { textOf } from '../../shared/scim/json.ts';
import { audited } from '../audited.ts';
import { confirmDeletion } from '../confirmDeletion.ts';
import { exitCode } from '../exitCode.ts';
import { findUser } from '../findUser.ts';
import { tenantContext } from '../tenantContext.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { resourceTitle } from '../shownResource.ts';
import { json, outputOf, tenantName, type Json, type Registration } from './command.ts';
import { registerUserList } from './userList.ts';
import { registerUserShow, userRule, wholeUser } from './userShow.ts';

export const registerUser: Registration = (program) => {
  const user = program.command('user').description('show and delete the users of a tenant, for support');
  registerUserList(user);
  registerUserShow(user);
  registerDelete(user);
  registerSecret(user);
};

function registerDelete(user: Command): void {
  user
    .command('delete')
    .description('delete a user; asks first. Entra creates the user again if still assigned there')
    .argument(...tenantName)
    .argument('<user>', userRule)
    .option('--yes', 'do not ask')
    .option(...json)
    .action((name: string, named: string, options: DeleteOptions & Json) =>
      remove(name, named, options, outputOf(options)),
    );
}

interface DeleteOptions {
  readonly yes?: boolean;
}

/** `uniflow-scim user delete <tenant> <user>` */
async function remove(name: string, named: string, options: DeleteOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const user = await findUser(await userContext(await tenantContext(settings, name), wholeUser), named);
  const title = resourceTitle(user);
  const userName = textOf(user.attributes.userName);
  const isMeant = await confirmDeletion(output, options.yes, {
    what: `user "${title}"`,
    consequence: `The user "${title}" of the tenant "${name}" is deleted with its card, PIN and code. You can't get it back.`,
    attribute: 'userName',
    value: userName,
    id: user.id,
  });
  if (!isMeant) return;
  // The answer to the question may have taken long: the tenant may be about to be removed.
  const context = await userContext(await tenantContext(settings, name), wholeUser);
  const table = await openTenants(settings);
  await audited(table, { action: 'user.delete', tenant: name, target: user.id }, () =>
    removeUser(context, user.id, null),
  );
  output.json({ tenant: name, deleted: user.id });
  output.note(`The user "${title}" is deleted. Its userName, externalId and card are free at once.`);
}

function registerSecret(user: Command): void {
  user
    .command('secret')
    .description(
      'show the PIN and card registration code of a user; the provisioning log and the audit log record it',
    )
    .argument(...tenantName)
    .argument('<user>', userRule)
    .requiredOption('--reason <text>', 'why you need to see them, for the audit log')
    .option(...json)
    .action((name: string, named: string, options: SecretOptions & Json) =>
      secret(name, named, options.reason, outputOf(options)),
    );
}

interface SecretOptions {
  readonly reason: string;
}

/** `uniflow-scim user secret <tenant> <user>` */
async function secret(name: string, named: string, reason: string, output: Output): Promise<void> {
  checkReason(reason);
  const settings = await commandSettings();
  const operator = await tenantContext(settings, name);
  const user = await findUser(await userContext(operator, wholeUser), named);
  const table = await openTenants(settings);
  const secrets = await audited(table, { action: 'reveal', tenant: name, target: user.id, reason }, () =>
    revealSecrets(operator, user.id),
  );
  output.json({ tenant: name, id: user.id, secrets });
  const title = resourceTitle(user);
  if (secrets.length === 0) {
    output.note(`The user "${title}" has neither PIN nor card registration code.`);
  } else {
    const values = secrets.map(({ attribute, value, problem }): [string, string] => [
      attribute.slice(attribute.lastIndexOf(':') + 1),
      value ?? `can't be opened: ${problem ?? ''}`,
    ]);
    output.fields(`Secrets of "${title}"`, Object.fromEntries(values));
  }
  output.note(
    'The provisioning log now says who looked, at whom and when; the audit log says why. Neither has what was shown.',
  );
  if (secrets.some(({ problem }) => problem !== undefined)) process.exitCode = exitCode.failed;
}
