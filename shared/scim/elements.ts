import type { Attribute } from './schema/attributes.ts';
import { isArray, isObject, type JsonObject, type JsonValue, type Elements } from './json.ts';
import type { WorkBudget } from './bounds.ts';

export function isPrimary(element: JsonValue): boolean {
  return isObject(element) && element.primary === true;
}

/** Equal for equal JSON values, in any order of members: sets of elements are compared in linear time by it. */
export function exactKey(value: JsonValue): string {
  if (isArray(value)) return `[${value.map(exactKey).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, part]) => `${JSON.stringify(name)}:${exactKey(part)}`);
  return `{${members.toSorted().join(',')}}`;
}

/** An element never changes, and each operation of a PATCH asks for the keys of all of them. */
const knownKeys = new WeakMap<Attribute, WeakMap<JsonObject, string>>();

/**
 * The key of an element. Equal elements have the same (RFC 7643 §2.4: the same value is not returned twice): with
 * members in any order, with or without what is assumed anyway, and primary or not.
 */
export function elementKeys(attribute: Attribute): (element: JsonValue) => string {
  const known = knownKeys.get(attribute) ?? new WeakMap<JsonObject, string>();
  knownKeys.set(attribute, known);
  return (element) => {
    if (!isObject(element)) return exactKey(element);
    const key = known.get(element) ?? keyOf(attribute, element);
    known.set(element, key);
    return key;
  };
}

/** In a loop: an operation that changes all elements makes all their keys anew. */
function keyOf(attribute: Attribute, element: JsonObject): string {
  let key = '';
  for (const name of Object.keys(element).toSorted()) {
    const part = element[name] ?? null;
    const label = name === 'primary' && typeof part === 'boolean';
    if (label || part === attribute.byName.get(name.toLowerCase())?.assumedValue) continue;
    key += `${JSON.stringify(name)}:${exactKey(part)},`;
  }
  return `{${key}}`;
}

/**
 * `elements` without repetitions. Of several equal ones one stays, in the place of the first; primary if any of them
 * was.
 */
export function distinct(attribute: Attribute, elements: Elements): Elements {
  const key = elementKeys(attribute);
  const byKey = new Map<string, JsonValue>();
  for (const element of elements) {
    const own = key(element);
    const first = byKey.get(own);
    const promoted = isObject(first) && !isPrimary(first) && isPrimary(element);
    byKey.set(own, promoted ? { ...first, primary: true } : (first ?? element));
  }
  return byKey.size === elements.length ? elements : [...byKey.values()];
}

/** The work of a PATCH, as far as it compares elements. */
interface ComparingWork extends Pick<WorkBudget, 'spend'> {
  fold(text: string): string;
}

/**
 * `elements` without those that `sent` means: an element is meant when it has all that was sent of it, compared by its
 * attributes' `caseExact`. What was sent is looked up by one of its members, so that few of them are compared whole.
 */
export function withoutMeant(
  attribute: Attribute,
  elements: Elements,
  sent: Elements,
  work: ComparingWork,
): Elements {
  const lookups = new Map<string, Map<string, JsonObject[]>>();
  const simple = new Set<string>();
  for (const each of sent) {
    if (!isObject(each)) {
      simple.add(comparedForm(attribute, each, work));
      continue;
    }
    const name = Object.hasOwn(each, 'value') ? 'value' : (Object.keys(each)[0] ?? '');
    const byPart = lookups.get(name) ?? new Map<string, JsonObject[]>();
    lookups.set(name, byPart);
    const part = comparedPart(attribute, each, name, work);
    const same = byPart.get(part);
    if (same === undefined) byPart.set(part, [each]);
    else same.push(each);
  }
  return elements.filter((element) => {
    if (!isObject(element)) return !simple.has(comparedForm(attribute, element, work));
    for (const [name, byPart] of lookups) {
      const candidates = byPart.get(comparedPart(attribute, element, name, work)) ?? [];
      work.spend(3 + candidates.length * 10);
      if (candidates.some((each) => hasAllOf(attribute, element, each, work))) return false;
    }
    return true;
  });
}

function hasAllOf(attribute: Attribute, element: JsonObject, sent: JsonObject, work: ComparingWork): boolean {
  return Object.keys(sent).every(
    (name) => comparedPart(attribute, element, name, work) === comparedPart(attribute, sent, name, work),
  );
}

/** The form in which a member of an element is compared; that of the assumed value if it has none. */
function comparedPart(attribute: Attribute, element: JsonObject, name: string, work: ComparingWork): string {
  const part = attribute.byName.get(name.toLowerCase());
  const value = element[name] ?? part?.assumedValue ?? null;
  return part === undefined ? exactKey(value) : comparedForm(part, value, work);
}

function comparedForm({ caseExact }: Attribute, value: JsonValue, work: ComparingWork): string {
  return typeof value === 'string' && !caseExact ? JSON.stringify(work.fold(value)) : exactKey(value);
}
