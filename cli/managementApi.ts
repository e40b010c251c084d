import { readSwitch } from '../shared/config/setting.ts';
import type { Settings } from './settings.ts';

/**
 * A warning if the settings turn the management API off, where a management token has no use. @throws SettingError
 */
export function warningManagementOff(settings: Settings): string | undefined {
  if (readSwitch(settings, 'SCIM_MANAGEMENT_API')) return undefined;
  return 'SCIM_MANAGEMENT_API is not "on" in the settings that this command sees. Only a deployment where it is on serves /manage.';
}
