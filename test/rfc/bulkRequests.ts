import { expect } from 'vitest';
import { enterprise, type Body } from '../support/people.ts';
import type { Context } from './context.ts';

/** The result of one operation. */
export interface Result {
  readonly method: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly location?: string;
  readonly status: string;
  readonly response?: unknown;
}

/** Carries out Bulk operations, which must be answered with 200. */
export async function run(
  { send }: Context,
  operations: readonly Body[],
  more: Body = {},
): Promise<readonly Result[]> {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  const { status, body, text } = await send('POST', '/Bulk', { schemas, Operations: operations, ...more });
  expect(status, text).toBe(200);
  expect(body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:BulkResponse']);
  return body.Operations as Result[];
}

export function post(bulkId: string, data: Body): Body {
  return { method: 'POST', path: '/Users', bulkId, data };
}

/** An operation that fails. */
export const bad: Body = { method: 'DELETE', path: '/Users/none' };

/** A member of a user that refers to another. */
export function withManager(value: string): Body {
  return { [enterprise]: { manager: { value } } };
}

export function idOf(result: Result | undefined): string {
  return result?.location?.split('/').at(-1) ?? '';
}
