import { newKeys } from '../../cli/settings.ts';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import { groupRows, type StoredGroup } from '../../shared/store/groups/groupRows.ts';
import { joinChanges } from '../../shared/store/groups/member.ts';
import { idKey, markerKey } from '../../shared/store/keys.ts';
import { logRow, receiptKey } from '../../shared/store/logRow.ts';
import type { Row } from '../../shared/store/writeRows.ts';
import { userRows } from '../../shared/store/userRows.ts';
import { enterprise } from '../../test/support/people.ts';
import { entryOf, idOf, storedPerson } from '../people.ts';

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
  readonly groups: GroupLayout;
}

/** What the service's own code makes of one group and one membership. */
interface GroupLayout {
  /** Of a group with externalId: `g:`, `m:…:!`, `gn:` and `gx:`. */
  readonly rows: readonly RowSize[];
  /** Of a membership: `m:` and `r:`. */
  readonly membershipRows: readonly RowSize[];
  /**
   * Storage calls of a group that is looked for, read without members, or made; of one member who is added, and of each of a
   * hundred who are added by one request.
   */
  readonly calls: Readonly<Record<'match' | 'get' | 'create' | 'addMember' | 'addEachOfMany', number>>;
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
    groups: measureGroup(),
  };
}

function measureGroup(): GroupLayout {
  const id = idOf(3);
  const group: StoredGroup = {
    ...{ id, version: '0'.repeat(32), created: '2026-01-02T03:04:05.678Z' },
    ...{ lastModified: '2026-01-02T03:04:05.678Z', size: 100 },
    attributes: { displayName: 'Printers of the second floor', externalId: idOf(4) },
  };
  const joined = joinChanges(id, { id: idOf(1), type: 'User' });
  return {
    rows: Array.from(groupRows(group), ([rowKey, row]) => sized(rowKey, row)),
    membershipRows: joined.map((change) => sized(change.rowKey, 'row' in change ? change.row : {})),
    // One member: the group, the membership and the user are read side by side; then one transaction.
    calls: { match: 1, get: 1, create: 1, addMember: 4, addEachOfMany: 1.16 },
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

/**
 * Bytes that a row takes in Table Storage, by Microsoft's rule ("How the size of an entity is calculated in Windows
 * Azure Table storage"): text is stored in two bytes a character.
 */
function entitySize(partitionKey: string, rowKey: string, row: Row): number {
  const properties = Object.entries(row).map(([name, value]) => 8 + 2 * name.length + valueSize(value));
  return properties.reduce((total, size) => total + size, 4 + 2 * (partitionKey.length + rowKey.length));
}

function valueSize(value: Row[string]): number {
  if (typeof value === 'string') return 4 + 2 * value.length;
  if (typeof value === 'number') return 4;
  return typeof value === 'boolean' ? 1 : 8;
}
