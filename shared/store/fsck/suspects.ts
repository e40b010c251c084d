import type { Counted } from '../countUsers.ts';

/** A large change that is being carried out, or was only prepared. */
export interface LargeChange {
  readonly group: string;
  readonly operation: string;
}

/** What one walk over a partition leaves to be looked at more closely, while requests may change it. */
export class Suspects {
  /** Users whose rows don't agree, and keys of rows that say they were theirs. */
  readonly users = new Map<string, Set<string>>();
  /** The same of groups. */
  readonly groups = new Map<string, Set<string>>();
  /** Members whose membership is not in order, by their group. */
  readonly members = new Map<string, Set<string>>();
  /** Groups that have another number of members than they say. */
  readonly sizes = new Set<string>();
  readonly counts = new Set<Counted>();
  /** Groups with a large change that is being carried out. */
  readonly changing = new Set<string>();
  /** Parts of large changes, by group and operation. */
  readonly parts = new Map<string, LargeChange>();
  /** Keys of rows that say what a large change will do of which there are no parts. */
  readonly intentions = new Set<string>();
  /** Ids of users and groups that are deleted while their memberships are being taken away. */
  readonly departed = new Set<string>();
  /** Keys of rows that nobody knows. */
  readonly unknown = new Set<string>();

  addPart(change: LargeChange): void {
    this.parts.set(keyOf(change), change);
  }

  hasPart(change: LargeChange): boolean {
    return this.parts.has(keyOf(change));
  }
}

function keyOf({ group, operation }: LargeChange): string {
  return `${group} ${operation}`;
}

/** Adds to the set under a key. */
export function addTo(sets: Map<string, Set<string>>, key: string, ...values: readonly string[]): void {
  const set = sets.get(key) ?? new Set();
  for (const value of values) set.add(value);
  sets.set(key, set);
}
