import { ScimError } from '../../scim/error.ts';
import type { StoredResource } from '../../scim/represent.ts';
import { DamagedUser, readDocumentRow, type DocumentKind } from '../documentRow.ts';
import { groupRows, readGroupRow, type StoredGroup } from '../groups/groupRows.ts';
import { groupKey } from '../groups/keys.ts';
import { idKey } from '../keys.ts';
import type { StoredRow } from '../partition.ts';
import type { Row } from '../writeRows.ts';
import { userRows } from '../userRows.ts';
import { hashOf } from './hashes.ts';

/** How users, or groups, are stored: a row by id, which is the one that counts, and copies of it. */
export interface ResourceRows<Resource extends StoredResource> {
  readonly kind: DocumentKind;
  readonly primaryKey: (id: string) => string;
  /** @throws DamagedUser */
  readonly read: (row: StoredRow) => Resource;
  /** All rows, by key. @throws ScimError of a resource that can't be stored. */
  readonly rows: (resource: Resource) => ReadonlyMap<string, Row>;
}

export const rowsOfUsers: ResourceRows<StoredResource> = {
  kind: 'user',
  primaryKey: idKey,
  read: (row) => readDocumentRow(row),
  rows: userRows,
};

export const rowsOfGroups: ResourceRows<StoredGroup> = {
  kind: 'group',
  primaryKey: groupKey,
  read: readGroupRow,
  rows: groupRows,
};

/** A resource, and the rows that follow from it. */
export interface Whole<Resource extends StoredResource> {
  readonly resource: Resource;
  readonly rows: ReadonlyMap<string, Row>;
}

/** The resource in a row; undefined if it can't be read, or could not be stored like this. */
export function wholeIn<Resource extends StoredResource>(
  { read, rows }: ResourceRows<Resource>,
  row: StoredRow,
): Whole<Resource> | undefined {
  try {
    const resource = read(row);
    const { created, lastModified } = resource;
    const isDated = [created, lastModified].every((time) => !Number.isNaN(Date.parse(time)));
    return isDated ? { resource, rows: rows(resource) } : undefined;
  } catch (error) {
    if (error instanceof DamagedUser) return undefined;
    if (error instanceof ScimError && error.status < 500) return undefined;
    throw error;
  }
}

/**
 * What a row and its copies have in common, as a hash. Groups keep the mark of members on the row by id alone.
 *
 * @param row as it is stored, or as it is written.
 */
export function contentHash(row: Readonly<Record<string, unknown>>, kind: DocumentKind): number {
  const { format, id, size, pending, grouped } = row;
  const pieces: unknown[] = [];
  for (let n = 0; row[`document${n}`] !== undefined; n += 1) pieces.push(row[`document${n}`]);
  const mark = kind === 'user' && grouped === true;
  return hashOf(JSON.stringify([format, id, size ?? null, pending ?? null, mark, ...pieces]));
}

/** Whether the row by id says of itself what its document says: filters on these are pushed down to storage. */
export function tellsTruth(stored: StoredRow, written: Row): boolean {
  return Object.entries(written).every(([name, value]) => {
    if (value instanceof Date) return Date.parse(String(stored[name])) === value.getTime();
    return typeof value !== 'boolean' || stored[name] === value;
  });
}
