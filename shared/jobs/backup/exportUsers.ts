import type { ResourceType } from '../../scim/schema/attributes.ts';
import type { JsonObject } from '../../scim/json.ts';
import { represent } from '../../scim/represent.ts';
import { DamagedUser } from '../../store/damagedUser.ts';
import type { Partition, StoredRow } from '../../store/partition.ts';
import { readUserRow } from '../../store/rows.ts';
import { rowsOf } from './backUp.ts';

export interface ExportedUsers {
  /** As SCIM has them: without PINs and codes, which are never returned. */
  readonly users: readonly JsonObject[];
  /** Row keys of those who can't be read. */
  readonly damaged: readonly string[];
}

/**
 * All users of a tenant, in the order of their ids. A user is read whole, whatever is written meanwhile.
 *
 * @param baseUrl the provisioning tenant URL, for `meta.location`.
 */
export async function* exportUsers(
  partition: Partition,
  type: ResourceType,
  baseUrl: string,
  pageSize = 1_000,
): AsyncGenerator<ExportedUsers> {
  for await (const rows of rowsOf({ partition, pageSize }, 'i:')) {
    const read = rows.map((row) => userIn(row, type, baseUrl));
    yield {
      users: read.filter((user) => typeof user !== 'string'),
      damaged: read.filter((user) => typeof user === 'string'),
    };
  }
}

/** The user, or the row key of one who can't be read and must not keep the others from being exported. */
function userIn(row: StoredRow, type: ResourceType, baseUrl: string): JsonObject | string {
  try {
    return represent(type, readUserRow(row), baseUrl);
  } catch (error) {
    if (error instanceof DamagedUser) return row.rowKey;
    throw error;
  }
}
