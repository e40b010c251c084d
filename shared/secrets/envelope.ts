import { compactDecrypt, CompactEncrypt, decodeProtectedHeader } from 'jose';

/** What the protected header of an envelope says besides its algorithm and key id: authenticated, not secret. */
export type EnvelopeHeader = Readonly<Record<string, string>>;

/** An envelope that has been opened. */
export interface OpenedEnvelope {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
}

const encryption = 'A256GCM';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Seals a text as a JWE in its compact form (RFC 7516, `dir` with A256GCM).
 *
 * @param key 32 bytes.
 * @param keyId goes into the header as `kid`, in clear.
 */
export async function sealEnvelope(
  key: Uint8Array,
  keyId: string,
  text: string,
  header: EnvelopeHeader = {},
): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: encryption, kid: keyId, ...header })
    .encrypt(key);
}

/** Opens an envelope; undefined if it was sealed with another key or tampered with. */
export async function openEnvelope(
  keyOf: (keyId: string) => Uint8Array | undefined,
  sealed: string,
): Promise<OpenedEnvelope | undefined> {
  try {
    const key = keyOf(keyIdOf(sealed) ?? '');
    if (key === undefined || !isCanonical(sealed)) return undefined;
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: [encryption],
    });
    return { text: utf8.decode(plaintext), header: { ...protectedHeader } };
  } catch {
    return undefined;
  }
}

/** The id of the key that an envelope says it was sealed with; undefined if it says none. */
export function keyIdOf(sealed: string): string | undefined {
  try {
    return decodeProtectedHeader(sealed).kid;
  } catch {
    return undefined;
  }
}

/** Decoding base64url overlooks stray characters and unused bits: an envelope is what was sealed, to the letter. */
function isCanonical(sealed: string): boolean {
  return sealed.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}
