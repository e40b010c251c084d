import type { StoredResource } from '../../scim/represent.ts';

/** The resources among which a filter's matches are, in an order that is the same on every page. */
export interface Source {
  /** Whether every resource is looked at, or those that an index names. */
  readonly scan: boolean;
  /** All of them at once, where an index names one at most: it needs no pages. */
  all?(): Promise<readonly StoredResource[]>;
  /** Pages of resources behind the one that `keyOf` names `after`. */
  read(after: string | undefined, pageSize?: number): AsyncGenerator<readonly StoredResource[]>;
  keyOf(resource: StoredResource): string;
}

/** No resource at all. */
export const emptySource: Source = oneOf(
  ({ id }) => id,
  () => Promise.resolve(undefined),
);

/** The resource that an index names, if there is one. */
export function oneOf(keyOf: Source['keyOf'], readOne: () => Promise<StoredResource | undefined>): Source {
  const all = async () => {
    const found = await readOne();
    return found === undefined ? [] : [found];
  };
  return {
    ...severalOf(keyOf, async function* () {
      yield await all();
    }),
    all,
  };
}

/** Resources in the order of their keys, that an index names: mostly one, but nothing keeps a tenant from having thousands. */
export function severalOf(
  keyOf: Source['keyOf'],
  read: () => AsyncGenerator<readonly StoredResource[]>,
): Source {
  return {
    scan: false,
    keyOf,
    async *read(after) {
      for await (const resources of read())
        yield after === undefined ? resources : resources.filter((resource) => keyOf(resource) > after);
    },
  };
}
