import type {
  EnterpriseApplication,
  SingleSignOn as SingleSignOnView,
  SingleSignOnChange,
} from '../../../generated/manage.js';
import { checkMetadataHost, type SignInAddresses } from '../../tenants/singleSignOn.ts';
import { defaultSingleSignOn, type SingleSignOn } from '../../tenants/tenant.ts';

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
  change: SingleSignOnChange = {},
): Partial<SingleSignOn> {
  const byDefault = defaultSingleSignOn;
  const { enabled, realm, metadataUrl, match, automaticRegistration, sessionMinutes, returnUrls } = change;
  const input = {
    ...(enabled === undefined ? {} : { enabled: enabled ?? byDefault.enabled }),
    ...(realm === undefined ? {} : { realm: realm ?? byDefault.realm }),
    ...(metadataUrl === undefined ? {} : { metadataUrl: metadataUrl ?? byDefault.metadataUrl }),
    ...(match === undefined ? {} : { match }),
    ...(automaticRegistration === undefined
      ? {}
      : { automaticRegistration: automaticRegistration ?? byDefault.automaticRegistration }),
    ...(sessionMinutes === undefined ? {} : { sessionMinutes: sessionMinutes ?? byDefault.sessionMinutes }),
    ...(returnUrls === undefined ? {} : { returnUrls: returnUrls ?? byDefault.returnUrls }),
  };
  checkMetadataHost(entraAuthority, input);
  return input;
}
