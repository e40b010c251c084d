import { readUrl, setting, SettingError, type Environment } from './setting.ts';

/** How to reach Table Storage: with a connection string, or with an account's URL and a managed identity. */
export type StorageSettings =
  | { readonly connectionString: string }
  | { readonly accountUrl: string; readonly clientId: string | undefined };

/**
 * Reads the storage settings. The command line uses it alone.
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

/** Checks a connection string at the start; the storage library would fail at the first request. */
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

/** Which storage is used, without its name: the one on this machine, or an account in Azure. */
export function storageKind(storage: StorageSettings): 'local' | 'azure' {
  if ('accountUrl' in storage) return 'azure';
  return /https?:\/\/(?:127\.0\.0\.1|localhost)[:/]|UseDevelopmentStorage=true/i.test(
    storage.connectionString,
  )
    ? 'local'
    : 'azure';
}
