import { readPublicUrl } from '../shared/config/config.ts';
import { readStorage, storageKind } from '../shared/config/storage.ts';
import { deadline } from '../shared/tenants/change.ts';
import { addManagementToken, readManagementTokens } from '../shared/tenants/deployment.ts';
import type { Table } from '../shared/store/tables.ts';
import type { Settings } from './settings.ts';
import { tokenFromOptions } from './tokenInput.ts';

/** The settings with the web console on, unless they or the environment say something of it. */
export function withConsole(settings: Settings): Settings {
  const said = (name: string) => (process.env[name] ?? settings[name] ?? '').trim();
  if (said('SCIM_CONSOLE') !== '' || said('SCIM_MANAGEMENT_API') === 'off') return settings;
  return { ...settings, SCIM_MANAGEMENT_API: 'on', SCIM_CONSOLE: 'on' };
}

/**
 * The settings with single sign-on on, unless they or the environment say something of it; and not with storage in Azure
 * without the service's address, which it needs there.
 */
export function withSingleSignOn(settings: Settings): Settings {
  const said = process.env.SCIM_SINGLE_SIGN_ON ?? settings.SCIM_SINGLE_SIGN_ON ?? '';
  if (said.trim() !== '') return settings;
  const isLocal = storageKind(readStorage(settings)) === 'local';
  return isLocal || readPublicUrl(settings) !== undefined
    ? { ...settings, SCIM_SINGLE_SIGN_ON: 'on' }
    : settings;
}

/** Makes the first management token of a deployment; undefined if there is one, which was shown then. */
export async function firstManagementToken(table: Table, settings: Settings): Promise<string | undefined> {
  const { tokens } = await readManagementTokens(table, deadline());
  if (tokens.length > 0) return undefined;
  const { token } = await addManagementToken(
    table,
    tokenFromOptions(settings, { label: 'npm start' }),
    'none',
  );
  return token;
}
