import type { KeyRange } from './keys.ts';
import {
  pages,
  rangeFilter,
  readKeyPage,
  readPage,
  withDeadline,
  type PageOptions,
  type Partition,
  type StoredRow,
} from './partition.ts';
import { retryWhileUnavailable } from './retryWhileUnavailable.ts';

/**
 * The rows whose keys are in a range, in the order of their keys, for a job that takes longer than a request: each page has a
 * request's time, and is asked for again while storage is out of reach.
 */
export function walkRange(
  partition: Partition,
  range: KeyRange,
  { pageSize, ...options }: PageOptions = {},
): AsyncGenerator<readonly StoredRow[]> {
  const filter = rangeFilter(partition, range, options);
  const size = typeof pageSize === 'function' ? pageSize : () => pageSize;
  return pages((next) =>
    retryWhileUnavailable(() => readPage(withDeadline(partition), { filter, pageSize: size() }, next)),
  );
}

/** The same of keys alone: nothing else crosses the wire. */
export function walkKeys(partition: Partition, range: KeyRange): AsyncGenerator<readonly string[]> {
  const filter = rangeFilter(partition, range, {});
  return pages((next) => retryWhileUnavailable(() => readKeyPage(withDeadline(partition), filter, next)));
}
