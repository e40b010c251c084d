import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { StorageSettings } from '../config/storage.ts';
import { defined } from '../scim/json.ts';

/** A call of Table Storage's REST API, as HTTP. */
export interface HttpCall {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly abortSignal: AbortSignal;
  readonly allowInsecureConnection: boolean;
}

/** A table of the SDK, which signs a call and sends it. */
export type ConnectedTable = TableClient & {
  /** @throws RestError, the SDK's, if there is no answer. */
  readonly sendCall: (call: HttpCall) => Promise<PipelineResponse>;
};

/** The HTTP client of all calls: connections to storage are kept alive, because opening one is slow. */
const httpClient = createDefaultHttpClient();

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

/**
 * Connects to a table. Only this file calls the SDK. It is loaded late, because an answer without storage needs none of
 * it, a sixth of what a cold start would read.
 *
 * @param allowInsecureConnection whether to speak without TLS.
 */
export async function connect(
  storage: StorageSettings,
  name: string,
  allowInsecureConnection: boolean,
): Promise<ConnectedTable> {
  const client = await clientOf(storage, name, { httpClient, allowInsecureConnection });
  const { pipeline } = client;
  for (const policy of needless) pipeline.removePolicy({ name: policy });
  return Object.assign(client, {
    async sendCall({ headers, ...call }: HttpCall): Promise<PipelineResponse> {
      const request = createPipelineRequest({ ...call, headers: createHttpHeaders(headers) });
      try {
        return await pipeline.sendRequest(httpClient, request);
      } catch (error) {
        // The SDK throws what it can't parse: a page of a proxy without a content type. It has a status all the same.
        if (isRestError(error) && error.response !== undefined) return error.response;
        throw error;
      }
    },
  });
}

async function clientOf(
  storage: StorageSettings,
  name: string,
  options: TableServiceClientOptions,
): Promise<TableClient> {
  if ('connectionString' in storage)
    return TableClient.fromConnectionString(storage.connectionString, name, options);
  // The identity library is large: a deployment with a connection string never loads it.
  const { DefaultAzureCredential } = await import('@azure/identity');
  const { accountUrl, clientId } = storage;
  const credential = new DefaultAzureCredential(defined({ managedIdentityClientId: clientId }));
  return new TableClient(accountUrl, name, credential, options);
}
