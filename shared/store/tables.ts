import { storageKind, type StorageSettings } from '../config/storage.ts';
import type { ConnectedTable } from './connect.ts';

/**
 * A table, for rooms that pass it on without knowing Table Storage. It holds the address, and what signs and sends a
 * call; calls are made by `tableRequest.ts` and not by the SDK's methods.
 */
export type Table = ConnectedTable;

export type TableName = 'scimUsers' | 'scimTenants';

/** Opens a table; it is made by the first write that finds it missing (`withTable`), not on every start. */
export async function openTable(storage: StorageSettings, name: TableName): Promise<Table> {
  const { connect } = await import('./connect.ts');
  // Only a table server on this machine is spoken to without TLS.
  return connect(storage, name, storageKind(storage) === 'local');
}
