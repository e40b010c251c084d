import type { TableClient } from '@azure/data-tables';

type PipelinePolicy = Parameters<TableClient['pipeline']['addPolicy']>[0];

const header = 'x-condition-of-delete';

/** Request options that make a transaction's delete of `rowKey` depend on `etag`. */
export function deleteOnlyIf(rowKey: string, etag: string) {
  return {
    requestOptions: {
      customHeaders: { [header]: `${encodeURIComponent(rowKey)} ${encodeURIComponent(etag)}` },
    },
  };
}

/**
 * Table Storage takes an If-Match on a delete inside a transaction, but the SDK offers none there and writes
 * `If-Match: *`. Without it, a user deleted while somebody adds a card or an address would leave that row behind, and
 * a row is a uniqueness. So the condition travels in a header as far as this policy, which puts it into the body.
 */
export const conditionalDeletePolicy: PipelinePolicy = {
  name: 'conditionalDeletePolicy',
  sendRequest(request, next) {
    const condition = request.headers.get(header);
    if (condition !== undefined) {
      request.headers.delete(header);
      const [rowKey = '', etag = ''] = condition.split(' ');
      if (typeof request.body !== 'string') throw new Error('A transaction has no text body.');
      request.body = withCondition(request.body, decodeURIComponent(rowKey), decodeURIComponent(etag));
      request.headers.delete('content-length');
    }
    return next(request);
  },
};

function withCondition(body: string, rowKey: string, etag: string): string {
  const part = body.indexOf(`RowKey='${encodeURIComponent(rowKey)}') HTTP/1.1`);
  const unconditional = 'If-Match: *';
  const at = part < 0 ? -1 : body.indexOf(unconditional, part);
  // A later SDK writes its transactions otherwise: better no delete than an unconditional one.
  if (at < 0) throw new Error('The delete to make conditional is not in the transaction.');
  return `${body.slice(0, at)}If-Match: ${etag}${body.slice(at + unconditional.length)}`;
}
