import type { Command } from 'commander';
import { userContext } from '../../shared/users/context.ts';
import { textOf } from '../../shared/scim/json.ts';
import { countOption, listedResources, moreInWords } from '../listedResources.ts';
import { tenantContext } from '../tenantContext.ts';
import type { Output } from '../output.ts';
import { commandSettings } from '../storage.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

interface ListOptions {
  readonly filter?: string;
  readonly count: number;
}

export function registerUserList(user: Command): void {
  user
    .command('list')
    .description('list the users of a tenant; --json prints them as SCIM')
    .argument(...tenantName)
    .option('--filter <filter>', `a SCIM filter, such as 'userName sw "a"' or 'active eq false'`)
    .addOption(countOption('largest number of users'))
    .option(json[0], 'print one JSON array, for scripts')
    .action((name: string, options: ListOptions & Json) => list(name, options, outputOf(options)));
}

/** `uniflow-scim user list <tenant>` */
async function list(name: string, { filter, count }: ListOptions, output: Output): Promise<void> {
  const context = await tenantContext(await commandSettings(), name);
  const wanted = { contextOf: userContext, filter, excludedAttributes: undefined, count };
  const { resources: users, more } = await listedResources(context, wanted);
  output.json(users);
  if (users.length === 0) {
    output.note(`The tenant "${name}" has no user${filter === undefined ? '' : ' that the filter matches'}.`);
    return;
  }
  output.table(
    `Users of "${name}"`,
    ['id', 'external id', 'user name', 'display name', 'active'].map((title) => ({ title })),
    users.map((user) => [
      textOf(user.id),
      textOf(user.externalId),
      textOf(user.userName),
      textOf(user.displayName),
      user.active === false ? { text: 'no', style: 'yellow' } : 'yes',
    ]),
  );
  if (more) output.note(moreInWords(users.length));
}
