import { isArray, isObject, parseJson, type JsonObject } from '../scim/json.ts';

/** A customer: its own provisioning tenant URL, its own credentials, its own partition. */
export interface Tenant {
  /** Part of its URL: lower-case letters, digits and hyphens, 1 to 63. */
  readonly name: string;
  /** RFC 3339. */
  readonly created: string;
  /** Whether a user without externalId is refused. */
  readonly externalIdRequired: boolean;
  /** Those that are valid, newest first. */
  readonly secretTokens: readonly SecretTokenRecord[];
}

/** What is kept of a secret token: never the token. */
export interface SecretTokenRecord {
  /** Names the credential in logs. */
  readonly id: string;
  /** SHA-256 of the token, hexadecimal. */
  readonly sha256: string;
  readonly created: string;
}

/** Whether `name` can be a tenant's. It stands in URLs and, as it is, in storage keys and queries. */
export function isTenantName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}

/** Reads a stored tenant; undefined where it is not one. */
export function parseTenant(json: string): Tenant | undefined {
  const value = parseJson(json);
  if (!isObject(value)) return undefined;
  const { name, created, externalIdRequired, secretTokens } = value;
  if (typeof name !== 'string' || typeof created !== 'string' || typeof externalIdRequired !== 'boolean')
    return undefined;
  if (!isArray(secretTokens)) return undefined;
  const tokens = secretTokens.map((token) => (isObject(token) ? parseToken(token) : undefined));
  const valid = tokens.filter((token) => token !== undefined);
  return valid.length === tokens.length
    ? { name, created, externalIdRequired, secretTokens: valid }
    : undefined;
}

function parseToken({ id, sha256, created }: JsonObject): SecretTokenRecord | undefined {
  if (typeof id !== 'string' || typeof sha256 !== 'string' || typeof created !== 'string') return undefined;
  return { id, sha256, created };
}
