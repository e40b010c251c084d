import { newKeys } from '../../cli/settings.ts';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import { idKey, markerKey } from '../../shared/store/keys.ts';
import { logRow, receiptKey } from '../../shared/store/logRow.ts';
import type { Row } from '../../shared/store/writeRows.ts';
import { userRows } from '../../shared/store/userRows.ts';
import { enterprise } from '../../test/support/people.ts';
import { entryOf, idOf, storedPerson } from '../people.ts';
import { entitySize } from './entitySize.ts';

/** One call to storage. */
export interface StorageCall {
  readonly kind: 'read' | 'write';
  /** Entities that it reads or writes. */
  readonly entities: number;
  /** The same in KiB, every entity counting what it has begun: the published targets are for entities of 1 KiB. */
  readonly kibibytes: number;
}

export type RequestKind = 'match' | 'create' | 'setManager' | 'get' | 'update' | 'delete';

/** The storage calls that a request of Entra's makes, one after the other. */
export type Costs = Readonly<Record<RequestKind, readonly StorageCall[]>>;

export interface RowSize {
  readonly rowKey: string;
  readonly bytes: number;
}

/** What the service's own code makes of one person. */
export interface Layout {
  /** Of a user: `u:`, `i:`, `n:`, `e:` and `c:`. */
  readonly userRows: readonly RowSize[];
  readonly logRow: RowSize;
  readonly markerRow: RowSize;
  readonly costs: Costs;
}

const tenant = 'contoso-print';

/** Makes the rows of a person as Entra sends it, and counts them. */
export async function measureLayout(): Promise<Layout> {
  const sealing = readSealingKeys(newKeys());
  const manager = { [enterprise]: { department: 'Print', manager: { value: idOf(2) } } };
  const user = await storedPerson(sealing, tenant, 1, manager);
  const entry = entryOf('create', user, {}, user.attributes);
  const rows = Array.from(userRows(user), ([rowKey, row]) => sized(rowKey, row));
  const log = sized(receiptKey(entry), logRow(entry));
  const marker = sized(markerKey(entry.operationId), { delta: 1 });
  const byId = rows.filter(({ rowKey }) => rowKey === idKey(user.id));
  const read: StorageCall = { kind: 'read', ...counted(byId) };
  const created: StorageCall = { kind: 'write', ...counted([...rows, log, marker]) };
  const changed: StorageCall = { kind: 'write', ...counted([...rows, log]) };
  return {
    userRows: rows,
    logRow: log,
    markerRow: marker,
    costs: {
      // What matches nobody is one look at one key.
      match: [{ kind: 'read', entities: 1, kibibytes: 1 }],
      create: [created],
      setManager: [read, changed],
      get: [read],
      update: [read, changed],
      delete: [read, created],
    },
  };
}

function sized(rowKey: string, row: Row): RowSize {
  return { rowKey, bytes: entitySize(tenant, rowKey, row) };
}

function counted(rows: readonly RowSize[]): Pick<StorageCall, 'entities' | 'kibibytes'> {
  return {
    entities: rows.length,
    kibibytes: rows.reduce((total, { bytes }) => total + Math.ceil(bytes / 1_024), 0),
  };
}
