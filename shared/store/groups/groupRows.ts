import type { StoredResource } from '../../scim/represent.ts';
import { defined, textOf } from '../../scim/json.ts';
import { DamagedUser, documentRow, readDocumentRow } from '../documentRow.ts';
import { readRow, type Partition, type StoredRow } from '../partition.ts';
import type { Row } from '../writeRows.ts';
import {
  groupExternalIdKey,
  groupHeadKey,
  groupKey,
  groupNameKey,
  groupTailKey,
  sharedNameKey,
} from './keys.ts';

/** A group without its members, which are rows of their own. */
export interface StoredGroup extends StoredResource {
  /** How many members it has. */
  readonly size: number;
  /** Operation id of the large change in progress: readers take it for done. */
  readonly pending?: string;
}

/** A group and the storage ETag of the row it was read from: the condition of the next write. */
export interface ReadGroup {
  readonly group: StoredGroup;
  readonly etag: string;
  /** The operation for which it is reserved: other writers wait for it, for a while. The next write ends that. */
  readonly reserved?: string | undefined;
}

/** All rows of a group but its memberships, by row key. @throws ScimError 413 */
export function groupRows(group: StoredGroup): ReadonlyMap<string, Row> {
  const { grouped, ...plain } = group;
  const { size, pending } = group;
  const copy = {
    ...documentRow(plain, 'group'),
    size,
    ...defined({ pending }),
  };
  const rows = new Map<string, Row>(groupRowKeys(group).map((key) => [key, copy]));
  rows.set(groupKey(group.id), {
    ...copy,
    ...(grouped === true ? { grouped } : {}),
    // Filters on these are pushed down to the server.
    created: new Date(group.created),
    lastModified: new Date(group.lastModified),
  });
  return rows;
}

/** Members in a page of storage that begins with the head. */
const maxMembersOfPage = 999;

/** The keys of these rows, without making them. */
export function groupRowKeys({ id, attributes, nameShared, size }: StoredGroup): readonly string[] {
  const { externalId } = attributes;
  const name = textOf(attributes.displayName);
  return [
    groupKey(id),
    groupHeadKey(id),
    ...(size > maxMembersOfPage ? [groupTailKey(id)] : []),
    nameShared === true ? sharedNameKey(name, id) : groupNameKey(name),
    ...(typeof externalId === 'string' ? [groupExternalIdKey(externalId)] : []),
  ];
}

/** @throws DamagedUser if the row is damaged or of a later form. */
export function readGroupRow(row: Readonly<Record<string, unknown>>): StoredGroup {
  const { size, pending } = row;
  if (typeof size !== 'number') throw new DamagedUser('A row holds a group that does not say its size.');
  return {
    ...readDocumentRow(row, 'group'),
    size,
    ...(typeof pending === 'string' ? { pending } : {}),
  };
}

/** One storage call. */
export async function readGroup(partition: Partition, id: string): Promise<ReadGroup | undefined> {
  return asGroup(await readRow(partition, groupKey(id)));
}

export function asGroup(row: StoredRow | undefined): ReadGroup | undefined {
  if (row === undefined) return undefined;
  const { etag, reserved } = row;
  const isReserved = typeof reserved === 'string' && reserved !== '';
  return { group: readGroupRow(row), etag, reserved: isReserved ? reserved : undefined };
}
