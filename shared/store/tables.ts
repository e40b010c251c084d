import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import { defined } from '../scim/json.ts';
import { storageKind, type StorageSettings } from '../config/storage.ts';

/**
 * A table, for rooms that pass it on without knowing Table Storage. It holds the address, and the pipeline that signs
 * calls; they are made by `tableRequest.ts` and not by the SDK's methods.
 */
export type Table = TableClient;

export type TableName = 'scimUsers' | 'scimTenants';

/** The HTTP client of all calls: connections to storage are kept alive, because opening one is slow. */
export const httpClient = createDefaultHttpClient();

const options: TableServiceClientOptions = { httpClient };

/**
 * Steps of the SDK's pipeline that no call needs: Table Storage takes no forms, redirects nobody and compresses
 * nothing, and nobody listens to the SDK's own log and spans. Together they cost a tenth of a read. Calls are repeated
 * by `tableRequest.ts`, which looks at more of an answer than its status.
 */
const needless = [
  'decompressResponsePolicy',
  'defaultRetryPolicy',
  'formDataPolicy',
  'logPolicy',
  'multipartPolicy',
  'redirectPolicy',
  'tracingPolicy',
];

/** Opens a table; it is made by the first write that finds it missing (`withTable`), not on every start. */
export async function openTable(storage: StorageSettings, name: TableName): Promise<TableClient> {
  const client = await connect(storage, name);
  for (const policy of needless) client.pipeline.removePolicy({ name: policy });
  return client;
}

async function connect(storage: StorageSettings, name: TableName): Promise<TableClient> {
  if ('connectionString' in storage) {
    const { connectionString } = storage;
    // Only a table server on this machine is spoken to without TLS.
    const allowInsecureConnection = storageKind(storage) === 'local';
    return TableClient.fromConnectionString(connectionString, name, { ...options, allowInsecureConnection });
  }
  // The identity library is large: a deployment with a connection string never loads it.
  const { DefaultAzureCredential } = await import('@azure/identity');
  const { accountUrl, clientId } = storage;
  const credential = new DefaultAzureCredential(defined({ managedIdentityClientId: clientId }));
  return new TableClient(accountUrl, name, credential, options);
}
