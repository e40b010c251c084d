import { secretPaths, type ResourceType } from '../scim/schema/attributes.ts';
import { lastAttribute, valueAt, type AttributePath } from '../scim/path.ts';
import type { StoredResource } from '../scim/represent.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import { keyIdOf } from './envelope.ts';
import { unseal } from './seal.ts';

/** A secret of a stored user, and what it opens to. */
export interface OpenedSecret {
  readonly path: AttributePath;
  /** SCIM path of the attribute. */
  readonly attribute: string;
  /** Id of the key that it says it was sealed with; undefined where it says none. */
  readonly keyId: string | undefined;
  /** Undefined where it can't be opened. */
  readonly value: string | undefined;
}

/** Opens the secrets of a user, each by itself: one that can't be opened says so and stands in no other's way. */
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

/** Why a secret can't be opened, behind the words "sealed with …", and what to do. */
export function whyUnopened(ring: SealingKeys, keyId: string | undefined): string {
  if (keyId === undefined) return 'sealed with a key that it does not name';
  if (!ring.keys.has(keyId)) return `sealed with the key "${keyId}", which is not in SCIM_SEALING_KEYS`;
  return `sealed with a key "${keyId}" that is another one than that of SCIM_SEALING_KEYS, or changed since`;
}

/** It is going to be printed: only what a setting can have. */
async function printableKeyId(sealed: string): Promise<string | undefined> {
  const id = await keyIdOf(sealed);
  return id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : undefined;
}
