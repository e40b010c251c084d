import { readSwitch } from '../shared/config/setting.ts';
import type { Settings } from './settings.ts';

/** A management token is of no use where the API is off: says so unless the settings turn it on. @throws SettingError */
export function warningManagementOff(settings: Settings): string | undefined {
  if (readSwitch(settings, 'SCIM_MANAGEMENT_API')) return undefined;
  return 'SCIM_MANAGEMENT_API is not "on" in the settings that this command sees. Only a deployment where it is on serves /manage.';
}
