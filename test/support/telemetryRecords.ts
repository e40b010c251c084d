import type { RequestRecord, StorageCall } from '../../shared/telemetry/record.ts';

/** A finished request, as it is recorded. */
export function requestRecord(fields: Partial<RequestRecord> = {}): RequestRecord {
  return {
    ...{ requestId: crypto.randomUUID(), operation: 'listUsers', method: 'GET', status: 200 },
    ...{ started: Date.now(), milliseconds: 5, parent: undefined },
    ...{ storageCalls: [], steps: [], logLags: [], lostRaces: 0 },
    ...fields,
  };
}

/** As many reads of one table. */
export function storageCalls(count: number): StorageCall[] {
  return Array.from({ length: count }, () => ({
    ...{ operation: 'read' as const, table: 'scimUsers', status: 200, retries: 0 },
    ...{ started: Date.now(), milliseconds: 1 },
  }));
}
