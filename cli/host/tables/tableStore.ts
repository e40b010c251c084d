import type { AzuriteModules } from './azuriteModules.ts';
import { sqliteCode, sqliteCodes, type Database } from './database.ts';
import { Clock, merged, sameEtag, withTimestamp, type Entity } from './entity.ts';
import { deleteEntity, findEntity, insertEntity, replaceEntity, type Found } from './entityRows.ts';
import { readFilter, readPage, scanOf, type Filter, type Page, type QueryOptions } from './query.ts';
import { refusalsOf, type Refusal, type Refusals } from './refusal.ts';
import * as tables from './tableRows.ts';
import { Transactions } from './transactions.ts';

export interface TableStoreOptions {
  /** Azure's limit is five seconds. */
  readonly queryLimitMs?: number;
  /** Called if the data can't be read or written. */
  readonly complain?: (sentence: string) => void;
}

type Keys = Pick<Entity, 'PartitionKey' | 'RowKey'>;

/**
 * The store of Azurite's table service. It implements Azurite's interface `ITableMetadataStore`, so names and
 * argument order are Azurite's. When a method returns, its change is on the disk.
 */
export class TableStore {
  readonly #azurite: AzuriteModules;
  readonly #database: Database;
  readonly #options: TableStoreOptions;
  readonly #refusals: Refusals;
  readonly #transactions: Transactions;
  readonly #clock = new Clock();

  constructor(azurite: AzuriteModules, database: Database, options: TableStoreOptions = {}) {
    this.#azurite = azurite;
    this.#database = database;
    this.#options = options;
    this.#refusals = refusalsOf(azurite.StorageError);
    this.#transactions = new Transactions(database.connection);
  }

  createTable(context: unknown, table: tables.TableModel): Promise<void> {
    return this.#run(context, undefined, () => {
      this.#require(tables.insertTable(this.#database, table), 'tableExists', context);
    });
  }

  deleteTable(context: unknown, table: string, account: string): Promise<void> {
    return this.#run(context, undefined, () => {
      this.#require(tables.removeTable(this.#database, account, table), 'noResource', context);
    });
  }

  setTableACL(account: string, table: string, context: unknown, acl?: unknown): Promise<void> {
    return this.#run(context, undefined, () => {
      this.#require(tables.setAcl(this.#database, account, table, acl), 'noTable', context);
    });
  }

  getTable(account: string, table: string, context: unknown): Promise<tables.TableModel> {
    return this.#run(context, undefined, () => {
      const found = tables.findTable(this.#database, account, table);
      if (found === undefined) throw this.#refusals.refusal('noTable', context);
      return found;
    });
  }

  queryTable(
    context: unknown,
    account: string,
    options: QueryOptions,
    nextTable?: string,
  ): Promise<[tables.TableModel[], string | undefined]> {
    return this.#run(context, undefined, () => {
      const filter = this.#filter(options.filter, context);
      const found = tables.listTables(this.#database, account, nextTable ?? '');
      const matching = filter === undefined ? found : found.filter((table) => filter.matches(table));
      const most = options.top ?? 1_000;
      return [matching.slice(0, most), matching[most]?.table];
    });
  }

  insertTableEntity(
    context: unknown,
    table: string,
    account: string,
    entity: Entity,
    batchId?: string,
  ): Promise<Entity> {
    return this.#run(context, batchId, () => {
      this.#clock.stamp(entity);
      const inserted = insertEntity(
        this.#database,
        this.#tableId(account, table, context),
        withTimestamp(entity),
      );
      this.#require(inserted, 'entityExists', context);
      return entity;
    });
  }

  insertOrUpdateTableEntity(
    context: unknown,
    table: string,
    account: string,
    entity: Entity,
    ifMatch?: string,
    batchId?: string,
  ): Promise<Entity> {
    return this.#run(context, batchId, () =>
      this.#put(context, table, account, entity, ifMatch, () => withTimestamp(entity)),
    );
  }

  insertOrMergeTableEntity(
    context: unknown,
    table: string,
    account: string,
    entity: Entity,
    ifMatch?: string,
    batchId?: string,
  ): Promise<Entity> {
    return this.#run(context, batchId, () =>
      this.#put(context, table, account, entity, ifMatch, (stored) => merged(stored, withTimestamp(entity))),
    );
  }

  deleteTableEntity(
    context: unknown,
    table: string,
    account: string,
    partitionKey: string,
    rowKey: string,
    etag: string,
    batchId?: string,
  ): Promise<void> {
    return this.#run(context, batchId, () => {
      const keys = { PartitionKey: partitionKey, RowKey: rowKey };
      const found = this.#find(this.#tableId(account, table, context), keys);
      if (found === undefined) throw this.#refusals.refusal('noResource', context);
      this.#requireEtag(found, etag, context);
      deleteEntity(this.#database, found.id);
    });
  }

  async queryTableEntities(
    context: unknown,
    account: string,
    table: string,
    options: QueryOptions,
    nextPartitionKey?: string,
    nextRowKey?: string,
  ): Promise<[Page['entities'], string | undefined, string | undefined]> {
    const page = await this.#run(context, undefined, () => {
      const tableId = this.#tableId(account, table, context);
      const filter = this.#filter(options.filter, context);
      const start = { partitionKey: decoded(nextPartitionKey), rowKey: decoded(nextRowKey) };
      return readPage(this.#database, scanOf(tableId, filter, options), filter, start, {
        top: options.top,
        turn: () => this.#transactions.turn(undefined),
        limitMs: this.#options.queryLimitMs ?? 5_000,
      });
    });
    return [page.entities, encoded(page.next?.partitionKey), encoded(page.next?.rowKey)];
  }

  queryTableEntitiesWithPartitionAndRowKey(
    context: unknown,
    table: string,
    account: string,
    partitionKey: string,
    rowKey: string,
    batchId?: string,
  ): Promise<Entity | undefined> {
    const keys = { PartitionKey: partitionKey, RowKey: rowKey };
    return this.#run(
      context,
      batchId,
      () => this.#find(this.#tableId(account, table, context), keys)?.entity,
    );
  }

  getTableAccessPolicy(context: unknown): Promise<never> {
    return Promise.reject(this.#refusals.refusal('notImplemented', context));
  }

  setTableAccessPolicy(context: unknown): Promise<never> {
    return Promise.reject(this.#refusals.refusal('notImplemented', context));
  }

  getServiceProperties(context: unknown, account: string): Promise<object | undefined> {
    return this.#run(context, undefined, () => tables.readService(this.#database, account));
  }

  setServiceProperties(
    context: unknown,
    properties: { readonly accountName: string } & Readonly<Record<string, unknown>>,
  ): Promise<object> {
    return this.#run(context, undefined, () => {
      const { accountName } = properties;
      const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
      const all = { ...tables.readService(this.#database, accountName), ...given };
      tables.writeService(this.#database, accountName, all);
      return all;
    });
  }

  async beginBatchTransaction(batchId: string): Promise<void> {
    await this.#transactions.begin(batchId);
  }

  endBatchTransaction(
    _account: string,
    _table: string,
    batchId: string,
    context: unknown,
    succeeded: boolean,
  ): Promise<void> {
    return this.#run(context, batchId, () => {
      this.#transactions.end(batchId, succeeded);
    });
  }

  /** Runs an operation when it is its turn. */
  async #run<Result>(
    context: unknown,
    batchId: string | undefined,
    operation: () => Result | Promise<Result>,
  ): Promise<Result> {
    if (!(await this.#transactions.turn(batchId))) throw this.#refusals.refusal('outOfTransaction', context);
    try {
      return await operation();
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error;
      const sentence = sentenceOf(error);
      this.#options.complain?.(sentence);
      throw this.#refusals.busy(sentence, context);
    }
  }

  #put(
    context: unknown,
    table: string,
    account: string,
    entity: Entity,
    ifMatch: string | undefined,
    changed: (stored: Entity) => Entity,
  ): Entity {
    const tableId = this.#tableId(account, table, context);
    const found = this.#find(tableId, entity);
    if (found === undefined && ifMatch !== undefined) throw this.#refusals.refusal('noResource', context);
    this.#clock.stamp(entity);
    if (found === undefined) {
      insertEntity(this.#database, tableId, withTimestamp(entity));
    } else {
      this.#requireEtag(found, ifMatch ?? '*', context);
      replaceEntity(this.#database, found.id, changed(found.entity));
    }
    return entity;
  }

  #find(tableId: number, { PartitionKey, RowKey }: Keys): Found | undefined {
    return findEntity(this.#database, tableId, PartitionKey, RowKey);
  }

  #tableId(account: string, table: string, context: unknown): number {
    const id = tables.tableId(this.#database, account, table);
    if (id === undefined) throw this.#refusals.refusal('noTable', context);
    return id;
  }

  #filter(text: string | undefined, context: unknown): Filter | undefined {
    try {
      return readFilter(this.#azurite, text);
    } catch {
      throw this.#refusals.refusal('badFilter', context);
    }
  }

  #require(condition: boolean, reason: Refusal, context: unknown): void {
    if (!condition) throw this.#refusals.refusal(reason, context);
  }

  #requireEtag({ entity }: Found, etag: string, context: unknown): void {
    this.#require(etag === '*' || sameEtag(entity.eTag, etag), 'changed', context);
  }
}

/** Escapes a key for a header: keys may hold characters that headers may not. */
function encoded(key: string | undefined): string | undefined {
  return key === undefined ? undefined : Buffer.from(key, 'utf8').toString('base64');
}

function decoded(token: string | undefined): string {
  return Buffer.from(token ?? '', 'base64').toString('utf8');
}

function sentenceOf(error: unknown): string {
  if (sqliteCode(error) === sqliteCodes.full)
    return 'The disk with the local data is full, and nothing of this request was written. Free some space, and send it again.';
  const why = error instanceof Error ? error.message : String(error);
  return `The local data cannot be read or written (${why}), and nothing of this request was written.`;
}
