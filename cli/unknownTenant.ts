import { nearestName } from '../shared/config/unknownSettings.ts';
import { ScimError } from '../shared/scim/error.ts';
import type { Table } from '../shared/store/tables.ts';
import { deadline } from '../shared/tenants/change.ts';
import { readTenants } from '../shared/tenants/tenantStore.ts';
import { commandSettings, openTenants } from './storage.ts';

export function isUnknownTenant(error: unknown): error is ScimError {
  return error instanceof ScimError && error.code === 'tenantNotFound';
}

/** Says that there is no such tenant, and suggests the most similar name. */
export async function explainUnknownTenant(error: ScimError): Promise<string> {
  try {
    return await withNearestTenant(await openTenants(await commandSettings()), error);
  } catch {
    return error.message;
  }
}

export async function withNearestTenant(table: Table, { message }: ScimError): Promise<string> {
  // Each command names the tenant elsewhere in its arguments; the error quotes it.
  const typed = /"(.*)"/s.exec(message)?.[1] ?? '';
  const names: string[] = [];
  for await (const { name } of readTenants(table, deadline(), (damaged) => names.push(damaged)))
    names.push(name);
  const nearest = nearestName(typed, names);
  return nearest === undefined ? message : `${message} Did you mean "${nearest}"?`;
}
