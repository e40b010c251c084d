import type { Command } from 'commander';
import { groupContext } from '../../shared/groups/context.ts';
import { textOf } from '../../shared/scim/json.ts';
import { readGroup } from '../../shared/store/groups/groupRows.ts';
import { inParallel } from '../../shared/store/inParallel.ts';
import { countOption, listedResources, moreInWords } from '../listedResources.ts';
import type { Output } from '../output.ts';
import { commandSettings } from '../storage.ts';
import { again, tenantContext } from '../tenantContext.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

interface ListOptions extends Json {
  readonly filter?: string;
  readonly count: number;
}

export function registerGroupList(group: Command): void {
  group
    .command('list')
    .description('list the groups of a tenant, without their members; --json prints them as SCIM')
    .argument(...tenantName)
    .option('--filter <filter>', `a SCIM filter, such as 'displayName sw "a"' or 'members.value eq "<id>"'`)
    .addOption(countOption('largest number of groups'))
    .option(json[0], 'print one JSON array, for scripts')
    .action((name: string, options: ListOptions) => list(name, options, outputOf(options)));
}

/** Groups whose sizes are read in parallel, each with a storage call. */
const readsAtOnce = 16;

/** `uniflow-scim group list <tenant>` */
async function list(
  name: string,
  { filter, count, json: isJson }: ListOptions,
  output: Output,
): Promise<void> {
  const context = await tenantContext(await commandSettings(), name);
  const wanted = { contextOf: groupContext, filter, excludedAttributes: 'members', count };
  const { resources: groups, more } = await listedResources(context, wanted);
  output.json(groups);
  if (isJson === true) return;
  if (groups.length === 0) {
    output.note(
      `The tenant "${name}" has no group${filter === undefined ? '' : ' that the filter matches'}.`,
    );
    return;
  }
  const { partition } = await groupContext(again(context), {
    attributes: undefined,
    excludedAttributes: 'members',
  });
  const read = await inParallel(groups, readsAtOnce, ({ id }) => readGroup(partition, textOf(id)));
  output.table(
    `Groups of "${name}"`,
    [
      { title: 'id' },
      { title: 'external id' },
      { title: 'display name' },
      { title: 'members', align: 'right' },
    ],
    groups.map((group, i) => [
      textOf(group.id),
      textOf(group.externalId),
      textOf(group.displayName),
      (read[i]?.group.size ?? 0).toLocaleString('en'),
    ]),
  );
  if (more) output.note(moreInWords(groups.length));
}
