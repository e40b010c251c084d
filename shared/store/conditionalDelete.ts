import { AsyncLocalStorage } from 'node:async_hooks';
import type { TableClient } from '@azure/data-tables';

type PipelinePolicy = Parameters<TableClient['pipeline']['addPolicy']>[0];

interface Condition {
  readonly rowKey: string;
  readonly etag: string;
}

const conditions = new AsyncLocalStorage<Condition>();

/** Runs `submit`, a transaction, whose delete of the row then depends on the row's ETag. */
export function deleteOnlyIf<Result>(condition: Condition, submit: () => Promise<Result>): Promise<Result> {
  return conditions.run(condition, submit);
}

/**
 * Table Storage takes an If-Match on a delete inside a transaction, but the SDK offers none there and writes
 * `If-Match: *`. Without it, a user deleted while somebody adds a card or an address would leave that row behind, and
 * a row is a uniqueness. The SDK passes neither headers nor other options of a transaction on to its request, so the
 * condition goes along with the call itself as far as this policy, which puts it into the body: once, for retries come
 * after it.
 */
export const conditionalDeletePolicy: PipelinePolicy = {
  name: 'conditionalDeletePolicy',
  sendRequest(request, next) {
    const condition = conditions.getStore();
    if (condition !== undefined) {
      if (typeof request.body !== 'string') throw new Error('A transaction has no text body.');
      request.body = withCondition(request.body, condition);
      request.headers.delete('content-length');
    }
    return next(request);
  },
};

function withCondition(body: string, { rowKey, etag }: Condition): string {
  const part = body.indexOf(`RowKey='${encodeURIComponent(rowKey)}') HTTP/1.1`);
  const unconditional = 'If-Match: *';
  const at = part < 0 ? -1 : body.indexOf(unconditional, part);
  // A later SDK writes its transactions otherwise: better no delete than an unconditional one.
  if (at < 0) throw new Error('The delete to make conditional is not in the transaction.');
  return `${body.slice(0, at)}If-Match: ${etag}${body.slice(at + unconditional.length)}`;
}
