import { arrayOr, isObject, objectOr, stringOr, type JsonObject } from '../json.ts';

/** Selects an element of a multi-valued attribute: `type eq "work"`. */
interface Selector {
  readonly attribute: string;
  readonly value: string;
}

/** A target attribute: its name on the wire and its place in a resource. */
export interface TargetAttribute {
  /** As the mapping shows it and a PATCH sends it. */
  readonly path: string;
  /** Short, for tables. */
  readonly label: string;
  /** The keys that lead to the value, from the outside in. */
  readonly keys: readonly string[];
  /** Selects the element, if the first key is an array. */
  readonly selector?: Selector;
}

/** An attribute of an extension, or with the URN of the core schema. */
const extensionAttribute = /^(urn:.*:2\.0:\w+):([\w.$-]+)$/i;
const selected = /^([\w$-]+)\[\s*([\w$-]+)\s+eq\s+(?:"([^"]*)"|(\w+))\s*\](?:\.([\w$-]+))?$/i;
const plain = /^[\w$-]+(?:\.[\w$-]+)*$/;

/** Parses a target of a mapping; undefined if it is no attribute path. */
export function parseTargetAttribute(path: string): TargetAttribute | undefined {
  const inExtension = extensionAttribute.exec(path);
  if (inExtension !== null) {
    const [, urn = '', name = ''] = inExtension;
    const core = /:core:2\.0:\w+$/.test(urn);
    return { path, label: name, keys: core ? name.split('.') : [urn, ...name.split('.')] };
  }
  const element = selected.exec(path);
  if (element !== null) {
    const [, name = '', attribute = '', quoted, bare = '', part = 'value'] = element;
    const value = quoted ?? bare;
    const label = part === 'value' ? `${name}.${value}` : `${name}.${value}.${part}`;
    return { path, label, keys: [name, part], selector: { attribute, value } };
  }
  return plain.test(path) ? { path, label: path, keys: path.split('.') } : undefined;
}

function down(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce((at, key) => (isObject(at) ? ownMember(at, key) : undefined), value);
}

/** A member by its name without regard to case (RFC 7643 section 2.1). */
function ownMember(object: JsonObject, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const key = Object.keys(object).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}

function isSelected(item: unknown, { attribute, value }: Selector): boolean {
  return isObject(item) && String(ownMember(item, attribute)).toLowerCase() === value.toLowerCase();
}

/** The value of a resource at the target; undefined if there is none. */
export function readTarget(resource: JsonObject, { keys, selector }: TargetAttribute): unknown {
  const [first = '', ...rest] = keys;
  const at = ownMember(resource, first);
  if (selector === undefined) return held(down(at, rest));
  return held(
    down(
      arrayOr(at).find((item) => isSelected(item, selector)),
      rest,
    ),
  );
}

/** A reference is read at its value: `{"value": "<id>", "$ref": …}`. */
function held(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  // An empty complex value is as good as none (RFC 7643 section 2.5).
  if (isObject(value) && Object.keys(value).length === 0) return undefined;
  return isObject(value) && 'value' in value ? held(value.value) : value;
}

function put(node: JsonObject, keys: readonly string[], value: unknown): JsonObject {
  const [key = '', ...rest] = keys;
  return { ...node, [key]: rest.length === 0 ? value : put(objectOr(node[key]), rest, value) };
}

/** The resource with a value at the target. A missing element is appended, as in a create. */
export function writeTarget(resource: JsonObject, target: TargetAttribute, value: unknown): JsonObject {
  const { keys, selector } = target;
  if (selector === undefined) return put(resource, keys, value);
  const [first = '', ...rest] = keys;
  const items = arrayOr(resource[first]).map(objectOr);
  const known = items.some((item) => isSelected(item, selector));
  const all = known ? items : [...items, freshElement(first, selector)];
  return {
    ...resource,
    [first]: all.map((item) => (isSelected(item, selector) ? put(item, rest, value) : item)),
  };
}

/** What a create says of an element besides its value: Entra makes the work e-mail the primary one. */
function freshElement(name: string, { attribute, value }: Selector): JsonObject {
  const literal = attribute === 'primary' ? value.toLowerCase() === 'true' : value;
  const primary = name === 'emails' && attribute === 'type' && value === 'work';
  return { ...(primary && { primary: true }), [attribute]: literal };
}

/** The members of a list answer. */
export function resourcesOf(body: JsonObject): readonly JsonObject[] {
  return arrayOr(body.Resources).map(objectOr);
}

/** The id of a resource; empty if it has none. */
export function idOf(resource: JsonObject): string {
  return stringOr(resource.id);
}
