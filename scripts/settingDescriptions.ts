import type { SettingName } from '../shared/config/setting.ts';

export interface Description {
  readonly use: string;
  /** The default in words, if it is in no table. */
  readonly default?: string;
  readonly values?: string;
  readonly required?: true;
  readonly secret?: true;
  readonly example: string;
}

const alphabets = '`digits`, `alphanumeric`, `printable`';
const lengths = 'a length, or a range with the smaller first; 1 to 9999';

/** Descriptions of all settings, in the order of docs/settings.md. */
export const descriptions: Readonly<Record<SettingName, Description>> = {
  SCIM_STORAGE_ACCOUNT_URL: {
    use: 'Table endpoint of the storage account. The service signs in as its managed identity, which needs the role _Storage Table Data Contributor_. Set either this or `SCIM_STORAGE_CONNECTION_STRING`, not both.',
    values: 'a URL',
    example: 'https://scimdata.table.core.windows.net',
  },
  AZURE_CLIENT_ID: {
    use: 'Client id of a user-assigned identity, for `SCIM_STORAGE_ACCOUNT_URL`.',
    default: 'the system-assigned identity',
    example: '00000000-0000-0000-0000-000000000000',
  },
  SCIM_STORAGE_CONNECTION_STRING: {
    use: 'Connection string of the storage, instead of the account URL. `UseDevelopmentStorage=true` is the local table server.',
    secret: true,
    example: 'UseDevelopmentStorage=true',
  },
  SCIM_SEALING_KEYS: {
    use: 'Keys that encrypt PINs and card registration codes. The first key encrypts, all keys decrypt. [SECURITY.md](../SECURITY.md#keys) says how to change them without a gap. Make a key with `node dist/cli.js key new sealing`, or `openssl rand -base64 32`. Keep it: nothing else decrypts what it encrypted.',
    values:
      '`id=key,id=key`; ids of 1 to 64 letters, digits, `-` and `_`; keys of 32 bytes in base64. Ids differ',
    required: true,
    secret: true,
    example: 'k1=<base64>',
  },
  SCIM_SIGNING_KEYS: {
    use: 'Keys that sign access tokens. The first key signs, all keys verify. Without them no OAuth client can work. Make a key with `node dist/cli.js key new signing`.',
    values: '`id=key,id=key`; ids as above; private keys of the curve P-256 as PKCS #8 in base64',
    default: 'no OAuth clients',
    secret: true,
    example: 's1=<base64>',
  },
  SCIM_PUBLIC_URL: {
    use: 'Address of the service for clients, if it differs from the address in the request. The commands print tenant URLs with it, and require it if the storage is in Azure.',
    values: 'an address without a path',
    default: 'that of the request',
    example: 'https://scim.example.com',
  },
  SCIM_ENTRA_AUTHORITY: {
    use: "Address of Entra's public keys. Other clouds have `https://login.microsoftonline.us` and `https://login.partner.microsoftonline.cn`.",
    values: 'an address without a path that begins with `https://`; `http://` on this machine only',
    example: 'https://login.microsoftonline.us',
  },
  SCIM_MANAGEMENT_API: {
    use: 'Turns the [management API](tenants.md#over-http) under `/manage` on.',
    values: '`on`, `off`',
    default: '`off`',
    example: 'on',
  },
  SCIM_CONSOLE: {
    use: 'Turns the [web console](console.md) under `/console` on. It needs `SCIM_MANAGEMENT_API=on`.',
    values: '`on`, `off`',
    default: '`off`; `on` in `npm start`',
    example: 'on',
  },
  SCIM_CONSOLE_ENTRA_TENANT: {
    use: 'Directory (tenant) ID whose people may operate the deployment, by console and `/manage`, with the app roles `Console.Reader`, `Console.Support` and `Console.Admin`: [how](tenants.md#operators-by-entra). It needs `SCIM_CONSOLE_CLIENT_ID`.',
    values: 'a GUID',
    default: 'management tokens only',
    example: '00000000-0000-0000-0000-000000000000',
  },
  SCIM_CONSOLE_CLIENT_ID: {
    use: 'Application (client) id of the console in that directory; the audience of its access tokens.',
    values: 'a GUID',
    default: 'management tokens only',
    example: '00000000-0000-0000-0000-000000000000',
  },
  SCIM_SINGLE_SIGN_ON: {
    use: 'Turns [single sign-on](single-sign-on.md) under `/sso` on; in Azure it needs `SCIM_PUBLIC_URL`. Each tenant turns it on for itself, too.',
    values: '`on`, `off`',
    default: '`off`; `on` in `npm start`',
    example: 'on',
  },
  SCIM_SECRET_TOKEN_DAYS: {
    use: 'Lifetime of a new secret token in days, unless `--expires` says otherwise.',
    values: '`never`',
    example: '365',
  },
  SCIM_ACCESS_TOKEN_MINUTES: {
    use: 'Lifetime of an access token in minutes. A token that was issued for an assertion of Entra ends with the assertion, or after ten minutes if that is later.',
    example: '120',
  },
  SCIM_LOG_RETENTION_DAYS: {
    use: 'Lifetime of an entry of the provisioning log in days, unless a tenant sets its own (`--log-retention`).',
    example: '365',
  },
  SCIM_AUDIT_RETENTION_DAYS: {
    use: 'Lifetime of an entry of the [audit log](operate.md#who-did-what) in days.',
    example: '1095',
  },
  SCIM_TENANT_REQUESTS_PER_SECOND: {
    use: 'Requests a second that one tenant may send to one instance; 0 is no limit. A burst may have twice as many. Each operation of a Bulk request counts as one, and so do each 25 users or log entries that a list reads.',
    example: '100',
  },
  SCIM_CREDENTIAL_REQUESTS_PER_SECOND: {
    use: 'The same for one credential.',
    example: '50',
  },
  SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: {
    use: 'Wrong credentials a minute from one address for one tenant; beyond that the answer is 429. 0 is no limit. A valid credential is never slowed down.',
    example: '20',
  },
  SCIM_PIN_LENGTH: { use: 'Number of characters in a PIN.', values: lengths, example: '6' },
  SCIM_PIN_ALPHABET: { use: 'Characters that a PIN may contain.', values: alphabets, example: 'digits' },
  SCIM_CARD_REGISTRATION_CODE_LENGTH: {
    use: 'Number of characters in a card registration code.',
    values: lengths,
    example: '8-16',
  },
  SCIM_CARD_REGISTRATION_CODE_ALPHABET: {
    use: 'Characters that a card registration code may contain.',
    values: alphabets,
    example: 'alphanumeric',
  },
  SCIM_CARD_NUMBER_LENGTH: {
    use: 'Number of characters in a card number.',
    values: lengths,
    example: '8-20',
  },
  SCIM_CARD_NUMBER_ALPHABET: {
    use: 'Characters that a card number may contain.',
    values: alphabets,
    example: 'alphanumeric',
  },
};
