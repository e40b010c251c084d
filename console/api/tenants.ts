import type { paths } from '../../generated/console/manageApi.d.ts';
import type { ListPage } from '../state/list.ts';
import { api, bodyOf, type Schemas } from './client.ts';
import { Problem } from './problem.ts';

export type Tenant = Schemas['Tenant'];
export type TenantSummary = Schemas['TenantSummary'];

/** Most that one request may ask for. */
const pageSize = 1_000;

export type TenantState = NonNullable<
  NonNullable<paths['/manage/tenants']['get']['parameters']['query']>['state']
>;

/** Which tenants are asked for. */
export interface TenantQuery {
  /** A part of the name or display name; empty for all. */
  readonly q: string;
  readonly state: TenantState | '';
}

/** A page of tenants, with what is known of them. @param after what the page before has named as the next one. */
export async function readTenants(
  { q, state }: TenantQuery,
  after: string | undefined,
  signal?: AbortSignal,
): Promise<ListPage<TenantSummary>> {
  const query = {
    ...{ count: pageSize, include: 'summary' as const },
    ...(q === '' ? {} : { q }),
    ...(state === '' ? {} : { state }),
    ...(after === undefined ? {} : { after }),
  };
  const options = { params: { query }, ...(signal === undefined ? {} : { signal }) };
  const { tenants, next } = await bodyOf(api.GET('/manage/tenants', options));
  return { items: tenants, next, total: undefined };
}

export async function readAllTenants(query: TenantQuery): Promise<readonly TenantSummary[]> {
  const found: TenantSummary[] = [];
  let after: string | undefined;
  do {
    const page = await readTenants(query, after);
    found.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return found;
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
