import { cursorPage, filteredScan, firstPage, nextPage } from './lists.ts';
import { groupOperations } from './groups.ts';
import type { Operation } from './operation.ts';
import { byExternalId, byUserName, byWorkEmail, getById, testConnection, token } from './reads.ts';
import { patchTitle, post, put, remove } from './writes.ts';

/** All operations, in this order: reads come first, so that they find the population as it was filled. */
export const operations: readonly Operation[] = [
  ...groupOperations,
  getById,
  byUserName,
  byExternalId,
  byWorkEmail,
  testConnection,
  firstPage,
  nextPage,
  cursorPage,
  filteredScan,
  token,
  patchTitle,
  put,
  post,
  remove,
];

export function operationNamed(name: string): Operation {
  const found = operations.find((operation) => operation.name === name);
  if (found === undefined) throw new Error(`There is no operation "${name}".`);
  return found;
}
