import { inspect } from 'node:util';
import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { expect, test } from 'vitest';
import { isMissingRow, isPassingFault, isUnavailable, readRefusal, refusal } from './storageError.ts';

/** As the SDK's pipeline gives it. */
function answered(status: number): PipelineResponse {
  const headers = createHttpHeaders({ authorization: 'SharedKey a:c2lnbmF0dXJl' });
  const request = createPipelineRequest({ url: 'https://a.table.core.windows.net/scimUsers', headers });
  return { request, status, headers: createHttpHeaders() };
}

const notFound = '{"odata.error":{"code":"ResourceNotFound","message":{"value":"Gone."}}}';

test('a refusal says status and code; printed as a whole it says nothing of the request', () => {
  const error = refusal(answered(404), notFound);
  expect(readRefusal(error)).toEqual({ status: 404, code: 'ResourceNotFound', index: undefined });
  expect(error.response?.request.headers.get('authorization')).toBe('SharedKey a:c2lnbmF0dXJl');
  expect(inspect(error, { depth: 9 })).not.toMatch(/SharedKey|windows\.net/);
});

test('a status of another service, which the identity library asks, is no missing row', () => {
  const other = Object.assign(new Error('No token.'), { name: 'RestError', statusCode: 404 });
  expect(readRefusal(other)).toBeUndefined();
  expect(isMissingRow(other)).toBe(false);
});

test('no answer is a fault that passes', () => {
  const lost = Object.assign(new Error('socket hang up'), { name: 'RestError', code: 'ECONNRESET' });
  expect(isUnavailable(lost)).toBe(true);
  expect(isPassingFault(lost)).toBe(true);
  expect(readRefusal(lost)).toBeUndefined();
});
