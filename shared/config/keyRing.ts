import { createPrivateKey, type KeyObject } from 'node:crypto';
import { setting, SettingError, type Environment } from './setting.ts';

/** Keys by id. The current key, the first in the setting, seals or signs; all keys open or verify. */
export interface KeyRing<Key> {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Key>;
}

/** Symmetric keys of 32 bytes. */
export type SealingKeys = KeyRing<Uint8Array>;

/** Private keys on the curve P-256. */
export type SigningKeys = KeyRing<KeyObject>;

/**
 * Reads the keys that seal PINs and card registration codes, 32 bytes each.
 *
 * @throws SettingError
 */
export function readSealingKeys(environment: Environment): SealingKeys {
  const name = 'SCIM_SEALING_KEYS';
  const rule = `${name} must be a list "id=key,id=key": ids of letters, digits, "-" and "_"; keys of 32 bytes in base64.`;
  const value = setting(environment, name);
  if (value === undefined) throw new SettingError(`${rule} It is not set.`);
  return readRing(value, rule, (bytes) => (bytes.length === 32 ? new Uint8Array(bytes) : undefined));
}

/**
 * Reads the keys that sign access tokens (ES256); undefined if this deployment issues none.
 *
 * @throws SettingError
 */
export function readSigningKeys(environment: Environment): SigningKeys | undefined {
  const name = 'SCIM_SIGNING_KEYS';
  const rule = `${name} must be a list "id=key,id=key": ids of letters, digits, "-" and "_"; keys of the curve P-256, PKCS #8 in base64.`;
  const value = setting(environment, name);
  return value === undefined ? undefined : readRing(value, rule, readSigningKey);
}

function readSigningKey(bytes: Buffer): KeyObject | undefined {
  try {
    const key = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    // The error's message may quote the key.
    return undefined;
  }
}

function readRing<Key>(
  value: string,
  rule: string,
  readKey: (bytes: Buffer) => Key | undefined,
): KeyRing<Key> {
  const entries = value.split(',').map((entry): [string, Key] => {
    const [, id = '', encoded = ''] =
      /^\s*([A-Za-z0-9_-]{1,64})=([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(entry) ?? [];
    const key = readKey(Buffer.from(encoded, 'base64'));
    if (id === '' || key === undefined) throw new SettingError(rule);
    return [id, key];
  });
  const keys = new Map(entries);
  if (keys.size !== entries.length) throw new SettingError(`${rule} It contains an id twice.`);
  return { current: entries[0]?.[0] ?? '', keys };
}
