import { uniflowUrn } from '../scim/schema/uniflow.ts';
import { isAlphabet, type ValuePolicies, type ValuePolicy } from '../scim/schema/validate.ts';

/** A setting is missing or wrong. The message has its name and rule, never its value. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a setting; undefined if it is missing, empty or white space. */
export function setting(environment: Environment, name: SettingName): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

/** @throws SettingError */
export function readUrl(environment: Environment, name: SettingName): URL | undefined {
  const value = setting(environment, name);
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingError(`${name} must be a URL such as https://example.net.`);
  }
  return url;
}

/**
 * Reads an origin such as https://example.net: no path, no slash at its end.
 *
 * @throws SettingError
 */
export function readOrigin(environment: Environment, name: SettingName): string | undefined {
  const url = readUrl(environment, name);
  if (url !== undefined && (url.pathname !== '/' || url.search !== '' || url.hash !== '')) {
    throw new SettingError(`${name} must be an address without a path, such as https://example.net.`);
  }
  return url?.origin;
}

/** @throws SettingError if the value is no whole number from `min` to `max`. */
export function readNumber(environment: Environment, name: NumberSettingName): number {
  const rule = numberSettings[name];
  const value = setting(environment, name);
  if (value === undefined) return rule.default;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= rule.min && number <= rule.max) return number;
  throw new SettingError(`${name} must be a whole number from ${rule.min} to ${rule.max}.`);
}

/** Reads a switch, `off` by default. @throws SettingError if the value is neither "on" nor "off". */
export function readSwitch(environment: Environment, name: SettingName): boolean {
  const value = setting(environment, name)?.toLowerCase() ?? 'off';
  if (value === 'on' || value === 'off') return value === 'on';
  throw new SettingError(`${name} must be "on" or "off".`);
}

/** Default and range of each numeric setting. */
export const numberSettings = {
  SCIM_SECRET_TOKEN_DAYS: { default: 730, min: 1, max: 3_650 },
  SCIM_ACCESS_TOKEN_MINUTES: { default: 60, min: 60, max: 360 },
  SCIM_LOG_RETENTION_DAYS: { default: 90, min: 1, max: 3_650 },
  SCIM_AUDIT_RETENTION_DAYS: { default: 365, min: 1, max: 3_650 },
  SCIM_TENANT_REQUESTS_PER_SECOND: { default: 500, min: 0, max: 1_000_000 },
  SCIM_CREDENTIAL_REQUESTS_PER_SECOND: { default: 250, min: 0, max: 1_000_000 },
  SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: { default: 60, min: 0, max: 1_000_000 },
} as const;

/** Defaults of the settings `<prefix>_LENGTH` and `<prefix>_ALPHABET`. */
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

type NumberSettingName = keyof typeof numberSettings;

/** Settings that are neither numbers nor policies. */
const otherSettings = [
  'SCIM_STORAGE_ACCOUNT_URL',
  'SCIM_STORAGE_CONNECTION_STRING',
  'AZURE_CLIENT_ID',
  'SCIM_SEALING_KEYS',
  'SCIM_SIGNING_KEYS',
  'SCIM_ENTRA_AUTHORITY',
  'SCIM_MANAGEMENT_API',
  'SCIM_CONSOLE',
  'SCIM_CONSOLE_ENTRA_TENANT',
  'SCIM_CONSOLE_CLIENT_ID',
  'SCIM_SINGLE_SIGN_ON',
  'SCIM_PUBLIC_URL',
] as const;

type PolicyPrefix = (typeof policySettings)[number]['prefix'];

/** Name of a setting. The readers accept no other name. docs/settings.md describes each. */
export type SettingName =
  | NumberSettingName
  | `${PolicyPrefix}_${'LENGTH' | 'ALPHABET'}`
  | (typeof otherSettings)[number];

export const settingNames: readonly string[] = [
  ...Object.keys(numberSettings),
  ...policySettings.flatMap(({ prefix }) => [`${prefix}_LENGTH`, `${prefix}_ALPHABET`]),
  ...otherSettings,
];

/** @throws SettingError */
export function readPolicies(environment: Environment): ValuePolicies {
  return new Map(policySettings.map((policy) => [policy.path, readPolicy(environment, policy)]));
}

function readPolicy(
  environment: Environment,
  { prefix, length, alphabet }: (typeof policySettings)[number],
): ValuePolicy {
  const lengths = parseLengths(setting(environment, `${prefix}_LENGTH`) ?? length);
  if (lengths === undefined) {
    throw new SettingError(
      `${prefix}_LENGTH must be a length of at least 1, or a range such as "${length}", the smaller first.`,
    );
  }
  const chosen = setting(environment, `${prefix}_ALPHABET`) ?? alphabet;
  if (!isAlphabet(chosen)) {
    throw new SettingError(`${prefix}_ALPHABET must be "digits", "alphanumeric" or "printable".`);
  }
  return { ...lengths, alphabet: chosen };
}

/** Parses `4-16` or `6`; undefined if the text is neither. */
export function parseLengths(text: string): Pick<ValuePolicy, 'minLength' | 'maxLength'> | undefined {
  const lengths = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(text);
  const minLength = Number(lengths?.[1]);
  const maxLength = Number(lengths?.[2] ?? lengths?.[1]);
  return lengths === null || minLength < 1 || maxLength < minLength ? undefined : { minLength, maxLength };
}
