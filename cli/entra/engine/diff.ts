import type { JsonObject } from '../json.ts';
import { typedValue, type Mapped } from '../mapping/mapping.ts';
import { readTarget } from '../mapping/target.ts';
import type { Link } from '../state/records.ts';
import { withoutMembers, type Change } from '../wire/requests.ts';

/**
 * What differs between the service's answer and the directory. A directory attribute without a value is never sent, not
 * even to clear the target; an attribute that does not come back is sent every time, which is why PINs are.
 */
export function diff(resource: JsonObject, mapped: readonly Mapped[]): readonly Change[] {
  return withoutMembers(mapped).flatMap(({ row, values: [value] }): readonly Change[] => {
    if (value === undefined || row.onlyOnCreate) return [];
    const before = readTarget(resource, row.target);
    if (isSame(before, typedValue(row, value))) return [];
    return [{ row, value, kind: before === undefined ? 'add' : 'replace', before }];
  });
}

/** Some services answer a boolean as text. */
function isSame(held: unknown, wanted: string | boolean | number): boolean {
  if (held === wanted) return true;
  return typeof wanted === 'boolean' && typeof held === 'string' && held.toLowerCase() === String(wanted);
}

/** The rows with the ids that the service gave, where they name other entries; whom it does not have yet is left out. */
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

/** Whether a person's references name somebody whom the service does not have yet. */
export function hasUnresolved(mapped: readonly Mapped[], links: ReadonlyMap<string, Link>): boolean {
  return withoutMembers(mapped).some(
    ({ row, values }) =>
      row.type === 'reference' && values.some((objectId) => links.get(objectId)?.targetId === undefined),
  );
}
