import { isArray, objectIn, textOf, type JsonValue } from '../../scim/json.ts';
import { chunksOf } from '../inParallel.ts';
import { maxTransactionOperations } from '../limits.ts';
import { readPages, readRow, type Partition, type StoredRow } from '../partition.ts';
import type { Row, RowChange } from '../writeRows.ts';
import { storedJson } from '../documentRow.ts';
import { intendedKey, partKey, partsPrefix } from './keys.ts';
import type { Member, MembershipChange } from './member.ts';

/** A large change of one membership. */
export interface Intention extends Member {
  readonly joins: boolean;
}

/** A part of a large change: as much of it as one transaction can hold. */
export interface Part {
  readonly rowKey: string;
  readonly group: string;
  readonly operation: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly intentions: readonly Intention[];
}

/** Three rows each, beside the part's own. */
const partLength = Math.floor((maxTransactionOperations - 1) / 3);

/**
 * The first part is carried out last, together with the rows of the group. Its row decides whether the change is made: the
 * commit depends on it, and so does a writer who stops the change before.
 */
const firstPartLength = partLength - 3;

/** The parts of a change. */
export function partsOf(
  groupId: string,
  operationId: string,
  { added, removed }: MembershipChange,
): readonly Part[] {
  const at = Date.now();
  const all = [
    ...added.map(({ id, type }) => ({ id, type, joins: true })),
    ...removed.map(({ id, type }) => ({ id, type, joins: false })),
  ];
  const chunks = [all.slice(0, firstPartLength), ...chunksOf(all.slice(firstPartLength), partLength)];
  const whole = { group: groupId, operation: operationId, at };
  return chunks.map((intentions, n) => ({ rowKey: partKey(groupId, operationId, n), ...whole, intentions }));
}

export function isFirstPart({ rowKey, group, operation }: Part): boolean {
  return rowKey === firstPartKey(group, operation);
}

function firstPartKey(groupId: string, operationId: string): string {
  return partKey(groupId, operationId, 0);
}

/** What the commit of a large change makes of its first part. @param etag of the row as it was prepared. */
export function committedPart(groupId: string, operationId: string, etag: string): RowChange {
  return { kind: 'merge', rowKey: firstPartKey(groupId, operationId), row: { committed: true }, etag };
}

/** The first part of a large change, as it is. */
export interface FirstPart {
  readonly rowKey: string;
  readonly etag: string;
  readonly state: 'prepared' | 'committed' | 'stopped';
}

/** Undefined where the change has come to its end, or was taken back. One storage call. */
export async function readFirstPart(
  partition: Partition,
  groupId: string,
  operationId: string,
): Promise<FirstPart | undefined> {
  const row = await readRow(partition, firstPartKey(groupId, operationId));
  if (row === undefined) return undefined;
  const { rowKey, etag, committed, stopped } = row;
  return {
    rowKey,
    etag,
    state: committed === true ? 'committed' : stopped === true ? 'stopped' : 'prepared',
  };
}

/** Prevents that a large change is committed: as long as it is not. */
export function stoppedPart({ rowKey, etag }: FirstPart): RowChange {
  return { kind: 'merge', rowKey, row: { stopped: true }, etag };
}

export function partRow({ group, operation, at, intentions }: Part): Row {
  const tuples = intentions.map(({ id, type, joins }) => [id, type, joins]);
  return { group, operation, at: new Date(at), intentions: storedJson({ tuples }) };
}

export function readPart(row: StoredRow): Part {
  const { tuples } = objectIn(String(row.intentions)) ?? {};
  return {
    rowKey: row.rowKey,
    group: String(row.group),
    operation: String(row.operation),
    at: Date.parse(String(row.at)),
    intentions: isArray(tuples) ? tuples.flatMap(intentionIn) : [],
  };
}

function intentionIn(tuple: JsonValue): readonly Intention[] {
  if (!isArray(tuple)) return [];
  const [id, type, joins] = tuple;
  return [{ id: textOf(id), type: type === 'Group' ? 'Group' : 'User', joins: joins === true }];
}

/** The remaining parts of a large change; one storage call for a thousand parts. */
export async function readParts(
  partition: Partition,
  groupId: string,
  operationId: string,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for await (const rows of readPages(partition, partsPrefix(groupId, operationId)))
    parts.push(...rows.map(readPart));
  return parts;
}

/** Whether the row exists that announces a large change of a membership. */
export async function isIntended(
  partition: Partition,
  groupId: string,
  operationId: string,
  memberId: string,
): Promise<boolean> {
  return (await readRow(partition, intendedKey(memberId, groupId, operationId))) !== undefined;
}

/** Calls at a time of one large change: storage takes two thousand rows a second in a partition. */
export const callsAtOnce = 8;

/** Members that are read at a time, each by a call of its own. */
export const readsAtOnce = 32;
