import { defaultSettings, type Tenant } from './tenant.ts';

/**
 * The tenant that replaces one whose row can't be read: it keeps the name and accepts no credential.
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
