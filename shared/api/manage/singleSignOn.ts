import type {
  EnterpriseApplication,
  SingleSignOn as SingleSignOnView,
  SingleSignOnChange,
} from '../../../generated/manage.js';
import { checkMetadataHost, type SignInAddresses } from '../../tenants/singleSignOn.ts';
import { defaultSingleSignOn, type SingleSignOn } from '../../tenants/tenant.ts';
import { patchedMembers } from './input.ts';

/** The settings of single sign-on as they are shown: what is not set is null. */
export function singleSignOnView(settings: SingleSignOn): SingleSignOnView {
  return { ...settings, realm: settings.realm ?? null, metadataUrl: settings.metadataUrl ?? null };
}

/** In the words of Entra's portal. */
export function applicationView({ realm, replyUrl, signOnUrl }: SignInAddresses): EnterpriseApplication {
  return { identifier: realm, replyUrl, signOnUrl };
}

/**
 * What a JSON Merge Patch asks of single sign-on: what is null becomes what a new tenant has.
 *
 * @throws ScimError 400 if the metadata is not at Entra.
 */
export function singleSignOnInput(
  { entraAuthority }: { readonly entraAuthority: string },
  change: SingleSignOnChange | undefined,
): Partial<SingleSignOn> {
  const input = patchedMembers(change, defaultSingleSignOn);
  checkMetadataHost(entraAuthority, input);
  return input;
}
