/**
 * Runs `run` for each item, so many at a time, and gives the results in the order of the items. After a failure nothing
 * more is begun, and the error comes when all that was begun has ended: what the caller then undoes is not done again behind it.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  run: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item === undefined) continue;
      try {
        results[index] = await run(item, index);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, lane));
  const failed = lanes.find((ended) => ended.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}

/** `items` in pieces of so many. */
export function chunksOf<Item>(items: readonly Item[], length: number): readonly (readonly Item[])[] {
  const chunks: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += length) chunks.push(items.slice(start, start + length));
  return chunks;
}

/** `items` in order, as many in each batch as there is room for. */
export function batchesWithin<Item>(
  items: readonly Item[],
  room: number,
  sizeOf: (item: Item) => number,
): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  let left = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (batches.length === 0 || size > left) {
      batches.push([]);
      left = room;
    }
    batches.at(-1)?.push(item);
    left -= size;
  }
  return batches;
}
