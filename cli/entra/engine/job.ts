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
  /** The number of failures in a cycle from which on their share counts. */
  readonly failures: number;
  /** The share of entries that may fail, 0 to 1. */
  readonly failureShare: number;
  /** More failures than this are too many, even if they are a small share. */
  readonly maxFailures: number;
  /** The same, including failures of references. */
  readonly maxFailuresWithReferences: number;
}

/** Microsoft's numbers. */
export const defaultLimits: Limits = {
  deletions: 500,
  failures: 5_000,
  failureShare: 0.4,
  maxFailures: 40_000,
  maxFailuresWithReferences: 60_000,
};

/** How far a phase of a cycle is. */
export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** A provisioning job and all that it needs. */
export interface Job {
  readonly state: JobState;
  readonly directory: Directory;
  readonly mapping: Mapping;
  /** If there are several, each entry has one of them. */
  readonly clients: readonly [ProvisioningClient, ...ProvisioningClient[]];
  readonly limits: Limits;
  /** Entries that are provisioned in parallel. */
  readonly parallel: number;
  /** Whether to make deletions that were held back. */
  readonly allowDeletions: boolean;
  readonly log: (entry: LogEntry) => void;
  readonly progress: (progress: Progress) => void;
  readonly now: () => number;
}

/** A job during one cycle. */
export interface CycleContext extends Job {
  readonly record: JobRecord;
  readonly cycle: CycleRecord | 'onDemand';
  readonly cycleId: string;
  readonly scoping: (entry: Entry) => Scoping;
  /** Entries by the kind and id of the resource that they matched: the link follows when the resource is up to date. */
  readonly matched: Map<string, Entry>;
  readonly clientOf: (entry: { readonly objectId: string }) => ProvisioningClient;
}

export function mappingOf({ mapping }: Job, kind: EntryKind): ObjectMapping | undefined {
  const found = kind === 'user' ? mapping.user : mapping.group;
  return found?.enabled === true ? found : undefined;
}
