import type { StoredResource } from '../../scim/represent.ts';
import type { DocumentKind } from '../documentRow.ts';
import { readsAtOnce } from '../groups/largeChange.ts';
import { inParallel } from '../inParallel.ts';
import { readRow, type Partition, type StoredRow } from '../partition.ts';
import type { Row, RowChange } from '../writeRows.ts';
import { nothingFound, type FsckFinding, type Inspection, type Problem } from './finding.ts';
import { contentHash, tellsTruth, wholeIn, type ResourceRows, type Whole } from './resourceRows.ts';
import { written, whileUnchanged } from './unchanged.ts';

type Stored = ReadonlyMap<string, StoredRow>;

/**
 * Holds the rows of a user or group against each other. Every write of it changes the row by id, so that they are seen as of
 * one moment.
 *
 * @param strays keys of rows that say they are its, beside those that follow from the row by id.
 * @returns undefined if somebody writes all the time.
 */
export function inspectCopies<Resource extends StoredResource>(
  partition: Partition,
  kind: ResourceRows<Resource>,
  id: string,
  strays: ReadonlySet<string>,
): Promise<Inspection | undefined> {
  const primaryKey = kind.primaryKey(id);
  return whileUnchanged(partition, primaryKey, async (primary) => {
    const read = primary === undefined ? undefined : wholeIn(kind, primary);
    // Under another one's key it counts for nothing.
    const whole = read?.resource.id === id ? read : undefined;
    const keys = [...new Set([...(whole?.rows.keys() ?? []), ...strays])].filter((key) => key !== primaryKey);
    const rows = await inParallel(keys, readsAtOnce, (key) => readRow(partition, key));
    const stored = new Map(rows.flatMap((row) => (row === undefined ? [] : [[row.rowKey, row]])));
    if (primary !== undefined && whole !== undefined)
      return copiesOf(partition, kind, primary, whole, stored);
    return rowsWithoutPrimary(partition, kind, id, primary, stored);
  });
}

/** What is wrong with the copies of a row by id that is sound. */
async function copiesOf<Resource extends StoredResource>(
  partition: Partition,
  kind: ResourceRows<Resource>,
  primary: StoredRow,
  { resource, rows }: Whole<Resource>,
  stored: Stored,
): Promise<Inspection> {
  const { id } = resource;
  const problems: Problem[] = [];
  const taken = new Set<string>();
  const own = rows.get(primary.rowKey);
  if (own !== undefined && !tellsTruth(primary, own))
    problems.push({ kind: 'primaryUntrue', of: kind.kind, id });
  for (const [rowKey, row] of rows) {
    if (rowKey === primary.rowKey) continue;
    const copy = stored.get(rowKey);
    const problem = { of: kind.kind, id, rowKey };
    if (copy === undefined) problems.push({ kind: 'copyMissing', ...problem });
    else if (copy.id !== id && (await isRightful(partition, kind, copy))) {
      taken.add(rowKey);
      problems.push({ kind: 'copyTaken', ...problem, holder: String(copy.id) });
    } else if (contentHash(copy, kind.kind) !== contentOf(row, primary, kind.kind))
      problems.push({ kind: 'copyDiffers', ...problem });
  }
  const left = [...stored.values()].filter((row) => !rows.has(row.rowKey) && row.id === id);
  for (const { rowKey } of left) problems.push({ kind: 'copyLeftOver', of: kind.kind, id, rowKey });
  const right = withMark(kind, resource, [...stored.values()]);
  const repaired = [...right].filter(([rowKey]) => !taken.has(rowKey));
  return inspection(partition, problems, [
    ...repaired.map(([rowKey, row]) =>
      writing(rowKey, row, rowKey === primary.rowKey ? primary : stored.get(rowKey)),
    ),
    ...left.map(deletion),
  ]);
}

/** A pointer says less than a copy. */
function contentOf(row: Row, primary: StoredRow, kind: DocumentKind): number {
  return contentHash(row.document0 === undefined ? row : primary, kind);
}

/** No write takes the mark of members away: what one copy has of it the others have lost. */
function withMark<Resource extends StoredResource>(
  { kind, rows }: ResourceRows<Resource>,
  resource: Resource,
  stored: readonly StoredRow[],
): ReadonlyMap<string, Row> {
  const marked = kind === 'user' && stored.some(({ id, grouped }) => id === resource.id && grouped === true);
  return rows(marked ? { ...resource, grouped: true } : resource);
}

/** Whether the user or group that a row says it is a copy of has this row. */
async function isRightful<Resource extends StoredResource>(
  partition: Partition,
  kind: ResourceRows<Resource>,
  { rowKey, id }: StoredRow,
): Promise<boolean> {
  if (typeof id !== 'string') return false;
  const primary = await readRow(partition, kind.primaryKey(id));
  return primary !== undefined && wholeIn(kind, primary)?.rows.has(rowKey) === true;
}

/**
 * Rows of a user or group whose row by id is gone or can't be read. If all others are there and agree, it follows from them.
 * If not, a row with a document may be the last copy of it, and stays; a row without one is left of somebody who is gone.
 */
function rowsWithoutPrimary<Resource extends StoredResource>(
  partition: Partition,
  kind: ResourceRows<Resource>,
  id: string,
  primary: StoredRow | undefined,
  stored: Stored,
): Inspection {
  const primaryKey = kind.primaryKey(id);
  const own = [...stored.values()].filter((row) => row.id === id);
  const rows = agreedRows(kind, id, own);
  const damage = {
    kind: primary === undefined ? 'primaryMissing' : 'primaryDamaged',
    of: kind.kind,
    id,
  } as const;
  if (rows !== undefined) {
    const changes = [...rows].map(([rowKey, row]) =>
      writing(rowKey, row, rowKey === primaryKey ? primary : stored.get(rowKey)),
    );
    return inspection(partition, [damage], changes);
  }
  if (primary !== undefined || own.some((row) => wholeIn(kind, row)?.resource.id === id))
    return { ...nothingFound, findings: [{ problem: damage, repairable: false }] };
  const problems = own.map(({ rowKey }) => ({ kind: 'copyLeftOver', of: kind.kind, id, rowKey }) as const);
  return inspection(partition, problems, own.map(deletion));
}

/** All rows that follow from copies, if these are complete and say the same. */
function agreedRows<Resource extends StoredResource>(
  kind: ResourceRows<Resource>,
  id: string,
  copies: readonly StoredRow[],
): ReadonlyMap<string, Row> | undefined {
  const documents = copies.filter(({ document0 }) => document0 !== undefined);
  const [first] = documents;
  if (first === undefined) return undefined;
  const whole = wholeIn(kind, first);
  if (whole?.resource.id !== id) return undefined;
  const content = contentHash(first, kind.kind);
  const isComplete =
    copies.length === whole.rows.size - 1 && copies.every(({ rowKey }) => whole.rows.has(rowKey));
  return isComplete && documents.every((row) => contentHash(row, kind.kind) === content)
    ? whole.rows
    : undefined;
}

function writing(rowKey: string, row: Row, stored: StoredRow | undefined): RowChange {
  return stored === undefined
    ? { kind: 'create', rowKey, row }
    : { kind: 'replace', rowKey, row, etag: stored.etag };
}

function deletion({ rowKey, etag }: StoredRow): RowChange {
  return { kind: 'delete', rowKey, etag };
}

function inspection(
  partition: Partition,
  problems: readonly Problem[],
  changes: readonly RowChange[],
): Inspection {
  const findings = problems.map((problem): FsckFinding => ({
    problem,
    repairable: problem.kind !== 'copyTaken',
  }));
  const isRepairable = findings.some(({ repairable }) => repairable);
  return { findings, repair: () => (isRepairable ? written(partition, changes) : Promise.resolve(true)) };
}
