import {
  metadataHostWrong,
  metadataUrlInvalid,
  metadataUrlMissing,
  realmInvalid,
  returnUrlInvalid,
  returnUrlsTooMany,
  sessionMinutesInvalid,
  signInDirectoryMissing,
} from './singleSignOnErrors.ts';
import type { SingleSignOn, TenantSettings } from './tenant.ts';

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
