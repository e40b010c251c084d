import { createCipheriv, randomBytes } from 'node:crypto';
import type { SealingKeys } from '../config/keyRing.ts';
import type { JsonObject, JsonValue } from '../scim/json.ts';
import { lastAttribute, valueAt, withValueAt, type AttributePath } from '../scim/path.ts';
import { secretPaths, type ResourceType } from '../scim/schema/attributes.ts';
import type { CryptoKey } from 'jose';
import type { StoredResource } from '../scim/represent.ts';

/** Owner of a secret: a sealed value opens for this tenant, user and attribute only. */
interface SecretOwner {
  readonly tenant: string;
  readonly userId: string;
  /** SCIM path of the attribute. */
  readonly attribute: string;
}

/**
 * Seals a secret. The envelope's header holds its owner and is authenticated: a sealed value that is copied to
 * another user can't be opened there.
 */
export function seal(ring: SealingKeys, owner: SecretOwner, secret: string): string {
  const key = ring.keys.get(ring.current);
  if (key === undefined) throw new Error(`The key ring has no key ${ring.current}.`);
  const { tenant, userId, attribute } = owner;
  return sealEnvelope(key, ring.current, secret, { tenant, userId, attribute });
}

/** Opens a sealed secret; undefined if its key is missing, if it was changed, or if it belongs to another owner. */
export async function unseal(
  ring: SealingKeys,
  owner: SecretOwner,
  sealed: string,
): Promise<string | undefined> {
  const opened = await openEnvelope((id) => ring.keys.get(id), sealed);
  if (opened === undefined) return undefined;
  const { tenant, userId, attribute } = opened.header;
  const same = tenant === owner.tenant && userId === owner.userId && attribute === owner.attribute;
  return same ? opened.text : undefined;
}

/**
 * Seals the secrets of a resource before it is stored. `old` is the stored resource: a sealed value in it stays as it
 * is if it was kept, or if Entra sent the same secret again, so that the write counts as no change. If its key is
 * missing, the value counts as new.
 */
export async function sealResource(
  ring: SealingKeys,
  type: ResourceType,
  owner: Omit<SecretOwner, 'attribute'>,
  old: JsonObject,
  resource: JsonObject,
): Promise<JsonObject> {
  // In parallel, because jose opens each on a thread.
  const sealed = await Promise.all(
    secretPaths(type).map(async (path) => {
      const value = valueAt(resource, path);
      const before = valueAt(old, path);
      if (typeof value !== 'string' || value === before) return undefined;
      const secretOwner = { ...owner, attribute: lastAttribute(path).path };
      const unchanged = await opensTo(ring, secretOwner, before, value);
      return { path, value: unchanged ? before : seal(ring, secretOwner, value) };
    }),
  );
  return sealed.reduce(
    (all, one) => (one === undefined ? all : withValueAt(all, one.path, one.value)),
    resource,
  );
}

async function opensTo(
  ring: SealingKeys,
  owner: SecretOwner,
  sealed: JsonValue | undefined,
  secret: string,
): Promise<boolean> {
  return typeof sealed === 'string' && (await unseal(ring, owner, sealed)) === secret;
}

/** Members of an envelope's protected header besides algorithm and key id: authenticated, not secret. */
type EnvelopeHeader = Readonly<Record<string, string>>;

/** An opened envelope. */
interface OpenedEnvelope {
  readonly text: string;
  readonly header: Readonly<Record<string, unknown>>;
}

/** Imported WebCrypto keys: jose would import each raw key again, on a thread. */
const imported = new WeakMap<Uint8Array, Promise<CryptoKey>>();

function importedKey(key: Uint8Array): Promise<CryptoKey> {
  const known = imported.get(key);
  if (known !== undefined) return known;
  const made = crypto.subtle.importKey('raw', Buffer.from(key), 'AES-GCM', false, ['decrypt']);
  imported.set(key, made);
  return made;
}

const encryption = 'A256GCM';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** RFC 7518 §5.3. */
const ivLength = 12;

/**
 * Seals a text as a JWE in compact form (RFC 7516, `dir` with A256GCM). It uses Node's synchronous cipher: jose hands
 * each text to a thread, which took a POST with PIN and code from 1.1 to 1.3 times its storage call. jose opens the
 * envelopes, so the format is checked against the standard.
 *
 * @param key 32 bytes.
 * @param keyId goes into the header as `kid`, in clear.
 */
export function sealEnvelope(
  key: Uint8Array,
  keyId: string,
  text: string,
  owner: EnvelopeHeader = {},
): string {
  const header = base64url(JSON.stringify({ alg: 'dir', enc: encryption, kid: keyId, ...owner }));
  const iv = randomBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  // With `dir` there is no encrypted key between header and IV (RFC 7516 §3.1).
  return [header, '', base64url(iv), base64url(sealed), base64url(cipher.getAuthTag())].join('.');
}

function base64url(value: string | Buffer): string {
  return Buffer.from(value).toString('base64url');
}

/** Opens an envelope; undefined if it was sealed with another key or changed. */
export async function openEnvelope(
  keyOf: (keyId: string) => Uint8Array | undefined,
  sealed: string,
): Promise<OpenedEnvelope | undefined> {
  try {
    const key = keyOf((await keyIdOf(sealed)) ?? '');
    if (key === undefined || !isCanonical(sealed)) return undefined;
    const { compactDecrypt } = await import('jose');
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, await importedKey(key), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: [encryption],
    });
    return { text: utf8.decode(plaintext), header: { ...protectedHeader } };
  } catch {
    return undefined;
  }
}

/** The key id in an envelope's header; undefined if it has none. */
async function keyIdOf(sealed: string): Promise<string | undefined> {
  const { decodeProtectedHeader } = await import('jose');
  try {
    return decodeProtectedHeader(sealed).kid;
  } catch {
    return undefined;
  }
}

/** Whether the text is exactly what was sealed: base64url decoding ignores stray characters and unused bits. */
function isCanonical(sealed: string): boolean {
  return sealed.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

/** A secret of a stored user, opened if possible. */
export interface OpenedSecret {
  readonly path: AttributePath;
  /** SCIM path of the attribute. */
  readonly attribute: string;
  /** Id of the key in its header; undefined if it has none. */
  readonly keyId: string | undefined;
  /** Undefined if it can't be opened. */
  readonly value: string | undefined;
}

/** Opens the secrets of a user independently: one that can't be opened does not affect the others. */
export async function openSecrets(
  ring: SealingKeys,
  type: ResourceType,
  tenant: string,
  { id, attributes }: Pick<StoredResource, 'id' | 'attributes'>,
): Promise<readonly OpenedSecret[]> {
  const opened: OpenedSecret[] = [];
  for (const path of secretPaths(type)) {
    const sealed = valueAt(attributes, path);
    if (typeof sealed !== 'string') continue;
    const attribute = lastAttribute(path).path;
    const value = await unseal(ring, { tenant, userId: id, attribute }, sealed);
    opened.push({ path, attribute, keyId: await printableKeyId(sealed), value });
  }
  return opened;
}

/** Why a secret can't be opened, to follow the words "sealed with …", and what to do. */
export function whyUnopened(ring: SealingKeys, keyId: string | undefined): string {
  if (keyId === undefined) return 'sealed with a key that it does not name';
  if (!ring.keys.has(keyId)) return `sealed with the key "${keyId}", which is not in SCIM_SEALING_KEYS`;
  return `sealed with a key "${keyId}" that is another one than that of SCIM_SEALING_KEYS, or changed since`;
}

/** The key id if it has the form of one in a setting, so that it can be printed. */
async function printableKeyId(sealed: string): Promise<string | undefined> {
  const id = await keyIdOf(sealed);
  return id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : undefined;
}
