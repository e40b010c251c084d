import type { Attribute } from '../schema/attributes.ts';
import { fold } from './fold.ts';
import { isArray, isObject, type JsonValue } from './json.ts';

/** The elements of a multi-valued attribute. */
export type Elements = readonly JsonValue[];

/** Equal for equal JSON values, whatever the order of members: sets of elements are compared in linear time by it. */
export function exactKey(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(exactKey).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${exactKey(part)}`);
  return `{${members.toSorted().join(',')}}`;
}

/** `elements` without what is in `present` or stands in them before (RFC 7644 §3.5.2.1: nothing is added twice). */
export function withoutPresent(present: Elements, elements: Elements): Elements {
  const seen = new Set(present.map(exactKey));
  return elements.filter((element) => {
    const key = exactKey(element);
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
}

/**
 * `elements` without those that `sent` means: an element is meant when it has all that was sent of it, compared by its
 * attributes' `caseExact`. Linear: what was sent is grouped by the members that it names.
 */
export function withoutMeant(attribute: Attribute, elements: Elements, sent: Elements): Elements {
  const groups = new Map<string, { readonly names: readonly string[]; readonly keys: Set<string> }>();
  for (const each of sent) {
    const names = isObject(each) ? Object.keys(each).toSorted() : [];
    const group = groups.get(names.join()) ?? { names, keys: new Set() };
    groups.set(names.join(), group);
    group.keys.add(comparedKey(attribute, each, names));
  }
  const all = [...groups.values()];
  return elements.filter(
    (element) => !all.some(({ names, keys }) => keys.has(comparedKey(attribute, element, names))),
  );
}

/** Equal for elements that have the same in `names`. */
function comparedKey(attribute: Attribute, element: JsonValue, names: readonly string[]): string {
  if (!isObject(element)) return JSON.stringify(comparedForm(attribute, element));
  return JSON.stringify(
    names.map((name) => {
      const subAttribute = attribute.byName.get(name.toLowerCase());
      const value = element[name] ?? null;
      return subAttribute === undefined ? value : comparedForm(subAttribute, value);
    }),
  );
}

function comparedForm({ caseExact }: Attribute, value: JsonValue): JsonValue {
  return typeof value === 'string' && !caseExact ? fold(value) : value;
}

export function isPrimary(element: JsonValue): boolean {
  return isObject(element) && element.primary === true;
}
