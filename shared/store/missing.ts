import type { TableClient } from '@azure/data-tables';
import { readRefusal } from './storageError.ts';

/** Runs `call`; where the table does not exist yet, makes it and runs `call` again. Costs nothing once it exists. */
export async function withTable<Result>(client: TableClient, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (readRefusal(error)?.code !== 'TableNotFound') throw error;
    await client.createTable();
    return call();
  }
}
