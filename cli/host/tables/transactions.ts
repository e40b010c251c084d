import type { DatabaseSync } from 'node:sqlite';

/** A transaction's operations follow each other directly; Azurite has abandoned one that stays open longer. */
const abandonedAfterMs = 1_000;

interface Open {
  readonly batchId: string;
  readonly ended: Promise<undefined>;
  readonly end: () => void;
  readonly watch: NodeJS.Timeout;
}

/** Runs one transaction at a time; other operations wait until it ends. */
export class Transactions {
  readonly #connection: DatabaseSync;
  #open: Open | undefined;

  constructor(connection: DatabaseSync) {
    this.#connection = connection;
  }

  /**
   * Waits for an operation's turn.
   *
   * @param batchId its transaction; undefined if it has none
   * @returns false if its transaction is not open
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

  /** Does nothing if the transaction is not open. */
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

  /** SQLite may have rolled back by itself, for example on a full disk. */
  #rollBack(): void {
    try {
      this.#connection.exec('ROLLBACK');
    } catch {
      // No transaction was open.
    }
  }
}
