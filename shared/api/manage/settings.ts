import type { Settings, SettingsChange } from '../../../generated/manage.js';
import { defaultSettings, type TenantSettings } from '../../tenants/tenant.ts';

/** Settings as they are shown: what is left to the deployment is null. */
export function settingsView(settings: TenantSettings): Settings {
  const { pin, entraTenantId, logRetentionDays } = settings;
  return {
    ...settings,
    pin: pin ?? null,
    entraTenantId: entraTenantId ?? null,
    logRetentionDays: logRetentionDays ?? null,
  };
}

/** What a JSON Merge Patch asks of a tenant's settings: what is null becomes what a new tenant has (RFC 7396 §1). */
export function settingsWish(change: SettingsChange = {}): Partial<TenantSettings> {
  const byDefault = defaultSettings;
  const { externalIdRequired, pin, cardNumberUnique, authentication } = change;
  const { entraTenantId, logValues, logRetentionDays } = change;
  return {
    ...(externalIdRequired === undefined
      ? {}
      : { externalIdRequired: externalIdRequired ?? byDefault.externalIdRequired }),
    ...(pin === undefined ? {} : { pin: pin ?? byDefault.pin }),
    ...(cardNumberUnique === undefined
      ? {}
      : { cardNumberUnique: cardNumberUnique ?? byDefault.cardNumberUnique }),
    ...(authentication === undefined ? {} : { authentication: authentication ?? byDefault.authentication }),
    ...(entraTenantId === undefined ? {} : { entraTenantId: entraTenantId ?? byDefault.entraTenantId }),
    ...(logValues === undefined ? {} : { logValues: logValues ?? byDefault.logValues }),
    ...(logRetentionDays === undefined
      ? {}
      : { logRetentionDays: logRetentionDays ?? byDefault.logRetentionDays }),
  };
}
