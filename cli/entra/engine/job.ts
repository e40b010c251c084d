import type { LogEntry } from '../log/entry.ts';
import type { Mapping, ObjectMapping } from '../mapping/mapping.ts';
import type { Scoping } from '../scope/scope.ts';
import type { Directory, Entry, EntryKind } from '../source/entry.ts';
import type { CycleRecord, JobRecord } from '../state/records.ts';
import type { JobState } from '../state/jobState.ts';
import type { ProvisioningClient } from '../wire/client.ts';

/** When a job stops by itself. */
export interface Limits {
  /** Disables and deletions of one cycle beyond which they are held back. */
  readonly deletions: number;
  /** From so many failures in a cycle on their share counts. */
  readonly failures: number;
  /** The share of entries that may fail, 0 to 1. */
  readonly failureShare: number;
  /** So many failures are too many, whatever their share. */
  readonly maxFailures: number;
}

/** As Microsoft documents them. */
export const defaultLimits: Limits = {
  deletions: 500,
  failures: 5_000,
  failureShare: 0.4,
  maxFailures: 40_000,
};

/** What a cycle tells whoever watches it. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** What a job works with. */
export interface Job {
  readonly state: JobState;
  readonly directory: Directory;
  readonly mapping: Mapping;
  /** One for each dialect: entries take turns. */
  readonly clients: readonly [ProvisioningClient, ...ProvisioningClient[]];
  readonly limits: Limits;
  /** How many entries are worked on at once. */
  readonly parallel: number;
  /** Whether deletions that were held back may happen. */
  readonly allowDeletions: boolean;
  readonly log: (entry: LogEntry) => void;
  readonly progress: (progress: Progress) => void;
  readonly now: () => number;
}

/** What stands while a cycle runs. */
export interface CycleContext extends Job {
  readonly record: JobRecord;
  readonly cycle: CycleRecord | 'onDemand';
  readonly cycleId: string;
  readonly scoping: (entry: Entry) => Scoping;
  readonly clientOf: (entry: { readonly objectId: string }) => ProvisioningClient;
}

export function mappingOf({ mapping }: Job, kind: EntryKind): ObjectMapping | undefined {
  const found = kind === 'user' ? mapping.user : mapping.group;
  return found?.enabled === true ? found : undefined;
}
