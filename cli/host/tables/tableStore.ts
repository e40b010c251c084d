import type { AzuriteModules } from './azuriteModules.ts';
import type { Database } from './database.ts';
import { Clock, merged, sameEtag, withTimestamp, type Entity } from './entity.ts';
import { deleteEntity, findEntity, insertEntity, replaceEntity, type FoundEntity } from './entityRows.ts';
import { readEntityPage, scanOf, type EntityPage, type QueryOptions } from './query.ts';
import { StoreAccess, type TableStoreOptions } from './storeAccess.ts';
import * as tables from './tableRows.ts';

type Keys = Pick<Entity, 'PartitionKey' | 'RowKey'>;

/**
 * The store of Azurite's table service. It implements Azurite's interface `ITableMetadataStore`, so names and
 * argument order are Azurite's. When a method returns, its change is on the disk.
 */
export class TableStore {
  readonly #database: Database;
  readonly #access: StoreAccess;
  readonly #clock = new Clock();

  constructor(azurite: AzuriteModules, database: Database, options: TableStoreOptions = {}) {
    this.#database = database;
    this.#access = new StoreAccess(azurite, database, options);
  }

  createTable(context: unknown, table: tables.TableModel): Promise<void> {
    return this.#access.run(context, undefined, () => {
      this.#access.require(tables.insertTable(this.#database, table), 'tableExists', context);
    });
  }

  deleteTable(context: unknown, table: string, account: string): Promise<void> {
    return this.#access.run(context, undefined, () => {
      this.#access.require(tables.removeTable(this.#database, account, table), 'noResource', context);
    });
  }

  setTableACL(account: string, table: string, context: unknown, acl?: unknown): Promise<void> {
    return this.#access.run(context, undefined, () => {
      this.#access.require(tables.setAcl(this.#database, account, table, acl), 'noTable', context);
    });
  }

  getTable(account: string, table: string, context: unknown): Promise<tables.TableModel> {
    return this.#access.run(context, undefined, () => {
      const found = tables.findTable(this.#database, account, table);
      if (found === undefined) throw this.#access.refusal('noTable', context);
      return found;
    });
  }

  queryTable(
    context: unknown,
    account: string,
    options: QueryOptions,
    nextTable?: string,
  ): Promise<[tables.TableModel[], string | undefined]> {
    return this.#access.run(context, undefined, () => {
      const filter = this.#access.filter(options.filter, context);
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
    return this.#access.run(context, batchId, () => {
      this.#clock.stamp(entity);
      const inserted = insertEntity(
        this.#database,
        this.#access.tableId(account, table, context),
        withTimestamp(entity),
      );
      this.#access.require(inserted, 'entityExists', context);
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
    return this.#access.run(context, batchId, () =>
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
    return this.#access.run(context, batchId, () =>
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
    return this.#access.run(context, batchId, () => {
      const keys = { PartitionKey: partitionKey, RowKey: rowKey };
      const found = this.#find(this.#access.tableId(account, table, context), keys);
      if (found === undefined) throw this.#access.refusal('noResource', context);
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
  ): Promise<[EntityPage['entities'], string | undefined, string | undefined]> {
    const page = await this.#access.run(context, undefined, () => {
      const tableId = this.#access.tableId(account, table, context);
      const filter = this.#access.filter(options.filter, context);
      const start = { partitionKey: decoded(nextPartitionKey), rowKey: decoded(nextRowKey) };
      return readEntityPage(this.#database, scanOf(tableId, filter, options), filter, start, {
        top: options.top,
        turn: () => this.#access.transactions.turn(undefined),
        limitMs: this.#access.queryLimitMs,
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
    return this.#access.run(
      context,
      batchId,
      () => this.#find(this.#access.tableId(account, table, context), keys)?.entity,
    );
  }

  getTableAccessPolicy(context: unknown): Promise<never> {
    return Promise.reject(this.#access.refusal('notImplemented', context));
  }

  setTableAccessPolicy(context: unknown): Promise<never> {
    return Promise.reject(this.#access.refusal('notImplemented', context));
  }

  getServiceProperties(context: unknown, account: string): Promise<object | undefined> {
    return this.#access.run(context, undefined, () => tables.readService(this.#database, account));
  }

  setServiceProperties(
    context: unknown,
    properties: { readonly accountName: string } & Readonly<Record<string, unknown>>,
  ): Promise<object> {
    return this.#access.run(context, undefined, () => {
      const { accountName } = properties;
      const given = Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
      const all = { ...tables.readService(this.#database, accountName), ...given };
      tables.writeService(this.#database, accountName, all);
      return all;
    });
  }

  async beginBatchTransaction(batchId: string): Promise<void> {
    await this.#access.transactions.begin(batchId);
  }

  endBatchTransaction(
    _account: string,
    _table: string,
    batchId: string,
    context: unknown,
    succeeded: boolean,
  ): Promise<void> {
    return this.#access.run(context, batchId, () => {
      this.#access.transactions.end(batchId, succeeded);
    });
  }

  #put(
    context: unknown,
    table: string,
    account: string,
    entity: Entity,
    ifMatch: string | undefined,
    changed: (stored: Entity) => Entity,
  ): Entity {
    const tableId = this.#access.tableId(account, table, context);
    const found = this.#find(tableId, entity);
    if (found === undefined && ifMatch !== undefined) throw this.#access.refusal('noResource', context);
    this.#clock.stamp(entity);
    if (found === undefined) {
      insertEntity(this.#database, tableId, withTimestamp(entity));
    } else {
      this.#requireEtag(found, ifMatch ?? '*', context);
      replaceEntity(this.#database, found.id, changed(found.entity));
    }
    return entity;
  }

  #find(tableId: number, { PartitionKey, RowKey }: Keys): FoundEntity | undefined {
    return findEntity(this.#database, tableId, PartitionKey, RowKey);
  }

  #requireEtag({ entity }: FoundEntity, etag: string, context: unknown): void {
    this.#access.require(etag === '*' || sameEtag(entity.eTag, etag), 'changed', context);
  }
}

/** Escapes a key for a header: keys may hold characters that headers may not. */
function encoded(key: string | undefined): string | undefined {
  return key === undefined ? undefined : Buffer.from(key, 'utf8').toString('base64');
}

function decoded(token: string | undefined): string {
  return Buffer.from(token ?? '', 'base64').toString('utf8');
}
