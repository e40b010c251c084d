import type { SealingKeys } from '../config/keyRing.ts';
import type { JsonObject, JsonValue } from '../scim/json.ts';
import { lastAttribute, valueAt, withValueAt } from '../scim/path.ts';
import { secretPaths, type ResourceType } from '../scim/schema/attributes.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';

/** Whose secret it is: a sealed value opens for this tenant, user and attribute only. */
export interface SecretOwner {
  readonly tenant: string;
  readonly userId: string;
  /** SCIM path of the attribute. */
  readonly attribute: string;
}

/**
 * Seals a secret. The envelope's header holds its owner and is authenticated: a sealed value that is copied to another
 * user does not open there.
 */
export function seal(ring: SealingKeys, owner: SecretOwner, secret: string): string {
  const key = ring.keys.get(ring.current);
  if (key === undefined) throw new Error(`The key ring has no key ${ring.current}.`);
  const { tenant, userId, attribute } = owner;
  return sealEnvelope(key, ring.current, secret, { tenant, userId, attribute });
}

/** Opens a sealed secret; undefined if its key is lost, it was tampered with, or it belongs to somebody else. */
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
 * Seals the secrets of a resource that is about to be stored. `old` is the stored resource that it came from: a value
 * that was carried over stays as it is, and so does one that Entra sent again unchanged, so that nothing seems to
 * have changed. Where the old key is lost the value counts as new.
 */
export async function sealResource(
  ring: SealingKeys,
  type: ResourceType,
  owner: Omit<SecretOwner, 'attribute'>,
  old: JsonObject,
  resource: JsonObject,
): Promise<JsonObject> {
  // Side by side: jose, which opens them, hands each to a thread.
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
