import type { EntryKind } from '../source/entry.ts';
import type { CycleKind } from '../state/records.ts';
import type { Dialect } from '../wire/requests.ts';

export type Action = 'create' | 'update' | 'disable' | 'delete' | 'stageddelete' | 'other';
export type LogStatus = 'success' | 'failure' | 'skipped' | 'warning';
export type StepType = 'import' | 'scoping' | 'matching' | 'processing' | 'referenceResolution' | 'export';

/** One step of provisioning an entry. */
export interface Step {
  readonly type: StepType;
  readonly status: LogStatus;
  readonly description: string;
}

/** A property that was sent. `[Redact]` replaces values that the mapping redacts. */
export interface ModifiedProperty {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string;
}

export interface LogError {
  readonly code: string;
  readonly reason: string;
  readonly recommendedAction: string;
}

/** What a cycle did about one entry, as in Entra's provisioning logs. */
export interface LogEntry {
  readonly id: string;
  /** RFC 3339, by the job's clock. */
  readonly time: string;
  readonly cycleId: string;
  readonly cycle: CycleKind | 'onDemand';
  readonly changeId: string;
  readonly action: Action;
  readonly status: LogStatus;
  readonly kind: EntryKind;
  readonly source: Identity;
  readonly target: Identity;
  readonly steps: readonly Step[];
  readonly modified: readonly ModifiedProperty[];
  readonly milliseconds: number;
  readonly error: LogError | undefined;
  /** The status of the last answer, if a request was sent. */
  readonly httpStatus: number | undefined;
  /** The dialect of the PATCH, if there was one. */
  readonly dialect: Dialect | undefined;
}

/** A user or group, in the directory or in the application. */
export interface Identity {
  readonly id: string;
  readonly displayName: string;
}
