import { hash, randomInt, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

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
