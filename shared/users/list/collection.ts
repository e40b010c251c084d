import type { ScimError } from '../../scim/error.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Plan, RelationNeed } from '../../scim/filter/plan.ts';
import type { StoredResource } from '../../scim/represent.ts';
import type { Census } from '../../store/countUsers.ts';
import type { Partition } from '../../store/partition.ts';
import type { RangeOptions } from '../../store/readUsers.ts';

/** A resource, and the values of its relation, which its document does not hold. */
export interface Related {
  /** As it was when its relation was read. */
  readonly stored: StoredResource;
  readonly values: JsonObject;
}

/** The resources of one type in a tenant, as lists read them. */
export interface Collection {
  census(partition: Partition): Promise<Census>;
  /** All of them, in the order of their ids. */
  readAll(partition: Partition, options?: RangeOptions): AsyncGenerator<readonly StoredResource[]>;
  /** The keys of their rows, in the same order. */
  readAllKeys(partition: Partition, after?: string): AsyncGenerator<readonly string[]>;
  rowKey(id: string): string;
  notFound(id: string): ScimError;
  readOne(partition: Partition, id: string): Promise<StoredResource | undefined>;
  /** The resources that can match a filter. */
  sourceOf(partition: Partition, plan: Plan): Source;
  /** Resources whose relations are read at a time. */
  readonly relatedAtOnce: number;
  /**
   * The values of their relations, as far as they are needed.
   *
   * @param baseUrl of the tenant, for references.
   * @returns in the same order; undefined if a resource was deleted meanwhile.
   */
  related(
    partition: Partition,
    resources: readonly StoredResource[],
    need: RelationNeed,
    baseUrl: string,
  ): Promise<readonly (Related | undefined)[]>;
}

/** The resources that can match a filter, in an order that is the same on every page. */
export interface Source {
  /** Whether every resource is looked at, or those that an index names. */
  readonly scan: boolean;
  /** All of them at once, if an index names one at most: no pages are needed. */
  all?(): Promise<readonly StoredResource[]>;
  /** Pages of the resources after the one with this key (`keyOf`). */
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

/** Resources that an index names, in the order of their keys: mostly one, but a tenant may have thousands. */
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
