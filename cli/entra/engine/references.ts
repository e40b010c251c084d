import { mapEntry, type ObjectMapping } from '../mapping/mapping.ts';
import { valuesIn, type Entry } from '../source/entry.ts';
import { withoutMembers } from '../wire/requests.ts';
import { diff, hasUnresolved, withTargetIds } from './diff.ts';
import { failureOf } from './failures.ts';
import type { CycleContext } from './job.ts';
import { modifiedBy, type Outcome, type Trail } from './trail.ts';

/** Members in one request. */
const membersOfRequest = 100;

/** Sends a person's references. All other entries have their ids by now; a reference to an entry without one is left out. */
export async function sendReferences(
  context: CycleContext,
  trail: Trail,
  mapping: ObjectMapping,
  entry: Entry,
  id: string,
): Promise<Outcome> {
  trail.targetId = id;
  const { links } = context.state;
  const mapped = withoutMembers(mapEntry(mapping, entry, { inScope: true })).filter(
    ({ row }) => row.type === 'reference',
  );
  const changes = diff({}, withTargetIds(mapped, links));
  if (hasUnresolved(mapped, links)) {
    trail.step(
      'referenceResolution',
      'skipped',
      'A reference to an entry that is not provisioned was left out.',
    );
  }
  if (changes.length === 0) return { action: 'other', status: 'skipped' };
  const client = context.clientOf(entry);
  const answer = await trail.note(client.patch(entry.kind, id, changes));
  if (answer.status !== 200 && answer.status !== 204) throw failureOf(answer);
  trail.step('export', 'success', `Sent: ${changes.map(({ row }) => row.target.label).join(', ')}.`);
  return { action: 'update', status: 'success', modified: modifiedBy(changes), dialect: client.dialect };
}

/** The ids of the members that the service should have: provisioned people. Entra does not read groups in groups. */
export function membersOf(context: CycleContext, group: Entry): readonly string[] {
  return valuesIn(group, 'members').flatMap((objectId) => {
    const link = context.state.links.get(objectId);
    return link?.kind === 'user' && link.targetId !== undefined ? [link.targetId] : [];
  });
}

/** The members to add and to remove; undefined if there are none. */
export function memberChange(context: CycleContext, group: Entry) {
  const sent = context.state.members.get(group.objectId) ?? new Set<string>();
  const wanted = new Set(membersOf(context, group));
  const add = [...wanted].filter((id) => !sent.has(id));
  const removed = [...sent].filter((id) => !wanted.has(id));
  return add.length + removed.length === 0 ? undefined : { add, remove: removed };
}

/** Sends the changed members in several requests, and remembers each as soon as it is answered. */
export async function sendMembers(
  context: CycleContext,
  trail: Trail,
  group: Entry,
  id: string,
): Promise<Outcome> {
  trail.targetId = id;
  const client = context.clientOf(group);
  const { add = [], remove = [] } = memberChange(context, group) ?? {};
  const rounds = Math.ceil(Math.max(add.length, remove.length) / membersOfRequest);
  for (let round = 0; round < rounds; round += 1) {
    const part = (ids: readonly string[]) =>
      ids.slice(round * membersOfRequest, (round + 1) * membersOfRequest);
    const change = { add: part(add), remove: part(remove) };
    const answer = await trail.note(client.patchMembers(id, change));
    if (answer.status !== 200 && answer.status !== 204) throw failureOf(answer);
    context.state.changeMembers(group.objectId, change.add, change.remove);
  }
  const changed = [
    ...(add.length > 0 ? [`${add.length} added`] : []),
    ...(remove.length > 0 ? [`${remove.length} removed`] : []),
  ].join(', ');
  trail.step('export', 'success', `Members: ${changed}.`);
  return {
    action: 'update',
    status: 'success',
    modified: [{ name: 'members', before: undefined, after: changed }],
    dialect: client.dialect,
  };
}
