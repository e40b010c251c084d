import type { Command } from 'commander';
import { groupContext, memberValues } from '../../shared/groups/context.ts';
import { represent } from '../../shared/scim/represent.ts';
import { readsAtOnce } from '../../shared/store/groups/largeChange.ts';
import { readCandidate, type Member } from '../../shared/store/groups/member.ts';
import { readFirstMembers } from '../../shared/store/groups/walkGroups.ts';
import { inParallel } from '../../shared/store/inParallel.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { counted } from '../counted.ts';
import { findGroup } from '../findGroup.ts';
import { countOption, moreInWords } from '../listedResources.ts';
import type { Output } from '../output.ts';
import { commandSettings } from '../storage.ts';
import { tenantContext } from '../tenantContext.ts';
import { resourceTitle, shownResource } from '../shownResource.ts';
import { json, outputOf, tenantName, type Json } from './command.ts';

/** How a command's argument names a group. */
export const groupRule = 'id, displayName or externalId';

/** A projection that returns every attribute. */
export const wholeGroup = { attributes: undefined, excludedAttributes: undefined };

interface ShowOptions extends Json {
  readonly count: number;
}

export function registerGroupShow(group: Command): void {
  group
    .command('show')
    .description('show a group and its members; --json prints it as SCIM, with memberCount beside it')
    .argument(...tenantName)
    .argument('<group>', groupRule)
    .addOption(countOption('largest number of members'))
    .option(...json)
    .action((name: string, named: string, options: ShowOptions) =>
      show(name, named, options, outputOf(options)),
    );
}

/** `uniflow-scim group show <tenant> <group>` */
async function show(
  name: string,
  named: string,
  { count, json: isJson }: ShowOptions,
  output: Output,
): Promise<void> {
  const operator = await tenantContext(await commandSettings(), name);
  const context = await groupContext(operator, wholeGroup);
  const group = await findGroup(context, named);
  const members = await readFirstMembers(context.partition, group.id, count);
  const resource = represent(context.type, group, operator.baseUrl);
  output.json({ ...resource, ...memberValues(members, operator.baseUrl), memberCount: group.size });
  if (isJson === true) return;
  const sections = shownResource(context.type, group, resource);
  for (const { heading, values } of sections) output.fields(heading, values);
  const heading = counted(group.size, 'member');
  if (group.size === 0) {
    output.note('It has no members.');
    return;
  }
  const names = await inParallel(members, readsAtOnce, (member) => nameOf(context.partition, member));
  output.table(
    heading,
    ['type', 'id', 'name'].map((title) => ({ title })),
    members.map(({ type, id }, i) => [type, id, names[i] ?? '']),
  );
  if (members.length < group.size) output.note(moreInWords(members.length));
}

/** What a member is called; empty if it has gone meanwhile. */
async function nameOf(partition: Partition, { id, type }: Member): Promise<string> {
  const candidate = await readCandidate(partition, id, type);
  return candidate === undefined ? '' : resourceTitle(candidate.resource);
}
