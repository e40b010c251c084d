import { uniflowUrn } from '../scim/schema/uniflow.ts';

/** What numbers are by default, and between what they must lie. */
export const numberSettings = {
  SCIM_SECRET_TOKEN_DAYS: { default: 730, min: 1, max: 3_650 },
  SCIM_ACCESS_TOKEN_MINUTES: { default: 60, min: 60, max: 360 },
  SCIM_LOG_RETENTION_DAYS: { default: 90, min: 1, max: 3_650 },
  SCIM_TENANT_REQUESTS_PER_SECOND: { default: 500, min: 0, max: 1_000_000 },
  SCIM_CREDENTIAL_REQUESTS_PER_SECOND: { default: 250, min: 0, max: 1_000_000 },
  SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: { default: 60, min: 0, max: 1_000_000 },
} as const;

/** What the settings `<prefix>_LENGTH` and `<prefix>_ALPHABET` are by default. */
export const policySettings = [
  { prefix: 'SCIM_PIN', path: `${uniflowUrn}:pin`, length: '4-16', alphabet: 'digits' },
  {
    prefix: 'SCIM_CARD_REGISTRATION_CODE',
    path: `${uniflowUrn}:cardRegistrationCode`,
    length: '1-64',
    alphabet: 'printable',
  },
  { prefix: 'SCIM_CARD_NUMBER', path: `${uniflowUrn}:cardNumber`, length: '1-128', alphabet: 'printable' },
] as const;

export const defaultEntraAuthority = 'https://login.microsoftonline.com';

export type NumberSettingName = keyof typeof numberSettings;

/** What has no table of bounds. */
const otherSettings = [
  'SCIM_STORAGE_ACCOUNT_URL',
  'SCIM_STORAGE_CONNECTION_STRING',
  'AZURE_CLIENT_ID',
  'SCIM_SEALING_KEYS',
  'SCIM_SIGNING_KEYS',
  'SCIM_ENTRA_AUTHORITY',
  'SCIM_MANAGEMENT_API',
  'SCIM_PUBLIC_URL',
] as const;

type PolicyPrefix = (typeof policySettings)[number]['prefix'];

/**
 * Every setting that is read here. The readers take no other name, and scripts/settingsReference.ts describes each, in a
 * module of its own: what people read need not be loaded at every cold start.
 */
export type SettingName =
  NumberSettingName | `${PolicyPrefix}_${'LENGTH' | 'ALPHABET'}` | (typeof otherSettings)[number];

export const settingNames: readonly string[] = [
  ...Object.keys(numberSettings),
  ...policySettings.flatMap(({ prefix }) => [`${prefix}_LENGTH`, `${prefix}_ALPHABET`]),
  ...otherSettings,
];
