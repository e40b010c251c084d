import type { Change } from './diff.ts';
import type { Dialect } from './requests.ts';

/** What a cycle did about one person. */
export interface LogEntry {
  readonly cycle: 'initial' | 'incremental';
  readonly action: 'create' | 'update' | 'disable' | 'delete' | 'skip' | 'refused';
  /** The display name. */
  readonly person: string;
  /** Names of the attributes that were sent; a `*` marks those that cannot be read back. Never a value. */
  readonly changed: readonly string[];
  /** How the PATCH was put, where there was one. */
  readonly dialect?: Dialect;
  /** The status of the answer that decided, where something was asked. */
  readonly status?: number;
  readonly detail: string;
  readonly milliseconds: number;
}

/** What is remembered from one cycle to the next. */
export interface CycleResult {
  readonly log: readonly LogEntry[];
  /** objectId → the id that the service gave. */
  readonly links: ReadonlyMap<string, string>;
  /** The objectIds whose create was refused: in escrow, and not tried again for hours. */
  readonly escrow: ReadonlySet<string>;
}

/** The names of the attributes in a list of changes, for the log. */
export function namesOf(changes: readonly Pick<Change, 'entry'>[]): readonly string[] {
  return changes.map(({ entry }) => `${entry.target.label}${entry.kind === 'secret' ? '*' : ''}`);
}
