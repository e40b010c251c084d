import { hash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { labelInvalid, expiryInvalid } from './credentialErrors.ts';
import { parseDateTime } from '../scim/json.ts';

/** Common members of all credentials. None holds the secret itself. */
export interface Credential {
  /** Id of the credential in logs and commands. */
  readonly id: string;
  /** Name for people; 1 to 64 characters. */
  readonly label: string;
  /** RFC 3339. */
  readonly created: string;
  /** RFC 3339; undefined if it does not expire. */
  readonly expires: string | undefined;
}

/** The record of a credential that was shown once. */
export interface HashedSecret extends Credential {
  /** SHA-256 of the secret, hexadecimal. */
  readonly sha256: string;
  /** Last characters of the secret, for recognition; undefined for a credential of an earlier release. */
  readonly lastFour?: string;
  /** Hash of the idempotency key with which it was created. */
  readonly wishedAs?: string;
}

/** The record of a secret token. */
export interface SecretToken extends HashedSecret {
  readonly scope: Scope;
}

/** The record of an OAuth client's secret. */
export type ClientSecret = HashedSecret;

/** Four characters of a checksum, so that all 154 random bits stay secret. */
export function lastFourOf(secret: string): string {
  return secret.slice(-4);
}

/** An OAuth client (RFC 6749 §2), which gets access tokens with its secrets. */
export interface Client {
  /** The `client_id`. */
  readonly id: string;
  readonly label: string;
  readonly created: string;
  readonly scopes: readonly Scope[];
  readonly secrets: readonly ClientSecret[];
}

/**
 * An application of Microsoft Entra ID that gets access tokens with assertions signed by Entra (RFC 7523; workload
 * identity federation), without a shared secret.
 */
export interface FederatedCredential extends Credential {
  /** Entra's tenant (directory) id, in the assertion's `iss`. */
  readonly entraTenantId: string;
  /** The assertion's `sub`, the object id of Microsoft's provisioning application; also the `client_id`. */
  readonly subject: string;
  /** The assertion's `aud`. */
  readonly audience: string;
  readonly scopes: readonly Scope[];
}

const dayMs = 24 * 3_600_000;

/** Days before its end at which a credential is reported. */
const warnedBefore = 60;

export type Validity = 'valid' | 'expiring' | 'expired';

/** @param now milliseconds since 1970. */
export function validityOf({ expires }: Pick<Credential, 'expires'>, now: number): Validity {
  if (expires === undefined) return 'valid';
  if (!(Date.parse(expires) > now)) return 'expired';
  return expiresWithin({ expires }, warnedBefore, now) ? 'expiring' : 'valid';
}

/** Whether it expires within so many days, or has expired. @param now milliseconds since 1970. */
export function expiresWithin({ expires }: Pick<Credential, 'expires'>, days: number, now: number): boolean {
  return expires !== undefined && !(Date.parse(expires) - now > days * dayMs);
}

/**
 * What a credential may do: provision (read and write users), read only (for reporting tools), or manage (secrets of
 * users, tenants and credentials, for a print system or a portal; only under `/manage`).
 */
export const scopes = ['provisioning', 'read-only', 'management'] as const;

export type Scope = (typeof scopes)[number];

export function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}

/**
 * Whether a text fits a terminal's table and a log row: not blank, without control characters, of `maxLength`
 * characters at most.
 */
export function isPrintable(text: string, maxLength: number): boolean {
  return text.trim() !== '' && Array.from(text).length <= maxLength && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text);
}

/**
 * Checks the label of a credential.
 *
 * @throws ScimError 400
 */
export function checkLabel(label: string): void {
  if (!isPrintable(label, 64)) throw labelInvalid();
}

/** The end of a credential that is created now. @param days undefined for never. */
export function endAfter(days: number | undefined, now: Date): string | undefined {
  return days === undefined ? undefined : new Date(now.getTime() + days * dayMs).toISOString();
}

/**
 * Parses the end of a credential: `90d`, a future date or time of RFC 3339, or `never`.
 *
 * @throws ScimError 400
 */
export function readExpiry(text: string, now: Date): string | undefined {
  if (text.toLowerCase() === 'never') return undefined;
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  if (days !== undefined && Number(days) >= 1) return endAfter(Number(days), now);
  const end = readDate(text);
  if (end !== undefined && end > now.getTime()) return new Date(end).toISOString();
  throw expiryInvalid();
}

/** Parses a date (its beginning in UTC) or a time with an offset; milliseconds since 1970. */
function readDate(text: string): number | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parseDateTime(`${text}T00:00:00Z`);
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? parseDateTime(text) : undefined;
}

const tokenPrefix = 'ufscim_';
const clientSecretPrefix = 'ufscimc_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 30;
const checksumLength = 6;

/**
 * Creates a secret token: a prefix for secret scanners, 30 base62 characters (178 bits), and a CRC-32 that detects a
 * mistyped or cut token without a storage call. 43 characters, well below Entra's limits.
 */
export function createSecretToken(): string {
  return create(tokenPrefix);
}

/** Creates the secret of an OAuth client, in the same way. */
export function createClientSecret(): string {
  return create(clientSecretPrefix);
}

function create(prefix: string): string {
  const random = Array.from({ length: randomLength }, () => alphabet.charAt(randomInt(alphabet.length))).join(
    '',
  );
  return `${prefix}${random}${checksum(random)}`;
}

/** Whether `token` has the form and checksum of a secret token; it may still be invalid. */
export function looksLikeSecretToken(token: string): boolean {
  return looksLike(tokenPrefix, token);
}

export function looksLikeClientSecret(secret: string): boolean {
  return looksLike(clientSecretPrefix, secret);
}

function looksLike(prefix: string, token: string): boolean {
  if (!token.startsWith(prefix) || token.length !== prefix.length + randomLength + checksumLength)
    return false;
  const random = token.slice(prefix.length, -checksumLength);
  return token.endsWith(checksum(random));
}

function checksum(random: string): string {
  let rest = crc32(random);
  let digits = '';
  for (let i = 0; i < checksumLength; i += 1) {
    digits = alphabet.charAt(rest % alphabet.length) + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

/** SHA-256, hexadecimal. A plain hash is enough, because a token is random. */
export function hashSecretToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** The record of `token` among `records`, compared in constant time. */
export function findSecret<Stored extends { readonly sha256: string }>(
  records: readonly Stored[],
  token: string,
): Stored | undefined {
  const presented = Buffer.from(hashSecretToken(token));
  return records.find(({ sha256 }) => {
    const stored = Buffer.from(sha256);
    return stored.length === presented.length && timingSafeEqual(stored, presented);
  });
}

/** What an operator of the deployment may do: each role includes those before it. */
export const roles = ['reader', 'support', 'admin'] as const;

export type Role = (typeof roles)[number];

export function isRole(text: string): text is Role {
  return roles.some((role) => role === text);
}

/** Whether an operator with the role `held` may do what takes the role `needed`. */
export function includesRole(held: Role, needed: Role): boolean {
  return roles.indexOf(held) >= roles.indexOf(needed);
}
