import { uniflowUrn } from './schema/uniflow.ts';
import { isAlphabet, type ValuePolicies, type ValuePolicy } from './schema/valuePolicy.ts';
import type { KeyRing } from './secrets/seal.ts';

/** How Table Storage is reached: with a connection string, or with an account's URL and a managed identity. */
export type StorageSettings =
  | { readonly connectionString: string }
  | { readonly accountUrl: string; readonly clientId: string | undefined };

export interface Config {
  readonly storage: StorageSettings;
  readonly sealing: KeyRing;
  /** Origin under which clients reach the service, without a slash at its end; by default that of the request. */
  readonly publicUrl: string | undefined;
  readonly policies: ValuePolicies;
}

/** A setting is missing or wrong. The message names it and says what it must be; it never holds its value. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What the settings `<prefix>_LENGTH` and `<prefix>_ALPHABET` are by default. */
const policySettings = [
  { prefix: 'SCIM_PIN', path: `${uniflowUrn}:pin`, length: '4-16', alphabet: 'digits' },
  {
    prefix: 'SCIM_CARD_REGISTRATION_CODE',
    path: `${uniflowUrn}:cardRegistrationCode`,
    length: '1-64',
    alphabet: 'printable',
  },
  { prefix: 'SCIM_CARD_NUMBER', path: `${uniflowUrn}:cardNumber`, length: '1-128', alphabet: 'printable' },
] as const;

/**
 * Reads the settings once.
 *
 * @throws SettingError
 */
export function readConfig(environment: Environment): Config {
  return Object.freeze({
    storage: readStorage(environment),
    sealing: readKeyRing(environment),
    publicUrl: readPublicUrl(environment),
    policies: new Map(
      policySettings.map(({ prefix, path, length, alphabet }) => [
        path,
        readPolicy(environment, prefix, length, alphabet),
      ]),
    ),
  });
}

/** Also read alone by the command line, which manages tenants and needs no sealing key. */
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

/** `id=key,id=key`: the first key seals, all of them open. */
function readKeyRing(environment: Environment): KeyRing {
  const name = 'SCIM_SEALING_KEYS';
  const rule = `${name} must be a list "id=key,id=key": ids of letters, digits, "-" and "_"; keys of 32 bytes in base64.`;
  const value = setting(environment, name);
  if (value === undefined) throw new SettingError(`${rule} It is not set.`);
  const entries = value.split(',').map((entry): [string, Uint8Array] => {
    const [, id = '', encoded = ''] =
      /^\s*([A-Za-z0-9_-]{1,64})=([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(entry) ?? [];
    const key = Buffer.from(encoded, 'base64');
    if (id === '' || key.length !== 32) throw new SettingError(rule);
    return [id, new Uint8Array(key)];
  });
  const keys = new Map(entries);
  if (keys.size !== entries.length) throw new SettingError(`${rule} An id stands in it twice.`);
  return { current: entries[0]?.[0] ?? '', keys };
}

function readPolicy(environment: Environment, prefix: string, length: string, alphabet: string): ValuePolicy {
  const lengths = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(setting(environment, `${prefix}_LENGTH`) ?? length);
  const minLength = Number(lengths?.[1]);
  const maxLength = Number(lengths?.[2] ?? lengths?.[1]);
  if (lengths === null || minLength < 1 || maxLength < minLength) {
    throw new SettingError(
      `${prefix}_LENGTH must be a length of at least 1, or a range such as "${length}", the smaller first.`,
    );
  }
  const chosen = setting(environment, `${prefix}_ALPHABET`) ?? alphabet;
  if (!isAlphabet(chosen)) {
    throw new SettingError(`${prefix}_ALPHABET must be "digits", "alphanumeric" or "printable".`);
  }
  return { minLength, maxLength, alphabet: chosen };
}

/**
 * The origin under which clients reach the service; undefined where it is the request's.
 *
 * @throws SettingError
 */
export function readPublicUrl(environment: Environment): string | undefined {
  const url = readUrl(environment, 'SCIM_PUBLIC_URL');
  if (url !== undefined && (url.pathname !== '/' || url.search !== '' || url.hash !== '')) {
    throw new SettingError('SCIM_PUBLIC_URL must be an address without a path, such as https://example.net.');
  }
  return url?.origin;
}

function readUrl(environment: Environment, name: string): URL | undefined {
  const value = setting(environment, name);
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingError(`${name} must be a URL such as https://example.net.`);
  }
  return url;
}

function setting(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}
