import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import type { Partition } from '../../shared/store/partition.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import type { TenantSettings } from '../../shared/tenants/tenant.ts';
import { clientOf, type Client } from './client.ts';
import { rememberSecret, reportSearch, searchForSecrets, searchStorage } from './secretSearch.ts';
import { startService, type RunningService } from './service.ts';
import { openPartition } from './store.ts';
import { madeTenant } from './tenants.ts';

/** A tenant that nobody else uses. */
export interface OwnTenant {
  readonly name: string;
  /** `<url>/scim/<name>` */
  readonly tenantUrl: string;
  readonly token: string;
  readonly client: Client;
  readonly partition: Partition;
}

/** The tenant of a test file, on a service that other files use too, with the management API on. */
export interface FileTenant extends OwnTenant {
  readonly service: RunningService;
  /** Where the tenants of the service are stored. */
  readonly tenants: Table;
  /** Makes one more on the same service. */
  readonly another: (settings?: Partial<TenantSettings>) => Promise<OwnTenant>;
}

/** One for each process: the files that run in it one after the other need none of their own. */
let shared: Promise<RunningService> | undefined;

/** Until where the log of a service has been searched. */
const searched = new WeakMap<RunningService, number>();

/**
 * Searches for secrets what a service that files share has stored, for `tenants` or for all, and what it has logged since it
 * was last searched. What comes late is searched after the next file.
 */
export async function searchShared(service: RunningService, tenants?: readonly string[]): Promise<void> {
  await searchStorage(service.connectionString, tenants);
  const log = service.log();
  for (const line of log.slice(searched.get(service) ?? 0).split('\n'))
    searchForSecrets('log', 'of the service', line);
  searched.set(service, log.length);
  reportSearch();
}

/**
 * Gives the file that calls it, at its top level, a tenant of its own. What the service logs and stores for the file is
 * searched for secrets when its tests are through.
 */
export async function useTenant(): Promise<FileTenant> {
  shared ??= startService({ SCIM_MANAGEMENT_API: 'on' });
  const service = await shared;
  const tenants = await openTable(service, 'scimTenants');
  const names: string[] = [];
  const another = async (more: Partial<TenantSettings> = {}): Promise<OwnTenant> => {
    const name = `t${randomUUID().slice(0, 13)}`;
    names.push(name);
    const token = await madeTenant(tenants, name, more);
    rememberSecret(token);
    const tenantUrl = `${service.url}/scim/${name}`;
    return {
      name,
      tenantUrl,
      token,
      client: clientOf(tenantUrl, token),
      partition: await openPartition(service.connectionString, name),
    };
  };
  const tenant = await another();
  afterAll(() => searchShared(service, names));
  return { ...tenant, service, tenants, another };
}
