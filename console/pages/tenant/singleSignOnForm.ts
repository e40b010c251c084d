import type { Schemas } from '../../api/client.ts';
import type { Tenant } from '../../api/tenants.ts';
import { texts } from '../../texts.ts';

type SingleSignOn = Schemas['SingleSignOn'];
type Match = Schemas['SignInMatch'];

/** The settings of single sign-on as the controls hold them. */
export interface SingleSignOnForm {
  readonly enabled: boolean;
  readonly metadataUrl: string;
  readonly directoryId: string;
  readonly realm: string;
  readonly match: Match;
  readonly automaticRegistration: boolean;
  readonly sessionMinutes: string;
  /** One in each line. */
  readonly returnUrls: string;
}

export type SingleSignOnErrors = Partial<Record<keyof SingleSignOnForm, string>>;

type TenantSettings = Pick<Tenant, 'singleSignOn' | 'settings'>;

export function formOf({ singleSignOn, settings }: TenantSettings): SingleSignOnForm {
  return {
    ...singleSignOn,
    metadataUrl: singleSignOn.metadataUrl ?? '',
    directoryId: settings.entraTenantId ?? '',
    realm: singleSignOn.realm ?? '',
    sessionMinutes: String(singleSignOn.sessionMinutes),
    returnUrls: singleSignOn.returnUrls.join('\n'),
  };
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const words = texts.singleSignOn.errors;

/** The form with a metadata URL, and with the directory id in it if the form has none yet. */
export function withMetadataUrl(form: SingleSignOnForm, metadataUrl: string): SingleSignOnForm {
  const [, found = ''] = /^https:\/\/[^/]+\/([^/]+)\//.exec(metadataUrl.trim().toLowerCase()) ?? [];
  const directoryId = form.directoryId.trim() === '' && guid.test(found) ? found : form.directoryId;
  return { ...form, metadataUrl, directoryId };
}

/** Why a form can't be sent; empty if it can. */
export function errorsOf(form: SingleSignOnForm): SingleSignOnErrors {
  const errors: SingleSignOnErrors = {};
  const { metadataUrl, realm, returnUrls } = settingsOf(form);
  const directoryId = directoryOf(form);
  if (metadataUrl === null ? form.enabled : !URL.canParse(metadataUrl))
    errors.metadataUrl = words.metadataUrl;
  if (directoryId === null ? form.enabled : !guid.test(directoryId)) errors.directoryId = words.directoryId;
  if (realm !== null && !URL.canParse(realm)) errors.realm = words.realm;
  const minutes = wholeNumber(form.sessionMinutes);
  if (!(minutes >= 5 && minutes <= 1_440)) errors.sessionMinutes = words.sessionMinutes;
  if (returnUrls.length > 10 || !returnUrls.every((url) => /^https?:/.test(url) && URL.canParse(url)))
    errors.returnUrls = words.returnUrls;
  return errors;
}

/** What the service has to change, so that the tenant is as the form says; undefined if nothing. */
export function changeOf(
  form: SingleSignOnForm,
  before: TenantSettings,
): Pick<Schemas['TenantChange'], 'singleSignOn' | 'settings'> | undefined {
  const changed = Object.entries(settingsOf(form)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before.singleSignOn, name)),
  );
  const entraTenantId = directoryOf(form);
  const change = {
    ...(changed.length === 0 ? {} : { singleSignOn: Object.fromEntries(changed) }),
    ...(entraTenantId === before.settings.entraTenantId ? {} : { settings: { entraTenantId } }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function settingsOf(form: SingleSignOnForm): SingleSignOn {
  const { enabled, match, automaticRegistration } = form;
  return {
    ...{ enabled, match, automaticRegistration },
    realm: orNull(form.realm),
    metadataUrl: orNull(form.metadataUrl),
    sessionMinutes: wholeNumber(form.sessionMinutes),
    returnUrls: form.returnUrls.split(/\s+/).filter((url) => url !== ''),
  };
}

function directoryOf(form: SingleSignOnForm): string | null {
  return orNull(form.directoryId.toLowerCase());
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** Not a number if it is none. */
function wholeNumber(text: string): number {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
