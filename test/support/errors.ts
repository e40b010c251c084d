import { expect } from 'vitest';
import { ScimError, type ScimType } from '../../shared/scim/error.ts';

/** What `run` throws, which must be a ScimError. */
export function thrownBy(run: () => unknown): ScimError {
  try {
    run();
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

/** What `promise` is rejected with, which must be a ScimError. */
export async function rejectionOf(promise: Promise<unknown>): Promise<ScimError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ScimError) return error;
  throw error instanceof Error ? error : new Error('The promise was not rejected with an error.');
}

/** Asserts that `run` is refused with 400, `scimType` and a detail that matches `detail`. */
export function expectRefusal(run: () => unknown, scimType: ScimType, detail: RegExp | string = ''): void {
  const error = thrownBy(run);
  expect({ status: error.status, scimType: error.scimType }).toEqual({ status: 400, scimType });
  if (typeof detail === 'string') expect(error.message).toContain(detail);
  else expect(error.message).toMatch(detail);
}
