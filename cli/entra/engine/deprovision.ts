import { isActive, mapEntry, mapsActive, typedValue, type ObjectMapping } from '../mapping/mapping.ts';
import { readTarget } from '../mapping/target.ts';
import type { Entry, EntryKind } from '../source/entry.ts';
import type { Change } from '../wire/requests.ts';
import { failureOf } from './failures.ts';
import type { CycleContext } from './job.ts';
import { modifiedBy, type Outcome, type Trail } from './trail.ts';

/** Disables an entry that left the scope or is in the recycle bin. Deletes it if the mapping has no `active`. */
export async function deprovision(
  context: CycleContext,
  trail: Trail,
  mapping: ObjectMapping,
  entry: Entry,
  id: string,
): Promise<Outcome> {
  trail.targetId = id;
  if (!mapsActive(mapping)) return remove(context, trail, entry, id);
  const client = context.clientOf(entry);
  const answer = await trail.note(client.get(entry.kind, id));
  if (answer.status === 404) return alreadyGone(trail);
  if (answer.status !== 200) throw failureOf(answer);
  const changes = mapEntry(mapping, entry, { inScope: false }).flatMap(
    ({ row, values: [value] }): Change[] => {
      const before = readTarget(answer.body, row.target);
      if (!isActive(row) || value === undefined || before === typedValue(row, value)) return [];
      return [{ row, value, kind: 'replace', before }];
    },
  );
  if (changes.length === 0) {
    trail.step('processing', 'skipped', 'It is disabled already.');
    return { action: 'other', status: 'skipped' };
  }
  const changed = await trail.note(client.patch(entry.kind, id, changes));
  if (changed.status !== 200 && changed.status !== 204) throw failureOf(changed);
  trail.step('export', 'success', 'It was disabled.');
  return { action: 'disable', status: 'success', modified: modifiedBy(changes), dialect: client.dialect };
}

/** Deletes an entry that the directory no longer has. */
export async function remove(
  context: CycleContext,
  trail: Trail,
  subject: { readonly kind: EntryKind; readonly objectId: string },
  id: string,
): Promise<Outcome> {
  trail.targetId = id;
  const answer = await trail.note(context.clientOf(subject).remove(subject.kind, id));
  if (answer.status === 404) return alreadyGone(trail);
  if (answer.status < 200 || answer.status > 299) {
    const failure = failureOf(answer);
    trail.step('export', 'failure', failure.message);
    throw failure;
  }
  trail.step('export', 'success', 'It was deleted.');
  return { action: 'delete', status: 'success' };
}

function alreadyGone(trail: Trail): Outcome {
  trail.step('export', 'skipped', 'The service no longer has it.');
  return { action: 'delete', status: 'skipped' };
}
