import type { SettingName } from '../shared/config/table.ts';

export interface Description {
  readonly use: string;
  /** What stands in the reference where no table of defaults or bounds says it. */
  readonly byDefault?: string;
  readonly values?: string;
  readonly required?: true;
  readonly secret?: true;
  readonly example: string;
}

const alphabets = '`digits`, `alphanumeric`, `printable`';
const lengths = 'a length, or a range with the smaller first; 1 to 9999';

/** In words, in the order in which docs/settings.md has them. */
export const descriptions: Readonly<Record<SettingName, Description>> = {
  SCIM_STORAGE_ACCOUNT_URL: {
    use: 'Table endpoint of the storage account. The service signs in as its managed identity, which needs the role _Storage Table Data Contributor_. Either this or `SCIM_STORAGE_CONNECTION_STRING` is required, not both.',
    values: 'a URL',
    example: 'https://scimdata.table.core.windows.net',
  },
  AZURE_CLIENT_ID: {
    use: 'With `SCIM_STORAGE_ACCOUNT_URL`: client id of a user-assigned identity.',
    byDefault: 'the system-assigned identity',
    example: '00000000-0000-0000-0000-000000000000',
  },
  SCIM_STORAGE_CONNECTION_STRING: {
    use: 'Instead of the account URL: a connection string. `UseDevelopmentStorage=true` is the local table server.',
    secret: true,
    example: 'UseDevelopmentStorage=true',
  },
  SCIM_SEALING_KEYS: {
    use: 'Keys under which PIN and card registration code are sealed. The first seals, all of them open; SECURITY.md says how to change keys without a gap. Make one with `node dist/cli.js key new sealing`, or `openssl rand -base64 32`. Keep it: what it sealed opens with nothing else.',
    values:
      '`id=key,id=key`; ids of 1 to 64 letters, digits, `-` and `_`; keys of 32 bytes in base64. Ids differ',
    required: true,
    secret: true,
    example: 'k1=<base64>',
  },
  SCIM_SIGNING_KEYS: {
    use: 'Keys with which access tokens are signed. The first signs, all of them verify. Without it there are no OAuth clients. Make one with `node dist/cli.js key new signing`.',
    values: '`id=key,id=key`; ids as above; private keys of the curve P-256 as PKCS #8 in base64',
    byDefault: 'no OAuth clients',
    secret: true,
    example: 's1=<base64>',
  },
  SCIM_PUBLIC_URL: {
    use: 'Address under which clients reach the service, where it differs from the one of the request. The commands print tenant URLs with it, and need it where storage is in Azure.',
    values: 'an address without a path',
    byDefault: 'that of the request',
    example: 'https://scim.example.com',
  },
  SCIM_ENTRA_AUTHORITY: {
    use: "Where Entra's keys are. Other clouds have `https://login.microsoftonline.us` and `https://login.partner.microsoftonline.cn`.",
    values: 'an address without a path that begins with `https://`; `http://` on this machine only',
    example: 'https://login.microsoftonline.us',
  },
  SCIM_MANAGEMENT_API: {
    use: 'Whether `/manage` is served.',
    values: '`on`, `off`',
    byDefault: '`off`',
    example: 'on',
  },
  SCIM_SECRET_TOKEN_DAYS: {
    use: 'Days that a new secret token works where nothing else is said.',
    values: '`never`',
    example: '365',
  },
  SCIM_ACCESS_TOKEN_MINUTES: {
    use: 'Minutes that an access token works. One for an assertion of Entra ends with that, or after ten minutes if that is later.',
    example: '120',
  },
  SCIM_LOG_RETENTION_DAYS: {
    use: 'Days that the provisioning log is kept where a tenant does not say.',
    example: '365',
  },
  SCIM_TENANT_REQUESTS_PER_SECOND: {
    use: 'What one tenant may send to one instance; 0 is no limit. Twice as many may come at once. Of a Bulk request every operation counts, and of a list every 25 users or log entries that it looks at.',
    example: '100',
  },
  SCIM_CREDENTIAL_REQUESTS_PER_SECOND: {
    use: 'The same for one credential; 0 is no limit.',
    example: '50',
  },
  SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: {
    use: 'Wrong credentials from one address for one tenant, before they are answered 429; 0 is no limit. A right one is never slowed.',
    example: '20',
  },
  SCIM_PIN_LENGTH: { use: 'Characters that a PIN has.', values: lengths, example: '6' },
  SCIM_PIN_ALPHABET: { use: 'What a PIN is made of.', values: alphabets, example: 'digits' },
  SCIM_CARD_REGISTRATION_CODE_LENGTH: {
    use: 'Characters that a card registration code has.',
    values: lengths,
    example: '8-16',
  },
  SCIM_CARD_REGISTRATION_CODE_ALPHABET: {
    use: 'What a card registration code is made of.',
    values: alphabets,
    example: 'alphanumeric',
  },
  SCIM_CARD_NUMBER_LENGTH: {
    use: 'Characters that a card number has.',
    values: lengths,
    example: '8-20',
  },
  SCIM_CARD_NUMBER_ALPHABET: {
    use: 'What a card number is made of.',
    values: alphabets,
    example: 'alphanumeric',
  },
};
