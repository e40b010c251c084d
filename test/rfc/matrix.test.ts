import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService, type RunningService } from '../support/service.ts';
import { contextOf } from './context.ts';
import { matrix } from './matrix.ts';

// Known here, so that a check can make an expired cursor instead of waiting for one.
const sealingKeys = `matrix=${Buffer.alloc(32, 7).toString('base64')}`;

let service: RunningService;

beforeAll(async () => {
  service = await startService({ SCIM_SEALING_KEYS: sealingKeys });
});
afterAll(() => service.stop());

test('every row has its own id', () => {
  const ids = matrix.map(({ id }) => id);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('what is done has a check, and what is not has a reason', () => {
  const without = matrix.filter(({ status, check, why }) =>
    status === 'done' ? check === undefined : (why ?? '').length < 20,
  );
  expect(without.map(({ id }) => id)).toEqual([]);
});

describe('the service provider does it', () => {
  for (const { id, requirement, status, check } of matrix) {
    const run = check;
    if (run === undefined) continue;
    // A row may need a tenant of 20,000 users.
    test(
      `${id}${status === 'otherwise' ? ' (otherwise)' : ''}: ${requirement}`,
      () => run(contextOf(service, sealingKeys)),
      120_000,
    );
  }
});
