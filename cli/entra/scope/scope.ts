import { isSoftDeleted, valuesIn, type Directory, type Entry } from '../source/entry.ts';
import { isInScope, type ScopingFilter } from './scopingFilter.ts';

/** Whether an entry is in scope, and why, in a sentence for the log. */
export interface Scoping {
  readonly inScope: boolean;
  readonly reason: string;
}

/** An entry is in scope if it is assigned, a scoping filter matches, and it is not in the recycle bin. */
export function scopeOf(directory: Directory, filtersOf: (entry: Entry) => readonly ScopingFilter[]) {
  const assigned = assignedIds(directory);
  return (entry: Entry): Scoping => {
    if (isSoftDeleted(entry)) return { inScope: false, reason: 'It is in the recycle bin of the directory.' };
    if (assigned !== undefined && !assigned.has(entry.objectId)) {
      return { inScope: false, reason: 'It is not assigned to the application.' };
    }
    const filters = filtersOf(entry);
    if (!isInScope(entry, filters)) {
      const names = filters.map(({ name }) => `"${name}"`).join(', ');
      return { inScope: false, reason: `No scoping filter matches: ${names}.` };
    }
    return {
      inScope: true,
      reason: `It is ${assigned === undefined ? 'in the directory' : 'assigned'}${filters.length > 0 ? ', and a scoping filter matches' : ''}.`,
    };
  };
}

/** The direct members of an assigned group are assigned, too. Entra does not read nested groups. */
function assignedIds({ groups, assignments }: Directory): ReadonlySet<string> | undefined {
  if (assignments === undefined) return undefined;
  const groupIds = new Set(groups.map(({ objectId }) => objectId));
  const members = groups
    .filter(({ objectId }) => assignments.has(objectId))
    .flatMap((group) => valuesIn(group, 'members'))
    .filter((id) => !groupIds.has(id));
  return new Set([...assignments, ...members]);
}
