import { expect } from 'vitest';
import { filterQuery, type Body } from '../support/people.ts';
import { refused, type Context, type User } from './context.ts';
import type { Check } from './row.ts';

const jane: Body = {
  displayName: 'Jane Doe',
  nickName: undefined,
  active: true,
  emails: [
    { type: 'work', value: 'jane@work.example.com', primary: true },
    { type: 'home', value: 'jane@home.example.org' },
  ],
  profileUrl: 'https://example.com/Jane',
};

/** Asserts which filters find the person and which don't. */
export function finding(yes: readonly string[], no: readonly string[], more: Body = {}): Check {
  return async ({ create, finds }) => {
    const { id } = await create({ ...jane, ...more });
    for (const text of yes) expect(await finds(text, id), text).toBe(true);
    for (const text of no) expect(await finds(text, id), text).toBe(false);
  };
}

/** Asserts that each filter is refused. */
export function refusing(...filters: readonly string[]): Check {
  return async ({ send }) => {
    for (const text of filters)
      refused(await send('GET', `/Users?${filterQuery(text)}`), 400, 'invalidFilter');
  };
}

/** Users that share a title, each with one of `values`, and the filter that finds them. */
export async function some(
  { create, key }: Context,
  ...values: readonly Readonly<Record<string, unknown>>[]
): Promise<{ readonly users: readonly User[]; readonly filter: string }> {
  const users: User[] = [];
  for (const value of values) users.push(await create({ title: key, ...value }));
  return { users, filter: filterQuery(`title eq "${key}"`) };
}
