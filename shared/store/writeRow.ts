import { withTable } from './missing.ts';
import { entityPath, type Partition } from './partition.ts';
import { rowWriter, type Row } from './rowJson.ts';
import { isConflict, isMissingTable } from './storageError.ts';
import { send, type TableRequest } from './tableRequest.ts';

/** Writes of a single row. Each is one storage call, and may be repeated: its own earlier success is a conflict then. */

const json = { 'Content-Type': 'application/json' };

/** Whether the row was made: not where it is there already. @throws ScimError 503 */
export function insertRow(partition: Partition, rowKey: string, row: Row): Promise<boolean> {
  const headers = { ...json, Prefer: 'return-no-content' };
  const path = partition.table.tableName;
  return unlessConflict(() =>
    write(partition, { method: 'POST', path, headers }, bodyOf(partition, rowKey, row)),
  );
}

/** Whether the row was replaced: not where it is gone, or another one than was read under `etag`. @throws ScimError 503 */
export function replaceRow(partition: Partition, rowKey: string, row: Row, etag: string): Promise<boolean> {
  const headers = { ...json, 'If-Match': etag };
  const path = entityPath(partition, rowKey);
  return unlessConflict(() =>
    write(partition, { method: 'PUT', path, headers }, bodyOf(partition, rowKey, row)),
  );
}

/** Makes the row, or replaces whatever it is. @throws ScimError 503 */
export function upsertRow(partition: Partition, rowKey: string, row: Row): Promise<void> {
  const path = entityPath(partition, rowKey);
  return write(partition, { method: 'PUT', path, headers: json }, bodyOf(partition, rowKey, row));
}

/** Whether the row was deleted: not where it is gone, or another one than was read under `etag`. @throws ScimError 503 */
export async function deleteRow(partition: Partition, rowKey: string, etag = '*'): Promise<boolean> {
  const path = entityPath(partition, rowKey);
  try {
    await send(
      partition,
      { method: 'DELETE', path, headers: { 'If-Match': etag }, success: 204 },
      () => undefined,
    );
    return true;
  } catch (error) {
    if (isConflict(error) || isMissingTable(error)) return false;
    throw error;
  }
}

function bodyOf({ tenant }: Partition, rowKey: string, row: Row): string {
  return rowWriter(tenant)(rowKey, row);
}

function write(
  partition: Partition,
  request: Pick<TableRequest, 'method' | 'path' | 'headers'>,
  body: string,
): Promise<void> {
  return withTable(partition, () => send(partition, { ...request, body, success: 204 }, () => undefined));
}

async function unlessConflict(run: () => Promise<void>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}
