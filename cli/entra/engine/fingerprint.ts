import { createHash, createHmac } from 'node:crypto';
import type { Mapping } from '../mapping/mapping.ts';
import type { Scoping } from '../scope/scope.ts';
import type { Entry } from '../source/entry.ts';

/**
 * What the directory says of an entry, shortened: another fingerprint means that the entry has changed, whether anything that
 * is mapped has or not. Members are compared one by one instead.
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

/** Of all that decides what is sent. */
export function fingerprintOfMapping(mapping: Mapping): string {
  return createHash('sha256').update(JSON.stringify(mapping)).digest('base64url').slice(0, 22);
}
