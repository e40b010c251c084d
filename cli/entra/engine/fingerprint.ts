import { createHash, createHmac } from 'node:crypto';
import type { Mapping } from '../mapping/mapping.ts';
import type { Scoping } from '../scope/scope.ts';
import type { Entry } from '../source/entry.ts';

/**
 * A hash of an entry's attributes and scope. If it differs, the entry has changed, perhaps only in attributes that are not mapped.
 * Members are left out, because they are compared one by one.
 */
export function fingerprintOf({ attributes }: Entry, { inScope }: Scoping, key: string): string {
  const sorted = [...attributes]
    .filter(([name]) => name !== 'members')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHmac('sha256', key)
    .update(JSON.stringify([inScope, sorted]))
    .digest('base64url')
    .slice(0, 22);
}

/** A hash of the mapping. If it differs, an initial cycle is needed. */
export function fingerprintOfMapping(mapping: Mapping): string {
  return createHash('sha256').update(JSON.stringify(mapping)).digest('base64url').slice(0, 22);
}
