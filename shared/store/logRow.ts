import { logKey } from './keys.ts';
import { readRow, type Partition } from './partition.ts';
import type { Row } from './rows.ts';

export type Action = 'create' | 'update' | 'enable' | 'disable' | 'delete';

/** What a write did and for whom: its row in the provisioning log. It names attributes and holds none of their values. */
export interface LogEntry {
  /** 32 hexadecimal digits, made for this attempt to write. */
  readonly operationId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: Action;
  readonly userId: string;
  readonly externalId: string | undefined;
  /** SCIM paths of the attributes that changed. */
  readonly changed: readonly string[];
  readonly requestId: string;
  /** Id of the credential that was used. */
  readonly credential: string;
}

/**
 * The log row is also the write's receipt: the SDK repeats a write whose answer was lost, and the repetition then meets
 * its own success as 409, 412 or 404. Its key is fixed before the first attempt, so that it can be looked up.
 */
export function receiptKey(entry: LogEntry): string {
  return logKey(entry.at, entry.operationId);
}

export function logRow(entry: LogEntry): Row {
  const { operationId, at, action, userId, externalId, changed, requestId, credential } = entry;
  return {
    format: 1,
    operationId,
    at: new Date(at),
    action,
    userId,
    ...(externalId === undefined ? {} : { externalId }),
    changed: JSON.stringify(changed),
    requestId,
    credential,
  };
}

/** Whether the write of `entry` is in the store. */
export async function hasReceipt(partition: Partition, entry: LogEntry): Promise<boolean> {
  return (await readRow(partition, receiptKey(entry))) !== undefined;
}
