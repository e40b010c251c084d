import type { Command } from 'commander';
import { userContext } from '../../shared/users/context.ts';
import { represent } from '../../shared/scim/represent.ts';
import { findUser } from '../findUser.ts';
import { tenantContext } from '../tenantContext.ts';
import type { Output } from '../output.ts';
import { commandSettings } from '../storage.ts';
import { shownResource } from '../shownResource.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

/** How a command's argument names a user. */
export const userRule = 'id, userName or externalId';

/** A projection that returns every attribute. */
export const wholeUser = { attributes: undefined, excludedAttributes: undefined };

export function registerUserShow(user: Command): void {
  user
    .command('show')
    .description('show all attributes of a user, but of PIN and code only whether they exist')
    .argument(...tenantName)
    .argument('<user>', userRule)
    .option(...json)
    .action((name: string, named: string, options: Json) => show(name, named, outputOf(options)));
}

/** `uniflow-scim user show <tenant> <user>` */
async function show(name: string, named: string, output: Output): Promise<void> {
  const operator = await tenantContext(await commandSettings(), name);
  const context = await userContext(operator, wholeUser);
  const user = await findUser(context, named);
  const [related] = await context.collection.related(context.partition, [user], 'all', operator.baseUrl);
  const resource = { ...represent(context.type, user, operator.baseUrl), ...related?.values };
  output.json(resource);
  for (const { heading, values } of shownResource(context.type, user, resource))
    output.fields(heading, values);
}
