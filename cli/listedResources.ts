import { InvalidArgumentError, Option } from 'commander';
import type { JsonObject } from '../shared/scim/json.ts';
import { defaultPageSize, maxPageSize } from '../shared/scim/page.ts';
import type { ProjectionParameters, ResourceContext, TenantContext } from '../shared/users/context.ts';
import { listResources } from '../shared/users/listUsers.ts';
import { again } from './tenantContext.ts';

/** `--count`, of what a command lists. @param what in words: `largest number of users`. */
export function countOption(what: string): Option {
  return new Option('--count <number>', what).argParser(readCount).default(defaultPageSize);
}

function readCount(text: string): number {
  if (/^\d{1,7}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1.');
}

export interface Listed {
  /** As SCIM has them. */
  readonly resources: readonly JsonObject[];
  /** Whether there are more. */
  readonly more: boolean;
}

/** A list of one type's resources. */
export interface Listing {
  readonly contextOf: (call: TenantContext, wanted: ProjectionParameters) => Promise<ResourceContext>;
  readonly filter: string | undefined;
  readonly excludedAttributes: string | undefined;
  /** Resources at most. */
  readonly count: number;
}

/** Reads page after page: a filter without an index may return a short or an empty page with a cursor. */
export async function listedResources(
  context: TenantContext,
  { contextOf, filter, excludedAttributes, count }: Listing,
): Promise<Listed> {
  const resources: JsonObject[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined && resources.length < count) {
    const page = { by: 'cursor', cursor, count: Math.min(count, maxPageSize) } as const;
    const wanted = { attributes: undefined, excludedAttributes };
    const query = { ...wanted, filter, sortBy: undefined, sortOrder: undefined, page };
    const own = await contextOf(again(context), wanted);
    const read: { readonly resources: readonly JsonObject[]; readonly nextCursor?: string | undefined } =
      await listResources(own, query, { name: 'command line', unknownNames: 'refused' });
    resources.push(...read.resources);
    cursor = read.nextCursor;
  }
  return { resources: resources.slice(0, count), more: cursor !== undefined || resources.length > count };
}

/** What tells people that they do not see all. */
export function moreInWords(shown: number): string {
  const which = shown === 1 ? 'This is the first one' : `These are the first ${shown}`;
  return `${which}. There are more: --count <number> shows them.`;
}
