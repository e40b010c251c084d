import { generateKeyPairSync } from 'node:crypto';
import { readSigningKeys, type SigningKeys } from '../../shared/config/keyRing.ts';

/** One key as it stands in SCIM_SIGNING_KEYS. */
export function signingKey(id: string): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return `${id}=${privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')}`;
}

/** The ring of these keys, the first of which signs. */
export function signingRing(...keys: readonly string[]): SigningKeys {
  const ring = readSigningKeys({ SCIM_SIGNING_KEYS: keys.join(',') });
  if (ring === undefined) throw new Error('There are no keys.');
  return ring;
}
