import { readUrl, setting, SettingError, type Environment } from './setting.ts';

/** How Table Storage is reached: with a connection string, or with an account's URL and a managed identity. */
export type StorageSettings =
  | { readonly connectionString: string }
  | { readonly accountUrl: string; readonly clientId: string | undefined };

/**
 * Also read alone by the command line, most of which needs nothing else.
 *
 * @throws SettingError
 */
export function readStorage(environment: Environment): StorageSettings {
  const connectionString = setting(environment, 'SCIM_STORAGE_CONNECTION_STRING');
  const accountUrl = readUrl(environment, 'SCIM_STORAGE_ACCOUNT_URL');
  if (connectionString !== undefined && accountUrl !== undefined) {
    throw new SettingError('Set SCIM_STORAGE_CONNECTION_STRING or SCIM_STORAGE_ACCOUNT_URL, not both.');
  }
  if (connectionString !== undefined) return { connectionString: checkedConnectionString(connectionString) };
  if (accountUrl !== undefined) {
    return { accountUrl: accountUrl.href, clientId: setting(environment, 'AZURE_CLIENT_ID') };
  }
  throw new SettingError(
    'Set SCIM_STORAGE_ACCOUNT_URL to the table endpoint of the storage account ' +
      '(https://<account>.table.core.windows.net), or SCIM_STORAGE_CONNECTION_STRING to a connection string.',
  );
}

/** What the storage library would only find out at the first request, in its own words. */
function checkedConnectionString(text: string): string {
  const names = new Set(text.split(';').map((part) => part.split('=')[0]?.trim().toLowerCase() ?? ''));
  const complete =
    names.has('usedevelopmentstorage') ||
    (names.has('accountname') && names.has('accountkey')) ||
    (names.has('tableendpoint') && names.has('sharedaccesssignature'));
  if (complete) return text;
  throw new SettingError(
    'SCIM_STORAGE_CONNECTION_STRING is not the connection string of a storage account ("AccountName=…;AccountKey=…", or "UseDevelopmentStorage=true").',
  );
}

/** Which storage serves, for who may not know its name: the one of this machine, or an account in Azure. */
export function storageKind(storage: StorageSettings): 'local' | 'azure' {
  if ('accountUrl' in storage) return 'azure';
  return /https?:\/\/(?:127\.0\.0\.1|localhost)[:/]|UseDevelopmentStorage=true/i.test(
    storage.connectionString,
  )
    ? 'local'
    : 'azure';
}
