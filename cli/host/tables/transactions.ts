import type { DatabaseSync } from 'node:sqlite';

/** A transaction's operations come one right after the other; one that stays open was given up by Azurite. */
const abandonedAfterMs = 1_000;

interface Open {
  readonly batchId: string;
  readonly ended: Promise<undefined>;
  readonly end: () => void;
  readonly watch: NodeJS.Timeout;
}

/** One transaction at a time; whatever belongs to no transaction, or to another one, waits for its end. */
export class Transactions {
  readonly #connection: DatabaseSync;
  #open: Open | undefined;

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  /**
   * Waits for the turn of an operation.
   *
   * @param batchId of its transaction; undefined where it has none
   * @returns false where its transaction does not run
   */
  async turn(batchId: string | undefined): Promise<boolean> {
    if (batchId !== undefined && batchId !== '') return this.#open?.batchId === batchId;
    while (this.#open !== undefined) await this.#open.ended;
    return true;
  }

  async begin(batchId: string): Promise<void> {
    while (this.#open !== undefined) await this.#open.ended;
    this.#connection.exec('BEGIN IMMEDIATE');
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const watch = setTimeout(() => {
      this.end(batchId, false);
    }, abandonedAfterMs);
    const end = () => {
      resolve(undefined);
    };
    this.#open = { batchId, ended: promise, end, watch };
  }

  /** Nothing happens where the transaction does not run. */
  end(batchId: string, commit: boolean): void {
    const open = this.#open;
    if (open?.batchId !== batchId) return;
    clearTimeout(open.watch);
    try {
      if (commit) this.#connection.exec('COMMIT');
      else this.#rollBack();
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      this.#open = undefined;
      open.end();
    }
  }

  /** SQLite may have rolled back by itself, on a full disk for example. */
  #rollBack(): void {
    try {
      this.#connection.exec('ROLLBACK');
    } catch {
      // No transaction is open.
    }
  }
}
