import { TableClient } from '@azure/data-tables';
import { type Settings } from '../cli/settings.ts';
import { readSealingKeys, type SealingKeys } from '../shared/config/keyRing.ts';
import { openTable } from '../shared/store/tables.ts';
import { addClient } from '../shared/tenants/clients.ts';
import { ensureTenant } from '../shared/tenants/lifecycle.ts';
import { credentialLabel } from './people.ts';
import type { Population } from './storage/population.ts';

/** What a floor needs to make storage calls: the SDK alone, and what the rows are made of. */
export interface Scene {
  readonly population: Population;
  /** Of users, as `@azure/data-tables` opens it. */
  readonly table: TableClient;
  readonly sealing: SealingKeys;
}

export function sceneOf(population: Population, connectionString: string, keys: Settings): Scene {
  return {
    population,
    table: TableClient.fromConnectionString(connectionString, 'scimUsers', { allowInsecureConnection: true }),
    sealing: readSealingKeys(keys),
  };
}

/** With what a client calls the service. */
export interface Credentials {
  /** Secret token by tenant. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Of the first tenant. */
  readonly client: { readonly id: string; readonly secret: string };
}

/** Lets a population's tenants be provisioned into. */
export async function enableTenants({ tenants }: Population, connectionString: string): Promise<Credentials> {
  const table = await openTable({ connectionString }, 'scimTenants');
  const tokens = new Map<string, string>();
  for (const tenant of tenants) {
    const input = { label: credentialLabel, scope: 'provisioning', expires: undefined } as const;
    const { token } = await ensureTenant(table, tenant, {}, input);
    if (token === undefined) throw new Error(`The tenant ${tenant} is there already.`);
    tokens.set(tenant, token);
  }
  const [first = ''] = tenants;
  const input = { label: credentialLabel, scopes: ['provisioning'], days: 365 } as const;
  const { clientId, secret } = await addClient(table, first, input);
  return { tokens, client: { id: clientId, secret } };
}

/** The settings with which the service runs while it is measured: nothing is throttled. */
export function serviceSettings(connectionString: string, keys: Settings): Settings {
  return {
    ...keys,
    SCIM_STORAGE_CONNECTION_STRING: connectionString,
    SCIM_TENANT_REQUESTS_PER_SECOND: '0',
    SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '0',
    SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
  };
}
