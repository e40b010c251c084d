import type { Command } from 'commander';
import { groupContext } from '../../shared/groups/context.ts';
import { removeGroup } from '../../shared/groups/removeGroup.ts';
import { textOf } from '../../shared/scim/json.ts';
import { audited } from '../audited.ts';
import { confirmDeletion } from '../confirmDeletion.ts';
import { counted } from '../counted.ts';
import { findGroup } from '../findGroup.ts';
import { onOneLine } from '../../shared/scim/onOneLine.ts';
import type { Output } from '../output.ts';
import { commandSettings, openTenants } from '../storage.ts';
import { tenantContext } from '../tenantContext.ts';
import { json, outputOf, tenantName, type Json, type Registration } from './command.ts';
import { registerGroupList } from './groupList.ts';
import { groupRule, registerGroupShow, wholeGroup } from './groupShow.ts';

export const registerGroup: Registration = (program) => {
  const group = program.command('group').description('show and delete the groups of a tenant, for support');
  registerGroupList(group);
  registerGroupShow(group);
  registerDelete(group);
};

function registerDelete(group: Command): void {
  group
    .command('delete')
    .description(
      'delete a group, not its members; asks first. Entra creates the group again if still assigned there',
    )
    .argument(...tenantName)
    .argument('<group>', groupRule)
    .option('--yes', 'do not ask')
    .option(...json)
    .action((name: string, named: string, options: DeleteOptions & Json) =>
      remove(name, named, options, outputOf(options)),
    );
}

interface DeleteOptions {
  readonly yes?: boolean;
}

/** `uniflow-scim group delete <tenant> <group>` */
async function remove(name: string, named: string, options: DeleteOptions, output: Output): Promise<void> {
  const settings = await commandSettings();
  const group = await findGroup(await groupContext(await tenantContext(settings, name), wholeGroup), named);
  const displayName = textOf(group.attributes.displayName);
  const title = onOneLine(displayName);
  const isMeant = await confirmDeletion(output, options.yes, {
    what: `group "${title}"`,
    consequence: `The group "${title}" of the tenant "${name}" is deleted, and ${counted(group.size, 'membership')} with it. Its members stay.`,
    attribute: 'displayName',
    value: displayName,
    id: group.id,
  });
  if (!isMeant) return;
  // The answer to the question may have taken long: the tenant may be about to be removed.
  const context = await groupContext(await tenantContext(settings, name), wholeGroup);
  const table = await openTenants(settings);
  await audited(table, { action: 'group.delete', tenant: name, target: group.id }, () =>
    removeGroup(context, group.id, null),
  );
  output.json({ tenant: name, deleted: group.id });
  output.note(`The group "${title}" is deleted. Its displayName and externalId are free at once.`);
}
