import { insertUser } from '../../../shared/store/userRows.ts';
import type { StoredGroup } from '../../../shared/store/groups/groupRows.ts';
import type { StoredResource } from '../../../shared/scim/represent.ts';
import type { JsonObject } from '../../../shared/scim/json.ts';
import type { Partition } from '../../../shared/store/partition.ts';
import { openTable, type Table } from '../../../shared/store/tables.ts';
import { addClient } from '../../../shared/tenants/clients.ts';
import type { MadeSecret } from '../../../shared/tenants/clients.ts';
import { addManagementToken } from '../../../shared/tenants/deployment.ts';
import { clientOf, type Client } from '../../support/client.ts';
import { fillGroup, storedGroup } from '../../support/filledGroup.ts';
import { managerOf } from '../../support/manage.ts';
import { person, uniflow } from '../../support/people.ts';
import { startService, type RunningService } from '../../support/service.ts';
import { signingKey } from '../../support/signingKeys.ts';
import { startStorageProxy, type StorageCall, type StorageProxy } from '../../support/storageProxy.ts';
import { entryOf, operationId, startStorage } from '../../support/store.ts';
import { madeTenant } from '../../support/tenants.ts';
import { newKeyEntry } from '../../../cli/newKey.ts';

/** A tenant of a scenario's own, with users and a group if it needs them. What it does not do through the client goes past the proxy. */
export interface World {
  readonly tenant: string;
  /** The tenant URL. */
  readonly url: string;
  readonly client: Client;
  readonly manager: Client;
  readonly oauth: Pick<MadeSecret, 'clientId' | 'secret'>;
  /** The only member of the group. */
  readonly user: StoredResource;
  /** A member of none. */
  readonly friend: StoredResource;
  readonly group: StoredGroup;
  readonly partition: Partition;
  readonly tenants: Table;
}

/** A tenant that a scenario makes itself; one with a user; one with a client or a group as well. */
export type WorldKind = 'empty' | 'user' | 'client' | 'group';

/** A service before a proxy before a storage, for many worlds at a time. */
export interface Universe {
  readonly proxy: StorageProxy;
  world(kind: WorldKind): Promise<World>;
  stop(): Promise<void>;
}

const prefix = 'world-';

/** The tenant that a call is about; undefined where it is about none of a scenario's. */
export function tenantIn({ url, body }: StorageCall): string | undefined {
  return new RegExp(`${prefix}\\d+`).exec(`${url} ${body}`)?.[0];
}

export async function startUniverse(): Promise<Universe> {
  const storage = await startStorage();
  const proxy = await startStorageProxy(storage.connectionString);
  const service = await startService({
    SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
    SCIM_SEALING_KEYS: newKeyEntry('sealing', 'k1'),
    SCIM_SIGNING_KEYS: signingKey('s1'),
    SCIM_MANAGEMENT_API: 'on',
  });
  const [tenants, users] = [await openTable(storage, 'scimTenants'), await openTable(storage, 'scimUsers')];
  const { token } = await addManagementToken(tenants, { label: 'Test', expires: undefined }, 'oldest');
  const tables = { tenants, users };
  let serial = 0;
  return {
    proxy,
    world: (kind) => makeWorld(service, tables, `${prefix}${(serial += 1)}`, token, kind),
    async stop() {
      await service.stop();
      await proxy.close();
      await storage.close();
    },
  };
}

async function makeWorld(
  service: RunningService,
  { tenants, users }: { readonly tenants: Table; readonly users: Table },
  tenant: string,
  managementToken: string,
  kind: WorldKind,
): Promise<World> {
  const partition = { table: users, tenant, signal: new AbortController().signal };
  const url = `${service.url}/scim/${tenant}`;
  const token = kind === 'empty' ? undefined : await madeTenant(tenants, tenant);
  const wish = { label: 'Test', scopes: ['provisioning'], days: 365 } as const;
  const oauth = kind === 'client' ? await addClient(tenants, tenant, wish) : { clientId: '', secret: '' };
  const user = { ...storedPerson('old'), ...(kind === 'group' ? { grouped: true } : {}) };
  const friend = storedPerson('friend');
  if (kind !== 'empty') await insertUser(partition, user, entryOf('create', user));
  if (kind === 'group') await insertUser(partition, friend, entryOf('create', friend));
  const group = kind === 'group' ? await fillGroup(partition, 'Old', [user.id]) : storedGroup('No group', 0);
  const client = clientOf(url, token);
  return {
    tenant,
    url,
    client,
    manager: managerOf(service, managementToken),
    oauth,
    user,
    friend,
    group,
    partition,
    tenants,
  };
}

/** A person as it is stored; without a secret, which would have to be sealed. */
function storedPerson(key: string): StoredResource {
  const card = { cardNumber: `00${key}`, localUsername: key };
  const { schemas, meta, ...attributes } = person(key, { [uniflow]: card });
  const now = '2026-01-02T03:04:05.678Z';
  const version = operationId();
  return {
    id: `${key}-${version}`,
    version,
    created: now,
    lastModified: now,
    attributes: attributes as JsonObject,
  };
}
