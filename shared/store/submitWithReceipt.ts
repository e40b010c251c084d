import { telemetry } from '../telemetry/recorder.ts';
import { hasReceipt, logRow, receiptKey, type LogEntry } from './logRow.ts';
import type { Partition } from './partition.ts';
import { isConflict, readRefusal } from './storageError.ts';
import { submit, type RowChange } from './transaction.ts';

/** A write that storage refused because of a row that is not what the write depends on. */
export interface Refused {
  /** The rows to be made of which one is there already; none if the conflict is another one. */
  readonly existing: readonly RowChange[];
}

/** The row of the provisioning log by which a write recognises its own earlier success. */
export function receipt(entry: LogEntry): RowChange {
  return { kind: 'create', rowKey: receiptKey(entry), row: logRow(entry) };
}

/** Submits changes, the receipt of `entry` among them. Its own earlier success, whose answer was lost, is a success. */
export async function submitWithReceipt(
  partition: Partition,
  entry: LogEntry,
  changes: readonly RowChange[],
): Promise<'written' | Refused> {
  try {
    await submit(partition, changes);
  } catch (error) {
    if (!isConflict(error)) throw error;
    if (await hasReceipt(partition, entry)) return 'written';
    const { code, index } = readRefusal(error) ?? {};
    if (code !== 'EntityAlreadyExists') return { existing: [] };
    const refused = index === undefined ? undefined : changes[index];
    const candidates = refused === undefined ? changes : [refused];
    return { existing: candidates.filter(({ kind }) => kind === 'create') };
  }
  telemetry()?.logWritten(entry.at);
  return 'written';
}
