import type { StorageCall } from '../telemetry/record.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { startStopwatch } from '../telemetry/stopwatch.ts';
import type { Table } from './tables.ts';

/** What the watch looks at. */
interface WatchedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
}

/**
 * Begins to watch a storage call; undefined where nobody listens. What is told of it is made of the method and the form of
 * the address: keys, which hold people's names, never leave here.
 *
 * @returns is told how the call ended: the status, of what refused it within a transaction, or 0 where there was no
 * answer; and the number of attempts.
 */
export function watchCall(
  { tableName }: Table,
  request: WatchedRequest,
): ((status: number, attempts: number) => void) | undefined {
  const recorder = telemetry();
  if (recorder === undefined) return undefined;
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
