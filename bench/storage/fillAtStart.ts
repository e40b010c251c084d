import { createRequire } from 'node:module';
import { readSealingKeys } from '../../shared/settings/keyRing.ts';
import { countKey } from '../../shared/store/keys.ts';
import type { Row } from '../../shared/store/rowJson.ts';
import { userRows } from '../../shared/store/rows.ts';
import { storedPerson } from '../people.ts';
import { membersOf } from './population.ts';
import { readPopulation } from './readPopulation.ts';

/**
 * Azurite's own memory (LokiJS), as far as this file knows it. Rows are put straight into it: over HTTP a hundred
 * thousand people take many minutes.
 */
interface MetadataStore {
  init: (this: MetadataStore) => Promise<void>;
  createTable(context: undefined, table: { account: string; table: string }): Promise<void>;
  readonly db: { getCollection(name: string): Collection };
}

interface Collection {
  /** @param deferIndices builds the indices once, afterwards. */
  insert(documents: readonly object[], deferIndices: boolean): void;
}

const account = 'devstoreaccount1';
const table = 'scimUsers';

const given = readPopulation(process.argv[5] ?? '');
const prototype = storePrototype();
const { init } = prototype;
prototype.init = async function (this: MetadataStore) {
  await init.call(this);
  await this.createTable(undefined, { account, table });
  const documents: object[] = [];
  const keys = readSealingKeys(process.env);
  for (const tenant of given.tenants) {
    for (const n of membersOf(given, tenant)) {
      const rows = userRows(await storedPerson(keys, tenant, n));
      for (const [rowKey, row] of rows) documents.push(stored(tenant, rowKey, row));
    }
    documents.push(stored(tenant, countKey, { count: given.usersEach }));
  }
  this.db.getCollection(`${account}$${table}`).insert(documents, true);
};

const modified = new Date().toISOString().replace('Z', '0000Z');
const eTag = `W/"datetime'${encodeURIComponent(modified)}'"`;

/** A row as Azurite keeps it. */
function stored(tenant: string, rowKey: string, row: Row): object {
  const properties = Object.entries(row).flatMap(([name, value]): [string, unknown][] =>
    value instanceof Date
      ? [
          [name, value.toISOString()],
          [`${name}@odata.type`, 'Edm.DateTime'],
        ]
      : [[name, value]],
  );
  return {
    PartitionKey: tenant,
    RowKey: rowKey,
    properties: {
      PartitionKey: tenant,
      RowKey: rowKey,
      ...Object.fromEntries(properties),
      Timestamp: modified,
      'Timestamp@odata.type': 'Edm.DateTime',
    },
    lastModifiedTime: modified,
    eTag,
  };
}

function storePrototype(): MetadataStore {
  const require = createRequire(import.meta.url);
  const module: unknown = require('azurite/dist/src/table/persistence/LokiTableMetadataStore');
  if (typeof module === 'object' && module !== null && 'default' in module) {
    const { default: store } = module;
    if (typeof store === 'function' && isStore(store.prototype)) return store.prototype;
  }
  throw new Error('This version of Azurite keeps its tables elsewhere.');
}

function isStore(value: unknown): value is MetadataStore {
  return typeof value === 'object' && value !== null && 'init' in value && 'createTable' in value;
}
