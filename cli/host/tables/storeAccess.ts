import type { AzuriteModules } from './azuriteModules.ts';
import { sqliteCode, sqliteCodes, type Database } from './database.ts';
import { readFilter, type Filter } from './query.ts';
import { refusalsOf, type Refusal, type Refusals } from './refusal.ts';
import * as tables from './tableRows.ts';
import { Transactions } from './transactions.ts';

export interface TableStoreOptions {
  /** Azure's limit is five seconds. */
  readonly queryLimitMs?: number;
  /** Called if the data can't be read or written. */
  readonly complain?: (sentence: string) => void;
}

/** Runs the operations of a store in turn, and refuses them in Azurite's words. */
export class StoreAccess {
  readonly transactions: Transactions;
  readonly queryLimitMs: number;
  readonly #azurite: AzuriteModules;
  readonly #database: Database;
  readonly #complain: TableStoreOptions['complain'];
  readonly #refusals: Refusals;

  constructor(azurite: AzuriteModules, database: Database, options: TableStoreOptions) {
    this.transactions = new Transactions(database.connection);
    this.queryLimitMs = options.queryLimitMs ?? 5_000;
    this.#azurite = azurite;
    this.#database = database;
    this.#complain = options.complain;
    this.#refusals = refusalsOf(azurite.StorageError);
  }

  refusal(reason: Refusal, context: unknown): Error {
    return this.#refusals.refusal(reason, context);
  }

  /** Runs an operation when it is its turn. */
  async run<Result>(
    context: unknown,
    batchId: string | undefined,
    operation: () => Result | Promise<Result>,
  ): Promise<Result> {
    if (!(await this.transactions.turn(batchId))) throw this.refusal('outOfTransaction', context);
    try {
      return await operation();
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error;
      const sentence = sentenceOf(error);
      this.#complain?.(sentence);
      throw this.#refusals.busy(sentence, context);
    }
  }

  tableId(account: string, table: string, context: unknown): number {
    const id = tables.tableId(this.#database, account, table);
    if (id === undefined) throw this.refusal('noTable', context);
    return id;
  }

  filter(text: string | undefined, context: unknown): Filter | undefined {
    try {
      return readFilter(this.#azurite, text);
    } catch {
      throw this.refusal('badFilter', context);
    }
  }

  require(condition: boolean, reason: Refusal, context: unknown): void {
    if (!condition) throw this.refusal(reason, context);
  }
}

function sentenceOf(error: unknown): string {
  if (sqliteCode(error) === sqliteCodes.full)
    return 'The disk with the local data is full, and nothing of this request was written. Free some space, and send it again.';
  const why = error instanceof Error ? error.message : String(error);
  return `The local data cannot be read or written (${why}), and nothing of this request was written.`;
}
