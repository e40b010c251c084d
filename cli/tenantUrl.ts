import { readPublicUrl } from '../shared/config/config.ts';
import { SettingError } from '../shared/config/setting.ts';
import { localStoragePort } from './storage.ts';
import type { Settings } from './settings.ts';

/** Port of the local host, the one of Core Tools. */
export const defaultPort = 7071;

/**
 * The address of the service, without a slash at its end.
 *
 * @throws SettingError where nobody knows under which address the service is reached.
 */
export function serviceUrl(settings: Settings): string {
  const publicUrl = readPublicUrl(settings);
  if (publicUrl !== undefined) return publicUrl;
  if (localStoragePort(settings) !== undefined) return `http://localhost:${defaultPort}`;
  throw new SettingError(
    'Set SCIM_PUBLIC_URL to the address of the function app, such as https://<app>.azurewebsites.net: the tenant URL begins with it.',
  );
}

/**
 * The provisioning tenant URL: what is pasted into Entra.
 *
 * @throws SettingError as `serviceUrl`.
 */
export function tenantUrl(settings: Settings, tenant: string): string {
  return `${serviceUrl(settings)}/scim/${tenant}`;
}

/** Where a tenant's clients get their access tokens (RFC 6749 §3.2). */
export function tokenEndpointUrl(tenantUrl: string): string {
  return `${tenantUrl}/oauth2/token`;
}
