import { arrayOr, isObject, type JsonObject } from '../json.ts';
import { toJob, toLink, type JobRecord, type Link } from './records.ts';

/** A change: one line of the journal. */
export type JournalEntry =
  | { readonly job: JobRecord }
  | { readonly link: Link }
  | { readonly drop: string }
  | { readonly members: string; readonly add: readonly string[]; readonly remove: readonly string[] };

/** The state of a job in memory, to which lines of the journal are applied. */
export class Memory {
  job: JobRecord | undefined;
  readonly links = new Map<string, Link>();
  /** The service's ids of the members that were sent, by the group's objectId. */
  readonly members = new Map<string, Set<string>>();

  apply(entry: JournalEntry): void {
    if ('job' in entry) this.job = entry.job;
    else if ('link' in entry) this.links.set(entry.link.objectId, entry.link);
    else if ('drop' in entry) {
      this.links.delete(entry.drop);
      this.members.delete(entry.drop);
    } else {
      const held = this.members.get(entry.members) ?? new Set();
      for (const id of entry.add) held.add(id);
      for (const id of entry.remove) held.delete(id);
      this.members.set(entry.members, held);
    }
  }

  /** The shortest journal with this state. */
  *entries(): Iterable<JournalEntry> {
    if (this.job !== undefined) yield { job: this.job };
    for (const link of this.links.values()) yield { link };
    for (const [members, held] of this.members) yield { members, add: [...held], remove: [] };
  }
}

/** Parses a line of the journal; undefined if it is incomplete. */
export function parseEntry(line: string): JournalEntry | undefined {
  const value = parsed(line);
  if (value === undefined) return undefined;
  if (isObject(value.job)) {
    const job = toJob(value.job);
    return job && { job };
  }
  if (isObject(value.link)) {
    const link = toLink(value.link);
    return link && { link };
  }
  if (typeof value.drop === 'string') return { drop: value.drop };
  if (typeof value.members !== 'string') return undefined;
  return {
    members: value.members,
    add: arrayOr(value.add).map(String),
    remove: arrayOr(value.remove).map(String),
  };
}

function parsed(line: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
