/** Addresses of the screens. */
const base = '/console';

export const home = base;
export const overviewAddress = `${base}/overview`;
export const tenantsAddress = `${base}/tenants`;
export const addAddress = `${base}/add`;
export const deploymentAddress = `${base}/deployment`;

export const tabs = [
  'general',
  'provisioning',
  'single-sign-on',
  'credentials',
  'users',
  'groups',
  'log',
  'danger',
] as const;
export type Tab = (typeof tabs)[number];

export function tenantAddress(tenant: string, tab: Tab = 'general'): string {
  return `${tenantsAddress}/${encodeURIComponent(tenant)}${tab === 'general' ? '' : `/${tab}`}`;
}

/** The tenant that an address is about; undefined if it is about none. */
export function tenantInAddress(path: string): string | undefined {
  return /^\/console\/tenants\/([a-z0-9-]+)(?:\/|$)/.exec(path)?.[1];
}

export function userAddress(tenant: string, id: string): string {
  return `${tenantAddress(tenant, 'users')}/${encodeURIComponent(id)}`;
}

export function groupAddress(tenant: string, id: string): string {
  return `${tenantAddress(tenant, 'groups')}/${encodeURIComponent(id)}`;
}
