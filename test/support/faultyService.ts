import { randomBytes } from 'node:crypto';
import type { Settings } from '../../cli/settings.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { clientOf, type Client } from './client.ts';
import { startService, type RunningService } from './service.ts';
import { startServiceProcess, type ServiceProcess } from './serviceProcess.ts';
import { startStorageProxy, type StorageProxy } from './storageProxy.ts';
import { openPartition, startStorage, uniflow, type TestStorage } from './store.ts';

/** A service whose calls to storage can be watched and disturbed. */
export interface WatchedService {
  readonly client: Client;
  readonly proxy: StorageProxy;
  readonly service: RunningService;
  /** The tenant's rows, past the proxy. */
  readonly partition: Partition;
  /** Another instance on the same storage, through a proxy of its own. */
  another(): Promise<WatchedService>;
  /** The same in a process that can be killed. */
  anotherProcess(): Promise<WatchedService & { readonly service: ServiceProcess }>;
  stop(): Promise<void>;
}

/** Starts storage, a proxy before it and a service before that, which has used its tables once. */
export async function startWatchedService(environment: Settings = {}): Promise<WatchedService> {
  const storage = await startStorage();
  const SCIM_SEALING_KEYS = `test=${randomBytes(32).toString('base64')}`;
  const watched = await start({ storage, environment: { SCIM_SEALING_KEYS, ...environment } }, startService);
  return {
    ...watched,
    async stop() {
      await watched.stop();
      await storage.close();
    },
  };
}

/** What all instances have. */
interface Shared {
  readonly storage: TestStorage;
  readonly environment: Settings;
  /** Undefined for the first one, which makes it. */
  readonly token?: string;
}

async function start<Service extends RunningService>(
  shared: Shared,
  startOn: (settings: Settings) => Promise<Service>,
): Promise<WatchedService & { readonly service: Service }> {
  const { connectionString } = shared.storage;
  const proxy = await startStorageProxy(connectionString);
  const service = await startOn({
    SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
    // A user's location is the same, no matter which instance answers.
    SCIM_PUBLIC_URL: 'https://scim.example.net',
    ...shared.environment,
  });
  const { token = service.token } = shared;
  const client = clientOf(service.tenantUrl, token);
  const partition = await openPartition(connectionString, 'demo');
  await client.send('GET', '/Users');
  proxy.forget();
  return {
    client,
    proxy,
    service,
    partition,
    another: () => start({ ...shared, token }, startService),
    anotherProcess: () => start({ ...shared, token }, startServiceProcess),
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
