import { setting } from '../shared/config/setting.ts';
import type { AuthenticationMethod, Tenant } from '../shared/tenants/tenant.ts';
import type { Output } from './output.ts';
import type { Settings } from './settings.ts';
import { programName } from './programName.ts';

/** Warns, without a storage call, if no access token is issued to a client of this tenant, and says why. */
export function warnNoAccessTokens(
  settings: Settings,
  { name, identityProvider }: Tenant,
  way: AuthenticationMethod,
  output: Output,
): void {
  const { authentication } = identityProvider.settings;
  if (setting(settings, 'SCIM_SIGNING_KEYS') === undefined) {
    output.warn(
      'there is no SCIM_SIGNING_KEYS in the settings that this command sees. A deployment without it issues no access tokens.\n' +
        `To make a key:  ${programName()} key new signing`,
    );
  }
  if (!authentication.includes(way)) {
    output.warn(
      `"${name}" does not accept ${way}. To accept it:  ${programName()} tenant set ${name} --authentication ${[...authentication, way].join(',')}`,
    );
  }
}
