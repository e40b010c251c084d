import { openTable, type Table } from '../../shared/store/tables.ts';
import { ensureTenant } from '../../shared/tenants/lifecycle.ts';
import { readTenant } from '../../shared/tenants/tenantStore.ts';
import type { Replacing } from '../../shared/tenants/replacing.ts';
import { addSecretToken, type TokenInput } from '../../shared/tenants/secretTokens.ts';
import type { SecretToken } from '../../shared/tenants/credential.ts';
import {
  defaultSettings,
  emptyTenant,
  type Tenant,
  type TenantSettings,
} from '../../shared/tenants/tenant.ts';
import { useStorage } from './useStorage.ts';
import type { StorageProxy } from './storageProxy.ts';

/** What a test asks of a secret token that it has no opinion about. */
export const anyToken: TokenInput = { label: 'Test', scope: 'provisioning', expires: undefined };

export const created = '2026-01-01T00:00:00.000Z';

/** A tenant as it is stored. */
export function tenantOf(
  name: string,
  secretTokens: readonly SecretToken[] = [],
  settings: Partial<TenantSettings> = {},
): Tenant {
  const tenant = emptyTenant(name, created);
  return {
    ...tenant,
    identityProvider: {
      ...tenant.identityProvider,
      provisioning: { enabled: true, since: created },
      settings: { ...defaultSettings, ...settings },
    },
    secretTokens,
  };
}

/** Makes a tenant, and gives its token. */
export async function madeTenant(
  table: Table,
  name: string,
  settings: Partial<TenantSettings> = {},
): Promise<string> {
  const { token } = await ensureTenant(table, name, { settings }, anyToken);
  if (token === undefined) throw new Error(`The tenant "${name}" is there already.`);
  return token;
}

export async function rotatedToken(table: Table, name: string, replacing: Replacing): Promise<string> {
  return (await addSecretToken(table, name, anyToken, replacing)).token;
}

/** The tenants' table of a storage of its own. */
export interface TenantsTable {
  readonly table: Table;
  /** The same table through the proxy. */
  readonly watched: Table;
  readonly proxy: StorageProxy;
  /** What is stored of a tenant. */
  stored(name: string): Promise<Tenant | undefined>;
  /** The row itself: another ETag tells that it was written. */
  row(name: string): Promise<Readonly<Record<string, unknown>>>;
}

/** Gives the file that calls it, at its top level, a table of tenants of its own, through `useStorage`. */
export async function useTenantsTable(): Promise<TenantsTable> {
  const { storage, proxy } = await useStorage();
  const table = await openTable(storage, 'scimTenants');
  return {
    table,
    watched: await openTable(proxy, 'scimTenants'),
    proxy,
    stored: async (name) => (await readTenant(table, name, new AbortController().signal))?.tenant,
    row: (name) => table.getEntity('tenants', name),
  };
}
