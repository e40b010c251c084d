import { defaultSettings, type Tenant } from './tenant.ts';

/**
 * What can be kept of a tenant whose own row can't be read: its name. It lets nobody in.
 *
 * @param now milliseconds since 1970.
 */
export function remainsOf(name: string, now: number): Tenant {
  const since = new Date(now).toISOString();
  return {
    name,
    created: since,
    identityProvider: {
      displayName: name,
      providerType: 'WS-Federation',
      wsFederationType: 'Entra ID',
      provisioning: { enabled: false, since },
      settings: defaultSettings,
    },
    secretTokens: [],
    clients: [],
    federatedCredentials: [],
    removing: undefined,
  };
}
