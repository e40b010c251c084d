import { readSwitch } from '../shared/settings/setting.ts';
import type { Output } from './output.ts';
import type { Settings } from './settings.ts';

/** A management token is of no use where the API is off: says so unless the settings turn it on. */
export function warnManagementOff(settings: Settings, output: Output): void {
  if (readSwitch(settings, 'SCIM_MANAGEMENT_API')) return;
  output.warn(
    'SCIM_MANAGEMENT_API is not "on" in the settings that this command sees. Only a deployment where it is on serves /manage.',
  );
}
