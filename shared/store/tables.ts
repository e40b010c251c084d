import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { StorageSettings } from '../settings/storage.ts';
import { telemetry } from '../telemetry/recorder.ts';
import { watchCalls } from './watchCalls.ts';

/** A table, for rooms that pass it on without knowing Table Storage. */
export type Table = TableClient;

export type TableName = 'scimUsers' | 'scimTenants';

/** Of all calls, those that the SDK makes by itself too: connections to storage are kept alive, and are dear to open. */
export const httpClient = createDefaultHttpClient();

/** Only a table server on this machine is spoken to without TLS. */
export function mayGoWithoutTls(url: string): boolean {
  return /^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/i.test(url);
}

/**
 * The SDK's own retries are few and quick: by default they cost 4.3 s before a lasting 503 surfaces. A write that is
 * retried may meet its own success; the receipts in `logRow.ts` are for that.
 */
const options: TableServiceClientOptions = {
  httpClient,
  retryOptions: { maxRetries: 3, retryDelayInMs: 100, maxRetryDelayInMs: 1_000 },
};

/**
 * Steps of the SDK's pipeline that every call would go through for nothing: Table Storage takes no forms, redirects
 * nobody and compresses nothing, and nobody listens to the SDK's own log and spans. Together they cost a tenth of a read.
 */
const needless = [
  'decompressResponsePolicy',
  'formDataPolicy',
  'logPolicy',
  'multipartPolicy',
  'redirectPolicy',
  'tracingPolicy',
];

/** Opens a table; it is made when it is first found missing (`missing.ts`), not on every start. */
export async function openTable(storage: StorageSettings, name: TableName): Promise<TableClient> {
  const client = await connect(storage, name);
  for (const policy of needless) client.pipeline.removePolicy({ name: policy });
  const recorder = telemetry();
  if (recorder !== undefined) {
    watchCalls(client.pipeline, name, (call) => {
      recorder.storageCall(call);
    });
  }
  return client;
}

async function connect(storage: StorageSettings, name: TableName): Promise<TableClient> {
  if ('connectionString' in storage) {
    const { connectionString } = storage;
    // Only a table server on this machine is spoken to without TLS.
    const allowInsecureConnection =
      /https?:\/\/(?:127\.0\.0\.1|localhost)[:/]|UseDevelopmentStorage=true/i.test(connectionString);
    return TableClient.fromConnectionString(connectionString, name, { ...options, allowInsecureConnection });
  }
  // The identity library is large: whoever uses a connection string never loads it.
  const { DefaultAzureCredential } = await import('@azure/identity');
  const { accountUrl, clientId } = storage;
  const credential = new DefaultAzureCredential(
    clientId === undefined ? {} : { managedIdentityClientId: clientId },
  );
  return new TableClient(accountUrl, name, credential, options);
}
