import { isDeepStrictEqual } from 'node:util';
import { singleSignOnView } from '../shared/api/manage/singleSignOn.ts';
import { settingsView } from '../shared/api/manage/views.ts';
import type { SignInAddresses } from '../shared/tenants/singleSignOn.ts';
import { defaultSingleSignOn, type IdentityProvider, type PinPolicy } from '../shared/tenants/tenant.ts';
import { dayOf } from './credentialTable.ts';
import { counted } from './counted.ts';

/** An identity provider for `--json`, as the management API has it. */
export function providerView(provider: IdentityProvider): object {
  const { singleSignOn, settings } = provider;
  return {
    ...provider,
    singleSignOn: singleSignOnView(singleSignOn),
    settings: settingsView(settings),
  };
}

/** Who a tenant's people come from, for people. */
export function providerInWords(provider: IdentityProvider): Readonly<Record<string, string>> {
  const { enabled, since } = provider.provisioning;
  return {
    'Display name': provider.displayName,
    'Provider type': provider.providerType,
    'WS-Federation type': provider.wsFederationType,
    Provisioning: `${enabled ? 'on' : 'off'} since ${dayOf(since, '')}`,
  };
}

/** The settings, in the words of the options that change them. */
export function settingsInWords({ settings }: IdentityProvider): Readonly<Record<string, string>> {
  const { pin, entraTenantId, logRetentionDays } = settings;
  return {
    externalId: settings.externalIdRequired ? 'required' : 'optional',
    PIN: pin === undefined ? "the deployment's rule" : pinInWords(pin),
    'Card number': settings.cardNumberUnique ? 'unique' : 'shared',
    'Group name': settings.groupNameUnique ? 'unique' : 'shared',
    Authentication: settings.authentication.join(', '),
    'Directory (tenant) ID': entraTenantId ?? 'none',
    'Values in the log': settings.logValues ? 'on' : 'off',
    'Log is kept':
      logRetentionDays === undefined
        ? "as long as the deployment's rule says"
        : counted(logRetentionDays, 'day'),
  };
}

/** How people sign in, in the words of the options; a single line while nothing is set. */
export function singleSignOnInWords({ singleSignOn }: IdentityProvider): Readonly<Record<string, string>> {
  const { enabled, realm, metadataUrl, match, automaticRegistration, sessionMinutes, returnUrls } =
    singleSignOn;
  if (isDeepStrictEqual(singleSignOn, defaultSingleSignOn)) return { 'Single sign-on': 'off' };
  return {
    'Single sign-on': enabled ? 'on' : 'off',
    'App Federation Metadata URL': metadataUrl ?? 'none',
    ...(realm === undefined ? {} : { Realm: realm }),
    'Sign-in match': match === 'externalId' ? 'externalId, the object id' : 'userName, the UPN',
    'Automatic registration': automaticRegistration ? 'on' : 'off',
    Session: counted(sessionMinutes, 'minute'),
    'Return URLs': returnUrls.length === 0 ? 'none' : returnUrls.join(', '),
  };
}

/** What to enter in Entra, under Basic SAML Configuration. */
export function applicationInWords(addresses: SignInAddresses): Readonly<Record<string, string>> {
  return {
    'Identifier (Entity ID)': addresses.realm,
    'Reply URL': addresses.replyUrl,
    'Sign on URL': addresses.signOnUrl,
  };
}

function pinInWords({ minLength, maxLength, alphabet }: PinPolicy): string {
  return `${minLength === maxLength ? minLength : `${minLength}-${maxLength}`} ${alphabet}`;
}
