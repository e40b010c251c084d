import { api, bodyOf, type Schemas } from './client.ts';
import { Problem } from './problem.ts';

export type Tenant = Schemas['Tenant'];
export type TenantSummary = Schemas['TenantSummary'];

/** Most that one request may ask for. */
const pageSize = 1_000;

/** All tenants, with what is known of them. */
export async function readTenants(signal: AbortSignal): Promise<readonly TenantSummary[]> {
  const tenants: TenantSummary[] = [];
  let after: string | undefined;
  do {
    const query = { count: pageSize, include: 'summary' as const, ...(after === undefined ? {} : { after }) };
    const page = await bodyOf(api.GET('/manage/tenants', { params: { query }, signal }));
    tenants.push(...page.tenants);
    after = page.next;
  } while (after !== undefined);
  return tenants;
}

/** A tenant, and its version if the service tells it, for `If-Match`. */
export interface VersionedTenant {
  readonly tenant: Tenant;
  readonly etag: string | undefined;
}

export async function readTenant(name: string, signal: AbortSignal): Promise<VersionedTenant> {
  const path = { tenant: name };
  return versioned(await api.GET('/manage/tenants/{tenant}', { params: { path }, signal }));
}

export function versioned({ data, response }: { data?: Tenant; response: Response }): VersionedTenant {
  if (data === undefined) throw new Problem('', { status: 500 });
  return { tenant: data, etag: response.headers.get('etag') ?? undefined };
}

/** Whether a tenant has this name. */
export async function isTaken(name: string, signal: AbortSignal): Promise<boolean> {
  try {
    await readTenant(name, signal);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return false;
    throw error;
  }
}
