import type { JsonObject } from './json.ts';
import type { Mapped, MappingEntry } from './mapping.ts';
import { typedValue } from './mapping.ts';
import { readTarget } from './target.ts';

/** One attribute that a PATCH has to bring into step. */
export interface Change {
  readonly entry: MappingEntry;
  readonly value: string;
  /** `add` where the answer held nothing, `replace` where it held something else. */
  readonly kind: 'add' | 'replace';
}

/**
 * What differs between the service's answer and the directory. A directory attribute without a value is never sent, not
 * even to clear the target; an attribute that does not come back is sent every time, which is why PINs are.
 */
export function diff(answer: JsonObject, wanted: readonly Mapped[]): readonly Change[] {
  return wanted.flatMap(({ entry, value }): readonly Change[] => {
    if (value === undefined) return [];
    const held = readTarget(answer, entry.target);
    if (held === typedValue(entry, value)) return [];
    return [{ entry, value, kind: held === undefined ? 'add' : 'replace' }];
  });
}
