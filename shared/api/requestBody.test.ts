import type { HttpRequest } from '@azure/functions';
import { expect, test } from 'vitest';
import { maxBodyBytes } from '../scim/limits.ts';
import { unitsPerRequest } from '../users/list/cost.ts';
import { nextTurn } from '../users/list/pace.ts';
import { readRequestBody } from './requestBody.ts';

function callOf(body: object | string) {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const charges: number[] = [];
  const request = {
    headers: new Headers({ 'content-length': String(bytes.byteLength) }),
    arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
  };
  return {
    charges,
    request: request as unknown as HttpRequest,
    quota: { charge: (requests: number) => charges.push(requests) },
  };
}

test('a large body is charged for by its size, and what an ordinary one costs is counted already', async () => {
  const [large, ordinary] = [callOf({ x: 'x'.repeat(10 * unitsPerRequest) }), callOf({ userName: 'jane' })];
  await readRequestBody(large);
  await readRequestBody(ordinary);
  expect([large.charges, ordinary.charges]).toEqual([[10], []]);
});

test('large bodies that come together are read in turns: others have theirs between them', async () => {
  const order: string[] = [];
  const body = { x: 'x'.repeat(unitsPerRequest) };
  const read = async (name: string) => {
    await readRequestBody(callOf(body));
    order.push(name);
  };
  const other = async () => {
    for (let i = 0; i < 4; i += 1) {
      await nextTurn();
      order.push('other');
    }
  };
  await Promise.all([read('first'), read('second'), other()]);
  expect(order).toEqual(['other', 'first', 'second', 'other', 'other', 'other']);
});

test('a large body that is no JSON is charged for all the same', async () => {
  const call = callOf('{"x":' + '['.repeat(10 * unitsPerRequest));
  await expect(readRequestBody(call)).rejects.toMatchObject({ status: 400, scimType: 'invalidSyntax' });
  expect(call.charges).toEqual([10]);
});

test('a body that is refused for its length is not read, and not charged for', async () => {
  const call = callOf({ x: 'x'.repeat(maxBodyBytes) });
  await expect(readRequestBody(call)).rejects.toMatchObject({ status: 413 });
  expect(call.charges).toEqual([]);
});
