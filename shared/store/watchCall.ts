import { type StorageCall, startStopwatch } from '../telemetry/record.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import type { Table } from './tables.ts';

/** The part of a request that is recorded. */
interface WatchedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
}

/**
 * Begins to watch a storage call. The record is made of the method and the form of the address: keys, which hold people's
 * names, never leave here.
 *
 * @returns ends the record, with the status (within a transaction, of the operation that was refused; 0 without an answer)
 * and the number of attempts.
 */
export function watchCall(
  recorder: Recorder,
  { tableName }: Table,
  request: WatchedRequest,
): (status: number, attempts: number) => void {
  const lap = startStopwatch();
  return (status, attempts) => {
    recorder.storageCall({
      operation: operationOf(request),
      table: tableName,
      status,
      retries: attempts - 1,
      ...lap(),
    });
  };
}

function operationOf({ method, path }: WatchedRequest): StorageCall['operation'] {
  switch (method) {
    case 'GET':
      return path.includes('(PartitionKey=') ? 'read' : 'query';
    case 'PUT':
      return 'upsert';
    case 'DELETE':
      return 'delete';
    case 'POST':
      if (path === '$batch') return 'transaction';
      return path === 'Tables' ? 'createTable' : 'insert';
  }
}
