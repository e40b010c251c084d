import { nearestName } from './nearestName.ts';
import { type Environment, settingNames } from './setting.ts';

/** What commands and `infra/deploy.sh` read, and the service does not. */
const ofTools = ['SCIM_TOKEN', 'SCIM_NODE_VERSION', 'SCIM_STORAGE_SKU', 'SCIM_ALERT_EMAIL'];

/**
 * A sentence for each variable that looks like a setting of the service and is none: whoever misspells one would go on with
 * its default, and nobody would say so. It names the variable, never its value.
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
