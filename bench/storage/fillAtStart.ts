import { withTimestamp } from '../../cli/host/tables/entity.ts';
import { insertEntity } from '../../cli/host/tables/entityRows.ts';
import type { Database } from '../../cli/host/tables/database.ts';
import { insertTable, tableId } from '../../cli/host/tables/tableRows.ts';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import { countKey } from '../../shared/store/keys.ts';
import type { Row } from '../../shared/store/writeRows.ts';
import { userRows } from '../../shared/store/userRows.ts';
import { rowsOfGroups, userInGroups } from '../groups.ts';
import { storedPerson } from '../people.ts';
import { membersOf, type Population } from './population.ts';

const account = 'devstoreaccount1';
const table = 'scimUsers';

/** A row and its keys. */
export interface FilledRow {
  readonly tenant: string;
  readonly rowKey: string;
  readonly row: Row;
}

/** All rows of a population: making them takes a while, because secrets are sealed. */
export async function* rowsOf(population: Population): AsyncGenerator<FilledRow> {
  const keys = readSealingKeys(process.env);
  const { groups, usersEach } = population;
  const marked = groups === undefined ? {} : { grouped: true };
  for (const tenant of population.tenants) {
    const more = groups === undefined ? [] : [userInGroups];
    for (const n of [...membersOf(population, tenant), ...more]) {
      for (const [rowKey, row] of userRows({ ...(await storedPerson(keys, tenant, n)), ...marked }))
        yield { tenant, rowKey, row };
    }
    if (groups !== undefined)
      for (const [rowKey, row] of rowsOfGroups(groups, usersEach)) yield { tenant, rowKey, row };
    yield { tenant, rowKey: countKey, row: { count: population.usersEach } };
  }
}

/** Puts rows straight into the database: over HTTP a hundred thousand people take many minutes. */
export function fill(database: Database, rows: readonly FilledRow[]): void {
  insertTable(database, { account, table });
  const id = tableId(database, account, table);
  if (id === undefined) throw new Error('The table was not made.');
  for (const { tenant, rowKey, row } of rows) {
    const properties = { PartitionKey: tenant, RowKey: rowKey, ...Object.fromEntries(propertiesOf(row)) };
    const entity = { PartitionKey: tenant, RowKey: rowKey, properties, lastModifiedTime: modified, eTag };
    insertEntity(database, id, withTimestamp(entity));
  }
}

const modified = new Date().toISOString().replace('Z', '0000Z');
const eTag = `W/"datetime'${encodeURIComponent(modified)}'"`;

/** Properties as Azurite has them: a time is a string with its type beside it. */
function propertiesOf(row: Row): [string, unknown][] {
  return Object.entries(row).flatMap(([name, value]): [string, unknown][] =>
    value instanceof Date
      ? [
          [name, value.toISOString()],
          [`${name}@odata.type`, 'Edm.DateTime'],
        ]
      : [[name, value]],
  );
}
