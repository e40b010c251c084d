import { manageCountInvalid } from './errors.ts';

/** Default and maximum of what is on a page. */
const defaultCount = 100;
const maxCount = 1_000;

/** The parameter `count`. @throws ScimError 400 */
export function readCount(count: string | undefined): number {
  if (count === undefined) return defaultCount;
  const number = /^\d{1,4}$/.test(count) ? Number(count) : 0;
  if (number >= 1 && number <= maxCount) return number;
  throw manageCountInvalid(maxCount);
}
