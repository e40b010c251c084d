import type { Pipeline, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import type { StorageCall } from '../telemetry/record.ts';
import { startStopwatch } from '../telemetry/stopwatch.ts';
import { readRefusal } from './storageError.ts';

/**
 * Tells `onCall` of every call that goes through the pipeline, those of the SDK too. What it tells is made of the method
 * and the form of the address: keys, which hold people's names, never leave here.
 */
export function watchCalls(pipeline: Pipeline, table: string, onCall: (call: StorageCall) => void): void {
  const attempts = new WeakMap<PipelineRequest, number>();
  pipeline.addPolicy(
    {
      name: 'countAttempts',
      sendRequest(request, next) {
        attempts.set(request, (attempts.get(request) ?? 0) + 1);
        return next(request);
      },
    },
    { afterPhase: 'Retry' },
  );
  pipeline.addPolicy({
    name: 'watchCalls',
    async sendRequest(request, next) {
      const lap = startStopwatch();
      const ended = (status: number) => {
        const retries = Math.max(0, (attempts.get(request) ?? 1) - 1);
        onCall({
          operation: operationOf(request),
          table,
          status,
          retries,
          ...lap(),
        });
      };
      try {
        const response = await next(request);
        ended(statusOf(response));
        return response;
      } catch (error) {
        ended(readRefusal(error)?.status ?? 0);
        throw error;
      }
    },
  });
}

const byMethod: Readonly<Partial<Record<string, StorageCall['operation']>>> = {
  PUT: 'upsert',
  PATCH: 'upsert',
  DELETE: 'delete',
};

function operationOf({ method, url }: PipelineRequest): StorageCall['operation'] {
  const [path = ''] = url.split('?');
  if (path.endsWith('/$batch')) return 'transaction';
  if (method === 'GET') return path.includes('(PartitionKey=') ? 'read' : 'query';
  return byMethod[method] ?? (path.endsWith('/Tables') ? 'createTable' : 'insert');
}

/** A transaction is answered 202, and says inside what refused it. */
function statusOf({ status, bodyAsText, request }: PipelineResponse): number {
  if (status !== 202 || operationOf(request) !== 'transaction') return status;
  const refused = /HTTP\/1\.1 ([45]\d\d)/.exec(bodyAsText ?? '')?.[1];
  return refused === undefined ? status : Number(refused);
}
