import { randomBytes } from 'node:crypto';
import type { Partition } from '../../shared/store/partition.ts';
import { clientOf, type Client } from './client.ts';
import { startService, type RunningService } from './service.ts';
import { startStorageProxy, type StorageProxy } from './storageProxy.ts';
import { openPartition, startStorage, uniflow, type TestStorage } from './store.ts';

/** A service whose calls to storage can be watched and disturbed. */
export interface WatchedService {
  readonly client: Client;
  readonly proxy: StorageProxy;
  readonly service: RunningService;
  /** The tenant's rows, past the proxy. */
  readonly partition: Partition;
  /** Another process on the same storage, through a proxy of its own. */
  another(): Promise<WatchedService>;
  stop(): Promise<void>;
}

/** Starts storage, a proxy before it and a service before that, which has used its tables once. */
export async function startWatchedService(
  environment: Readonly<Record<string, string>> = {},
): Promise<WatchedService> {
  const storage = await startStorage();
  const keys = `test=${randomBytes(32).toString('base64')}`;
  const watched = await start(storage, keys, undefined, environment);
  return {
    ...watched,
    async stop() {
      await watched.stop();
      await storage.close();
    },
  };
}

async function start(
  storage: TestStorage,
  keys: string,
  known: string | undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<WatchedService> {
  const proxy = await startStorageProxy(storage.connectionString);
  const service = await startService({
    SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
    SCIM_SEALING_KEYS: keys,
    // Whichever process answers, a user's location is the same.
    SCIM_PUBLIC_URL: 'https://scim.example.net',
    ...environment,
  });
  const token = known ?? service.token;
  const client = clientOf(service.tenantUrl, token);
  const partition = await openPartition(storage.connectionString, 'demo');
  await client.send('GET', '/Users');
  proxy.forget();
  return {
    client,
    proxy,
    service,
    partition,
    another: () => start(storage, keys, token, environment),
    async stop() {
      await service.stop();
      await proxy.close();
    },
  };
}

/** A person with all that has a row. */
export function person(name: string) {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', uniflow],
    externalId: `external-${name}`,
    userName: `${name}@example.com`,
    displayName: name,
    active: true,
    emails: [{ value: `${name}@mail.example.com`, type: 'work', primary: true }],
    [uniflow]: { cardNumber: `00-${name}`, pin: '0123' },
  };
}

export function patch(...operations: readonly object[]) {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}
