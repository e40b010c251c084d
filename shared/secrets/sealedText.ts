import { hkdfSync } from 'node:crypto';
import type { SealingKeys } from '../config/keyRing.ts';
import { openEnvelope, sealEnvelope } from './seal.ts';

/** What a text is sealed for. A text that is sealed for one purpose opens for no other. */
export type SealPurpose = 'cursor' | 'sign-in context' | 'sign-in code';

/** Seals a text that a client keeps and returns: encrypted, and authenticated, so that nobody can forge one. */
export function sealText(ring: SealingKeys, purpose: SealPurpose, text: string): string {
  const key = keyFor(ring, ring.current, purpose);
  if (key === undefined) throw new Error(`The key ring has no key ${ring.current}.`);
  return sealEnvelope(key, ring.current, text);
}

/** Opens a sealed text; undefined if it was changed, or was sealed for something else or with a key that is gone. */
export async function openText(
  ring: SealingKeys,
  purpose: SealPurpose,
  sealed: string,
): Promise<string | undefined> {
  return (await openEnvelope((id) => keyFor(ring, id, purpose), sealed))?.text;
}

/** Keys for one purpose only, each derived from a sealing key. */
const derived = new WeakMap<Uint8Array, Map<SealPurpose, Uint8Array>>();

function keyFor(ring: SealingKeys, id: string, purpose: SealPurpose): Uint8Array | undefined {
  const key = ring.keys.get(id);
  if (key === undefined) return undefined;
  const keys = derived.get(key) ?? new Map<SealPurpose, Uint8Array>();
  derived.set(key, keys);
  const known = keys.get(purpose);
  if (known !== undefined) return known;
  const made = new Uint8Array(hkdfSync('sha256', key, '', `uniflow-scim ${purpose}`, 32));
  keys.set(purpose, made);
  return made;
}
