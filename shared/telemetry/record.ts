import type { TokenStep } from './names.ts';
import type { Lap } from './stopwatch.ts';

/** What is known of a finished request. These fields are all that telemetry can say: none holds a person's data. */
export interface RequestRecord extends RequestOutcome, RequestParts, Lap {
  /** W3C `traceparent` that the host gave the invocation: its span is the parent. */
  readonly parent: string | undefined;
}

/** How it ended, as the log has it too. */
export interface RequestOutcome {
  readonly requestId: string;
  readonly operation: string;
  readonly method: string;
  readonly status: number;
  readonly scimType?: string;
  readonly errorCode?: string;
  readonly tenant?: string;
}

/** What it did on its way. */
export interface RequestParts {
  readonly storageCalls: StorageCall[];
  readonly steps: Step[];
  /** Milliseconds between what happened and its row in the provisioning log. */
  readonly logLags: number[];
  lostRaces: number;
}

export interface StorageCall extends Lap {
  readonly operation: 'read' | 'query' | 'transaction' | 'insert' | 'upsert' | 'delete' | 'createTable';
  readonly table: string;
  /** Of the whole transaction, or of what refused it; 0 where storage gave no answer. */
  readonly status: number;
  /** Beyond the first attempt. */
  readonly retries: number;
}

/** A step that has to do with tokens. */
export interface Step extends Lap {
  readonly name: TokenStep;
  readonly outcome: 'done' | 'refused';
}
