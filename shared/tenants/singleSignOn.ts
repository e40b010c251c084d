import { isGuid } from '../scim/json.ts';
import {
  metadataDirectoryWrong,
  metadataHostWrong,
  metadataUrlInvalid,
  metadataUrlMissing,
  realmInvalid,
  returnUrlInvalid,
  returnUrlsTooMany,
  sessionMinutesInvalid,
  signInDirectoryMissing,
} from './singleSignOnErrors.ts';
import type { IdentityProvider, SingleSignOn, TenantSettings } from './tenant.ts';

const minSessionMinutes = 5;
const maxSessionMinutes = 1_440;
const maxReturnUrls = 10;
/** Of each URL, in characters: all of them stay within the tenant's row. */
const maxUrlLength = 512;

/** Addresses at which the directory returns a person, and by which it knows the tenant. */
export interface SignInAddresses {
  /** Identifier (Entity ID) in Entra. */
  readonly realm: string;
  /** Reply URL (Assertion Consumer Service URL) in Entra. It can't be changed. */
  readonly replyUrl: string;
  /** Sign on URL in Entra: the tenant's own page. */
  readonly signOnUrl: string;
}

/** @param origin of the service, without a slash at its end. */
export function signInAddresses(
  origin: string,
  name: string,
  { realm }: Pick<SingleSignOn, 'realm'>,
): SignInAddresses {
  const signOnUrl = `${origin}/sso/${name}`;
  return { realm: realm ?? signOnUrl, replyUrl: `${signOnUrl}/wsfed`, signOnUrl };
}

/** The settings with each return URL as `URL.href` has it, so that they compare as text. */
export function withCanonicalUrls(settings: SingleSignOn): SingleSignOn {
  const returnUrls = settings.returnUrls.map((url) => URL.parse(url)?.href ?? url);
  return { ...settings, returnUrls: [...new Set(returnUrls)] };
}

/** @throws ScimError 400 */
export function checkSingleSignOn(
  settings: SingleSignOn,
  { entraTenantId }: Pick<TenantSettings, 'entraTenantId'>,
): void {
  const { enabled, realm, metadataUrl, sessionMinutes, returnUrls } = settings;
  if (realm !== undefined && !isRealm(realm)) throw realmInvalid();
  if (metadataUrl !== undefined && !isAddress(metadataUrl)) throw metadataUrlInvalid();
  if (!isSessionLength(sessionMinutes)) throw sessionMinutesInvalid(minSessionMinutes, maxSessionMinutes);
  if (returnUrls.length > maxReturnUrls) throw returnUrlsTooMany(maxReturnUrls);
  if (!returnUrls.every((url) => isAddress(url) && !url.includes('?'))) throw returnUrlInvalid();
  if (!enabled) return;
  if (metadataUrl === undefined) throw metadataUrlMissing();
  if (entraTenantId === undefined) throw signInDirectoryMissing();
}

/**
 * Refuses a metadata URL of another host than Entra's: the service would fetch it, and believe the keys there.
 *
 * @param authority origin of Microsoft Entra ID, the deployment's setting.
 * @throws ScimError 400
 */
export function checkMetadataHost(authority: string, settings: Partial<SingleSignOn> | undefined): void {
  const { metadataUrl } = settings ?? {};
  if (metadataUrl === undefined || !isAddress(metadataUrl)) return;
  if (URL.parse(metadataUrl)?.origin !== authority) throw metadataHostWrong(authority);
}

/**
 * Refuses a change after which the metadata URL is that of another directory: nobody could sign in. A tenant that was
 * stored so before can still be changed otherwise.
 *
 * @throws ScimError 400
 */
export function checkMetadataDirectory(before: IdentityProvider, wanted: IdentityProvider): void {
  const { metadataUrl } = wanted.singleSignOn;
  const { entraTenantId } = wanted.settings;
  const isChanged =
    metadataUrl !== before.singleSignOn.metadataUrl || entraTenantId !== before.settings.entraTenantId;
  const isTurnedOn = wanted.singleSignOn.enabled && !before.singleSignOn.enabled;
  if (!(isChanged || isTurnedOn) || metadataUrl === undefined || entraTenantId === undefined) return;
  const directory = directoryOfUrl(metadataUrl);
  if (directory !== undefined && directory !== entraTenantId)
    throw metadataDirectoryWrong(directory, entraTenantId);
}

/** The directory that a metadata URL of Entra names: the GUID with which its path begins. Undefined for a domain's name. */
export function directoryOfUrl(metadataUrl: string): string | undefined {
  const [, directory = ''] = URL.parse(metadataUrl)?.pathname.toLowerCase().split('/') ?? [];
  return isGuid(directory) ? directory : undefined;
}

/** Whether a metadata URL names its application. Without, Entra answers with certificates that sign for none. */
export function namesApplication(metadataUrl: string): boolean {
  return URL.parse(metadataUrl)?.searchParams.has('appid') === true;
}

function isSessionLength(minutes: number): boolean {
  return Number.isInteger(minutes) && minutes >= minSessionMinutes && minutes <= maxSessionMinutes;
}

/** An absolute URI (RFC 3986 §4.3). It is compared as text, so it is kept as it was given. */
function isRealm(realm: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[\w.~:/?[\]@!$&'()*+,;=%-]{1,255}$/i.test(realm) && URL.canParse(realm);
}

/** A URL of a web server, https except on this computer, without credentials and fragment. */
function isAddress(text: string): boolean {
  const url = text.length <= maxUrlLength ? URL.parse(text) : null;
  if (url === null || text.includes('#') || `${url.username}${url.password}` !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}
