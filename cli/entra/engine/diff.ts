import type { JsonObject } from '../json.ts';
import { typedValue, type Mapped } from '../mapping/mapping.ts';
import { readTarget } from '../mapping/target.ts';
import type { Link } from '../state/records.ts';
import { withoutMembers, type Change } from '../wire/requests.ts';

/**
 * The differences between the service's answer and the directory. An attribute without a value in the directory is never sent,
 * not even to clear the target. An attribute that the service never returns, such as a PIN, is always sent.
 */
export function diff(resource: JsonObject, mapped: readonly Mapped[]): readonly Change[] {
  return withoutMembers(mapped).flatMap(({ row, values: [value] }): readonly Change[] => {
    if (value === undefined || row.onlyOnCreate) return [];
    const before = readTarget(resource, row.target);
    if (isSame(before, typedValue(row, value))) return [];
    return [{ row, value, kind: before === undefined ? 'add' : 'replace', before }];
  });
}

/** Some services return a boolean as text. */
function isSame(held: unknown, wanted: string | boolean | number): boolean {
  if (held === wanted) return true;
  return typeof wanted === 'boolean' && typeof held === 'string' && held.toLowerCase() === String(wanted);
}

/** The rows with the service's ids in their references. A reference to an entry that the service does not have is left out. */
export function withTargetIds(
  mapped: readonly Mapped[],
  links: ReadonlyMap<string, Link>,
): readonly Mapped[] {
  return mapped.map(({ row, values }) =>
    row.type === 'reference'
      ? { row, values: values.flatMap((objectId) => links.get(objectId)?.targetId ?? []) }
      : { row, values },
  );
}

/** Whether a person's references name an entry that the service does not have yet. */
export function hasUnresolved(mapped: readonly Mapped[], links: ReadonlyMap<string, Link>): boolean {
  return withoutMembers(mapped).some(
    ({ row, values }) =>
      row.type === 'reference' && values.some((objectId) => links.get(objectId)?.targetId === undefined),
  );
}
