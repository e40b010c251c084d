import { schemaDocuments } from '../generated/schemas.ts';
import { readConfig, type Config } from './config.ts';
import { buildResourceTypes, type ResourceType } from './schema/attributes.ts';
import { openTable, type Table, type TableName } from './store/tables.ts';
import type { Tenant } from './tenants/tenant.ts';

/** What all requests share: the settings and the connections to storage. Nothing that a second process would miss. */
export interface Service {
  readonly config: Config;
  table(name: TableName): Promise<Table>;
}

let current: Service | undefined;

/**
 * The service of this process.
 *
 * @throws SettingError where a setting is missing or wrong.
 */
export function service(): Service {
  current ??= createService(readConfig(process.env));
  return current;
}

function createService(config: Config): Service {
  const tables = new Map<TableName, Promise<Table>>();
  return {
    config,
    table(name) {
      const known = tables.get(name);
      if (known !== undefined) return known;
      const opened = openTable(config.storage, name);
      tables.set(name, opened);
      // What failed once is tried again by the next request.
      opened.catch(() => tables.delete(name));
      return opened;
    },
  };
}

const strict = buildResourceTypes(schemaDocuments);
const lenient = buildResourceTypes(schemaDocuments, new Set(['externalId']));

/** The resource types as a tenant has them: whether externalId is required is its own setting. */
export function resourceTypes(tenant: Tenant): readonly ResourceType[] {
  return tenant.externalIdRequired ? strict : lenient;
}

/** The resource type of `/Users`. */
export function userType(tenant: Tenant): ResourceType {
  const type = resourceTypes(tenant).find(({ endpoint }) => endpoint === '/Users');
  if (type === undefined) throw new Error('The schemas declare no resource type for /Users.');
  return type;
}
