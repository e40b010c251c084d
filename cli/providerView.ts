import { settingsView } from '../shared/api/manage/views.ts';
import type { IdentityProvider, PinPolicy } from '../shared/tenants/tenant.ts';
import { dayOf } from './credentialTable.ts';
import { counted } from './counted.ts';

/** An identity provider for `--json`, as the management API has it. */
export function providerView(provider: IdentityProvider): object {
  return { ...provider, settings: settingsView(provider.settings) };
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
    'Entra tenant': entraTenantId ?? 'none',
    'Values in the log': settings.logValues ? 'on' : 'off',
    'Log is kept':
      logRetentionDays === undefined
        ? "as long as the deployment's rule says"
        : counted(logRetentionDays, 'day'),
  };
}

function pinInWords({ minLength, maxLength, alphabet }: PinPolicy): string {
  return `${minLength === maxLength ? minLength : `${minLength}-${maxLength}`} ${alphabet}`;
}
