import { nearestName } from './nearestName.ts';
import { type Environment, settingNames } from './setting.ts';

/** Variables that commands and `infra/deploy.sh` read, but not the service. */
const ofTools = ['SCIM_TOKEN', 'SCIM_NODE_VERSION', 'SCIM_STORAGE_SKU', 'SCIM_ALERT_EMAIL'];

/**
 * A sentence for each variable that looks like a misspelled setting: without it the service would silently use the
 * default. It names the variable, never its value.
 */
export function unknownSettings(environment: Environment): readonly string[] {
  return Object.keys(environment)
    .filter((name) => /^scim_/i.test(name) && ![...settingNames, ...ofTools].includes(name))
    .map((name) => {
      const nearest = nearestName(name.toUpperCase(), settingNames);
      const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      return `${name.slice(0, 100)} is not a setting, so nothing reads it.${meant}`;
    });
}
