import type { TableClient } from '@azure/data-tables';

type PipelinePolicy = Parameters<TableClient['pipeline']['addPolicy']>[0];

/**
 * Writes U+2028 and U+2029 as JSON escapes, which mean the same. Table Storage takes them as they are; Azurite reads a
 * transaction line by line and takes them for line ends. They stand in JSON strings only: keys are encoded (`keys.ts`).
 */
export const lineSeparatorPolicy: PipelinePolicy = {
  name: 'lineSeparatorPolicy',
  sendRequest(request, next) {
    if (typeof request.body === 'string' && /[\u2028\u2029]/.test(request.body)) {
      request.body = request.body.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
      request.headers.delete('content-length');
    }
    return next(request);
  },
};
