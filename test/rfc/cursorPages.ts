import { expect } from 'vitest';
import { filterQuery } from '../support/people.ts';
import type { Context } from './context.ts';

export interface Page {
  readonly totalResults?: number;
  readonly itemsPerPage: number;
  readonly nextCursor?: string;
  readonly Resources: readonly { readonly userName: string }[];
  readonly [name: string]: unknown;
}

export async function page({ send }: Pick<Context, 'send'>, query: string): Promise<Page> {
  const { status, body, text } = await send('GET', `/Users?${query}`);
  expect(status, text).toBe(200);
  return body as Page;
}

/** Pages until there is no nextCursor. */
export async function pages(context: Pick<Context, 'send'>, query: string): Promise<readonly Page[]> {
  const found: Page[] = [];
  let next: string | undefined = '';
  while (next !== undefined && found.length < 20) {
    const one: Page = await page(context, `${query}&cursor=${next}`);
    found.push(one);
    next = one.nextCursor;
  }
  return found;
}

export const names = (found: readonly Page[]) =>
  found.flatMap(({ Resources }) => Resources.map(({ userName }) => userName));

interface Five {
  readonly title: string;
  /** Lists them. */
  readonly query: string;
  readonly userNames: readonly string[];
}

/** Made once for each service. */
const shared = new Map<string, Promise<Five>>();

/** Five users whom no row changes. */
export function five(context: Context): Promise<Five> {
  const made = shared.get(context.tenantUrl) ?? ownFive(context);
  shared.set(context.tenantUrl, made);
  return made;
}

export async function ownFive({ create, key }: Context): Promise<Five> {
  const userNames: string[] = [];
  for (const displayName of ['c', 'a', 'e', 'b', 'd'])
    userNames.push((await create({ title: key, displayName })).userName);
  return { title: key, query: filterQuery(`title eq "${key}"`), userNames };
}

export async function firstCursor(context: Context, query: string): Promise<string> {
  const { nextCursor } = await page(context, `${query}&count=2&cursor`);
  expect(nextCursor).toBeTypeOf('string');
  return nextCursor ?? '';
}
