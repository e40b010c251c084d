import { readPublicUrl } from '../shared/config/config.ts';
import { SettingError } from '../shared/config/setting.ts';
import { localStoragePort } from './storage.ts';
import type { Settings } from './settings.ts';

/** Default port of the local host; Core Tools have the same. */
export const defaultPort = 7071;

/**
 * The base URL of the service, without a slash at its end.
 *
 * @throws SettingError if no setting says under which address the service is reached.
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
 * The provisioning tenant URL, which is pasted into Entra.
 *
 * @throws SettingError as `serviceUrl`.
 */
export function tenantUrl(settings: Settings, tenant: string): string {
  return `${serviceUrl(settings)}/scim/${tenant}`;
}

/** The token endpoint of a tenant's clients (RFC 6749 §3.2). */
export function tokenEndpointUrl(tenantUrl: string): string {
  return `${tenantUrl}/oauth2/token`;
}
