import { readPublicUrl, SettingError } from '../shared/config.ts';
import { localStoragePort } from './storage.ts';
import type { Settings } from './settings.ts';

/** Port of the local host, the one of Core Tools. */
export const defaultPort = 7071;

/**
 * The provisioning tenant URL: what is pasted into Entra.
 *
 * @throws SettingError where nobody knows under which address the service is reached.
 */
export function tenantUrl(settings: Settings, tenant: string): string {
  const publicUrl = readPublicUrl(settings);
  if (publicUrl !== undefined) return `${publicUrl}/scim/${tenant}`;
  if (localStoragePort(settings) !== undefined) return `http://localhost:${defaultPort}/scim/${tenant}`;
  throw new SettingError(
    'Set SCIM_PUBLIC_URL to the address of the function app, such as https://<app>.azurewebsites.net: the tenant URL begins with it.',
  );
}
