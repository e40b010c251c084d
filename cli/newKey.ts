import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** The two key rings of the settings. */
export type KeyKind = 'sealing' | 'signing';

/** A new entry of a key ring, `id=key`, as `readSealingKeys` and `readSigningKeys` parse it. */
export function newKeyEntry(kind: KeyKind, id: string): string {
  return `${id}=${(kind === 'sealing' ? randomBytes(32) : newSigningKey()).toString('base64')}`;
}

/** A private key of the curve P-256 for ES256, PKCS #8. */
function newSigningKey(): Buffer {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ format: 'der', type: 'pkcs8' });
}
