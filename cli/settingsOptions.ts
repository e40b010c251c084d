import { InvalidArgumentError, Option, type Command } from 'commander';
import { pinPath } from '../shared/scim/schema/uniflow.ts';
import { type Alphabet } from '../shared/scim/schema/validate.ts';
import { parseLengths, readPolicies } from '../shared/config/setting.ts';
import { defined } from '../shared/scim/json.ts';
import type { TenantInput } from '../shared/tenants/tenantInput.ts';
import {
  authenticationMethods,
  type AuthenticationMethod,
  type PinPolicy,
  type Tenant,
  type TenantSettings,
} from '../shared/tenants/tenant.ts';
import type { Settings } from './settings.ts';
import {
  requireSignInOptions,
  singleSignOnFromOptions,
  singleSignOnOptions,
  type SingleSignOnOptions,
} from './singleSignOnOptions.ts';

type Lengths = Pick<PinPolicy, 'minLength' | 'maxLength'>;

/** Options that change a tenant's settings; undefined leaves a setting unchanged. */
export interface SettingsOptions extends SingleSignOnOptions {
  readonly displayName?: string;
  readonly externalId?: 'required' | 'optional';
  readonly pinLength?: Lengths;
  readonly pinAlphabet?: Alphabet;
  readonly pinDefault?: true;
  readonly cardNumber?: 'unique' | 'shared';
  readonly groupName?: 'unique' | 'shared';
  readonly authentication?: readonly AuthenticationMethod[];
  readonly entraTenant?: string;
  readonly logValues?: 'on' | 'off';
  readonly logRetention?: number | 'default';
}

/** Adds the options for a tenant's settings to a command. */
export function withSettingsOptions(command: Command): Command {
  for (const option of settingsOptions())
    command.addOption(option.helpGroup('Settings of the identity provider:'));
  for (const option of singleSignOnOptions()) command.addOption(option);
  return command;
}

function settingsOptions(): readonly Option[] {
  const ways = authenticationMethods.join(', ');
  return [
    new Option('--display-name <text>', 'name of the customer, 1 to 128 characters'),
    new Option('--external-id <rule>', 'must users have an externalId?').choices(['required', 'optional']),
    new Option('--pin-length <lengths>', 'number of characters in a PIN: 6, or 4-16').argParser(lengths),
    new Option('--pin-alphabet <name>', 'characters that a PIN may contain').choices([
      'digits',
      'alphanumeric',
      'printable',
    ]),
    new Option('--pin-default', "use the deployment's rules for PINs again").conflicts([
      'pinLength',
      'pinAlphabet',
    ]),
    new Option('--card-number <rule>', 'may users share a card? Shared cards stay shared').choices([
      'unique',
      'shared',
    ]),
    new Option('--group-name <rule>', 'may groups share a displayName? Shared names stay shared').choices([
      'unique',
      'shared',
    ]),
    new Option(
      '--authentication <ways>',
      `accepted ways to authenticate, separated with commas: ${ways}`,
    ).argParser(wayList),
    new Option(
      '--entra-tenant <guid>',
      'Directory (tenant) ID of the Entra directory at which people sign in, and whose own tokens are accepted (entraToken), or none',
    ),
    new Option('--log-values <switch>', 'write values into the provisioning log, but never secrets').choices([
      'on',
      'off',
    ]),
    new Option('--log-retention <days>', 'lifetime of entries in the provisioning log, or default').argParser(
      retention,
    ),
  ];
}

/**
 * Turns the options into input for `setTenant`. A PIN length alone keeps the alphabet, and the other way round.
 *
 * @param tenant as it is; undefined for a new one.
 * @throws SettingError
 * @throws InputError if single sign-on would be on without what it needs.
 */
export function tenantInput(
  options: SettingsOptions,
  tenant: Tenant | undefined,
  settings: Settings,
): TenantInput {
  requireSignInOptions(options, tenant);
  return {
    ...defined({ displayName: options.displayName }),
    singleSignOn: singleSignOnFromOptions(options),
    settings: {
      ...given(options.externalId, (rule) => ({ externalIdRequired: rule === 'required' })),
      ...pinWish(options, tenant, settings),
      ...given(options.cardNumber, (rule) => ({ cardNumberUnique: rule === 'unique' })),
      ...given(options.groupName, (rule) => ({ groupNameUnique: rule === 'unique' })),
      ...given(options.authentication, (authentication) => ({ authentication })),
      ...given(options.entraTenant?.toLowerCase(), (guid) => ({
        entraTenantId: guid === 'none' ? undefined : guid,
      })),
      ...given(options.logValues, (to) => ({ logValues: to === 'on' })),
      ...given(options.logRetention, (days) => ({
        logRetentionDays: days === 'default' ? undefined : days,
      })),
    },
  };
}

/** Whether the input changes anything. */
export function asksForChange({ displayName, settings = {}, singleSignOn = {} }: TenantInput): boolean {
  return displayName !== undefined || Object.keys({ ...settings, ...singleSignOn }).length > 0;
}

function pinWish(
  { pinLength, pinAlphabet, pinDefault }: SettingsOptions,
  tenant: Tenant | undefined,
  settings: Settings,
): Partial<TenantSettings> {
  if (pinDefault === true) return { pin: undefined };
  if (pinLength === undefined && pinAlphabet === undefined) return {};
  const inForce = tenant?.identityProvider.settings.pin ?? readPolicies(settings).get(pinPath);
  if (inForce === undefined) throw new Error('The deployment has no rule for PINs.');
  const alphabet = pinAlphabet ?? inForce.alphabet;
  return { pin: { ...inForce, ...pinLength, alphabet } };
}

function given<Value>(
  value: Value | undefined,
  settings: (value: Value) => Partial<TenantSettings>,
): Partial<TenantSettings> {
  return value === undefined ? {} : settings(value);
}

function lengths(text: string): Lengths {
  const found = parseLengths(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError('A length is at least 1, or a range such as "4-16", the smaller first.');
}

function wayList(text: string): readonly AuthenticationMethod[] {
  const names = text.split(',').map((name) => name.trim());
  const found = authenticationMethods.filter((way) => names.includes(way));
  if (found.length === names.length) return found;
  throw new InvalidArgumentError(
    `Ways are: ${authenticationMethods.join(', ')}; each once, with commas between.`,
  );
}

function retention(text: string): number | 'default' {
  if (text === 'default') return text;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number of days, or "default".');
}
