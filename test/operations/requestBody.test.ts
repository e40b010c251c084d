import type { HttpRequest } from '@azure/functions';
import { expect, test } from 'vitest';
import { charged, unitsPerRequest } from '../../shared/users/list/cost.ts';
import { nextTurn } from '../../shared/users/list/pace.ts';
import { readRequestBody } from '../../shared/api/requestBody.ts';
import { WorkBudget } from '../../shared/scim/work.ts';

function callOf(body: object) {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const charges: number[] = [];
  const request = {
    headers: new Headers({ 'content-length': String(bytes.byteLength) }),
    arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
  };
  return {
    charges,
    request: request as unknown as HttpRequest,
    charge: (requests: number) => charges.push(requests),
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

test('what was spent until a refusal is charged', () => {
  const charges: number[] = [];
  const refused = () => {
    charged({ charge: (requests) => charges.push(requests) }, new WorkBudget(100_000, 'Less.'), (work) => {
      work.spend(4 * unitsPerRequest);
      work.spend(1);
    });
  };
  expect(refused).toThrow('This request asks for too much work at once. Less.');
  expect(charges).toEqual([4]);
});
