import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { startTableServer, tableConnectionString, type RunningTableServer } from '../../cli/host/azurite.ts';
import { account } from '../../cli/host/tables/accountKey.ts';
import type { JsonObject } from '../../shared/scim/json.ts';
import type { StoredResource } from '../../shared/scim/represent.ts';
import type { Action, LogEntry } from '../../shared/store/logEntry.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { readDocumentRow } from '../../shared/store/documentRow.ts';
import { userRows } from '../../shared/store/userRows.ts';
import { reportSearch, searchStorage } from './secretSearch.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';

export const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

/** A storage that nobody else uses: tables in memory, in an account of its own. */
export interface TestStorage {
  readonly connectionString: string;
  /** Searches it for secrets and empties it. */
  close(): Promise<void>;
}

const accountKey = Buffer.from('test').toString('base64');
const accounts = Array.from({ length: 1_000 }, (_, n) => `devstoreaccount${n + 2}`);

/** One for each process, with many accounts: starting a table server takes longer than most of what is tested on it. */
let server: Promise<RunningTableServer> | undefined;

export async function startStorage(): Promise<TestStorage> {
  server ??= startTableServer({
    port: 0,
    hostname: '127.0.0.1',
    location: undefined,
    // Azurite reads its accounts from one text: the first one's key, and then the others.
    accountKey: [accountKey, ...accounts.map((name) => `${name}:${accountKey}`)].join(';'),
  });
  const { port } = await server;
  const own = accounts.pop();
  if (own === undefined) throw new Error('The table server has no account left.');
  const connectionString = tableConnectionString(port, '127.0.0.1', accountKey).replaceAll(account, own);
  return {
    connectionString,
    async close() {
      await searchStorage(connectionString);
      reportSearch();
      for (const name of ['scimUsers', 'scimTenants'] as const)
        await (await openTable({ connectionString }, name)).deleteTable();
    },
  };
}

/** A tenant's partition that nothing has written to yet, unless a name is given. */
export async function openPartition(
  connectionString: string,
  tenant = `t${randomUUID().slice(0, 8)}`,
): Promise<Partition> {
  const table = await openTable({ connectionString }, 'scimUsers');
  await table.createTable();
  return { table, tenant, signal: new AbortController().signal };
}

/** A user as the store is given it. `card` becomes the extension's card number, `emails` the values of emails. */
export function storedUser(
  attributes: JsonObject & { readonly userName: string },
  { card, emails, id = randomUUID() }: { card?: string; emails?: readonly string[]; id?: string } = {},
): StoredResource {
  const now = '2026-01-02T03:04:05.678Z';
  return {
    id,
    version: operationId(),
    created: now,
    lastModified: now,
    attributes: {
      active: true,
      ...attributes,
      ...(card === undefined ? {} : { [uniflow]: { cardNumber: card } }),
      ...(emails === undefined ? {} : { emails: emails.map((value) => ({ value, type: 'work' })) }),
    },
  };
}

export function operationId(): string {
  return randomUUID().replaceAll('-', '');
}

/** What a write leaves in the log. */
export function entryOf(action: Action, user: StoredResource): LogEntry {
  return {
    operationId: operationId(),
    at: Date.now(),
    action,
    userId: user.id,
    externalId: undefined,
    changed: ['userName'],
    requestId: randomUUID(),
    credential: { id: 'test', label: 'Test' },
  };
}

/** Every row of the partition by its key, with all that is stored in it but its time. */
export async function allRows({ table, tenant }: Partition): Promise<Map<string, Record<string, unknown>>> {
  const rows = new Map<string, Record<string, unknown>>();
  const filter = `PartitionKey eq '${tenant}'`;
  for await (const row of table.listEntities({ queryOptions: { filter } })) {
    const { partitionKey, rowKey, timestamp, ...rest } = row;
    expect(partitionKey).toBe(tenant);
    expect(timestamp).toBeDefined();
    rows.set(String(rowKey), rest);
  }
  return rows;
}

/** The keys of the partition, in the order of the table; those of log rows and counting markers only by their kind. */
export async function keysOf(partition: Partition): Promise<string[]> {
  return [...(await allRows(partition)).keys()]
    .map((key) => (/^a:|^k:[0-9a-f]/.test(key) ? key.slice(0, 2) : key))
    .sort();
}

/** What pages or other parts hold, one after the other. */
export async function collect<Part>(parts: AsyncIterable<Part>): Promise<Part[]> {
  const collected: Part[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

/** What a partition says about itself. */
export interface Audit {
  readonly users: readonly StoredResource[];
  /** The snapshot and the sum of the markers. */
  readonly count: number;
  /** Log rows by what they say was done. */
  readonly log: Readonly<Partial<Record<Action, number>>>;
}

/**
 * Reads a partition row by row, and fails unless it holds whole users and nothing else: each row by id has exactly the
 * rows that belong to it, with the same content, and no row is left over.
 */
export async function audit(partition: Partition): Promise<Audit> {
  const rows = await allRows(partition);
  const users = [...rows].filter(([key]) => key.startsWith('i:')).map(([, row]) => readDocumentRow(row));
  const expected = new Map(users.flatMap((user) => [...userRows(user)]));
  const stored = [...rows]
    .filter(([key]) => /^[uinec]:/.test(key))
    .map(([key, { etag, ...row }]): [string, unknown] => [key, etag === undefined ? undefined : row]);
  expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(expected));
  const log: Partial<Record<Action, number>> = {};
  let count = 0;
  for (const [key, row] of rows) {
    expect(key).toMatch(/^[uinecak]:/);
    if (key.startsWith('a:')) log[row.action as Action] = (log[row.action as Action] ?? 0) + 1;
    if (key.startsWith('k:')) count += Number(key === 'k:!' ? row.count : row.delta);
  }
  return { users, count, log };
}

type Sending = ReturnType<Table['sendCall']>;

/** `table` whose transactions `submit` may precede or follow with something of its own. */
export function withSubmit(table: Table, submit: (run: () => Sending) => Sending): Table {
  return withCalls(table, (url) => url.includes('$batch'), submit);
}

/** The same of all calls whose address is meant. */
export function withCalls(
  table: Table,
  isMeant: (url: string) => boolean,
  send: (run: () => Sending) => Sending,
): Table {
  const sendCall: Table['sendCall'] = (call) => {
    const run = () => table.sendCall(call);
    return isMeant(call.url) ? send(run) : run();
  };
  return new Proxy(table, {
    get(target, name) {
      const value: unknown = name === 'sendCall' ? sendCall : Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** An entry of the provisioning log at a time, in milliseconds. */
export function entryAt(at: number, more: Partial<LogEntry> = {}): LogEntry {
  return {
    operationId: operationId(),
    at,
    action: 'update',
    userId: 'user-1',
    externalId: 'external-1',
    changed: ['displayName'],
    requestId: 'request-1',
    credential: { id: 'credential-1', label: 'Entra' },
    ...more,
  };
}
