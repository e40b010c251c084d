import type { ResourceType, Attribute } from '../schema/attributes.ts';
import { attributesTooLarge, attributeObject, attributeRepeated, tooManyValues } from '../errors/user.ts';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  booleanFromText,
  isArray,
  objectIn,
  jsonEqual,
  member,
  memberIgnoringCase,
} from '../json.ts';
import { maxSentSize, sizeOf } from '../bounds.ts';
import { lastAttribute, resolveName, type AttributePath } from '../path.ts';
import { distinct } from '../elements.ts';
import { schemaMismatch } from '../errors/request.ts';

/**
 * Reads the body of a POST or PUT: canonical names, nothing read-only, nothing unknown. An unassigned value is null;
 * `prune` removes it.
 *
 * The `schemas` of the body are not looked at: Entra does not list the custom extension whose object it sends, and
 * lists the enterprise one without an object. Older forms put an extension's attributes (`department`, `manager`) at
 * the top level; a name that exactly one extension has is taken for that.
 *
 * @throws ScimError 400 `invalidSyntax` if an attribute is given twice with different values, 413 if no user could hold
 * it.
 */
export function canonicalResource(type: ResourceType, body: JsonObject): JsonObject {
  let resource: JsonObject = {};
  let size = 0;
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() === type.schema.toLowerCase() && isObject(value)) {
      resource = mergedMembers(type.byName, resource, canonicalResource(type, value));
      continue;
    }
    const path = resolveName(type, name);
    if (path === undefined || path.some((attribute) => attribute.mutability === 'readOnly')) continue;
    // Values in rows of their own have no such limit.
    if (path[0].relation === undefined) size += sizeOf(value);
    if (size > maxSentSize) throw attributesTooLarge(type.name, maxSentSize);
    resource = mergedMembers(type.byName, resource, nest(path, canonicalValue(lastAttribute(path), value)));
  }
  return resource;
}

/** `value` at `path`, as a resource of its own: `{name: {givenName: value}}`. */
function nest(path: AttributePath, value: JsonValue): JsonObject {
  const [first, ...rest] = path;
  const [next, ...others] = rest;
  return { [first.name]: next === undefined ? value : nest([next, ...others], value) };
}

/**
 * Brings a value that a client sent for `attribute` into the form in which it is stored: canonical names, the
 * tolerances that Entra needs, and `null` wherever the value is unassigned (RFC 7643 §2.5: null, [] and, because
 * Microsoft's validators send it, ""). A value of a wrong type passes through: the schema's validator names it.
 */
export function canonicalValue(attribute: Attribute, raw: JsonValue): JsonValue {
  return attribute.multiValued
    ? canonicalElements(attribute, raw)
    : canonicalElement(attribute, unlisted(raw));
}

/** The value of a list of one: Entra sends the manager so, and older clients simple values. */
export function unlisted(raw: JsonValue): JsonValue {
  return isArray(raw) && raw.length <= 1 ? (raw[0] ?? null) : raw;
}

/** Elements of one attribute beyond which a value is refused at once: no user of 65,536 bytes could hold them. */
const maxElements = 5_000;

/** @throws ScimError 400 `invalidValue` */
export function requireFewElements(attribute: Attribute, raw: JsonValue): void {
  if (!isArray(raw) || raw.length <= maxElements || attribute.relation !== undefined) return;
  throw tooManyValues(attribute.path, raw.length, maxElements);
}

/** RFC 7644 §3.5.2.1 lets a multi-valued attribute be given as one element without a list. */
function canonicalElements(attribute: Attribute, raw: JsonValue): JsonValue {
  requireFewElements(attribute, raw);
  const given = isArray(raw) ? raw : [raw];
  const assigned = given
    .map((element) => prune(canonicalElement(attribute, element)))
    .filter((element) => element !== null);
  // RFC 7643 §2.4: the same value of the same type is not returned twice.
  const elements = assigned.length < 2 ? assigned : distinct(attribute, assigned);
  return elements.length === 0 ? null : elements;
}

/** One value of `attribute`: the value of a singular attribute, or one element of a multi-valued one. */
export function canonicalElement(attribute: Attribute, raw: JsonValue): JsonValue {
  if (raw === null || raw === '' || (isArray(raw) && raw.length === 0)) return null;
  if (attribute.type !== 'complex') return simpleValue(attribute, unwrapped(raw));
  if (isObject(raw)) return canonicalObject(attribute, raw);
  // `manager` comes as a bare string, and so do the elements of some clients' lists.
  return typeof raw === 'string' && couldBeValue(attribute, raw) ? { value: raw } : raw;
}

function simpleValue(attribute: Attribute, raw: JsonValue): JsonValue {
  if (raw === '') return null;
  // Other wrong types pass through to the schema's validator; {} would be lost on the way, as if nothing was sent.
  if (isObject(raw) && Object.keys(raw).length === 0) throw attributeObject(attribute.path);
  const isText = attribute.type === 'boolean' && typeof raw === 'string';
  return isText ? (booleanFromText(raw) ?? raw) : raw;
}

const wrapping: ReadonlySet<string> = new Set(['$ref', 'type', 'display']);

/** Microsoft's reference library sends `{"$ref":null,"value":"Engineering"}` where `Engineering` is meant. */
function unwrapped(raw: JsonValue): JsonValue {
  if (!isObject(raw)) return raw;
  const parts = Object.entries(raw).map(([name, part]) => [name.toLowerCase(), part] as const);
  const others = parts.filter(([name]) => name !== 'value');
  const [value, ...more] = parts.filter(([name]) => name === 'value');
  const saysNothingElse = others.every(([name, part]) => wrapping.has(name) && part === null);
  return value !== undefined && more.length === 0 && saysNothingElse ? value[1] : raw;
}

/** Unknown and read-only members are ignored (RFC 7644 §3.3); names match without case (RFC 7643 §2.1). */
function canonicalObject(attribute: Attribute, raw: JsonObject): JsonValue {
  const members = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(raw)) {
    const subAttribute = attribute.byName.get(name.toLowerCase());
    if (subAttribute === undefined || subAttribute.mutability === 'readOnly') continue;
    if (members.has(subAttribute.name)) throw attributeRepeated(subAttribute.path);
    members.set(subAttribute.name, canonicalValue(subAttribute, value));
  }
  // An e-mail without an address, a manager without an id: `{"value":""}` means that there is none.
  return standsForValue(attribute) && members.get('value') === null ? null : Object.fromEntries(members);
}

/** Whether a complex attribute stands for its `value` (RFC 7643 §2.4). An extension doesn't: there it is one of many. */
function standsForValue(attribute: Attribute): boolean {
  return !attribute.extension && attribute.byName.has('value');
}

/** Whether a bare string can be the `value` of a complex attribute. An object as JSON text is no address, but may be a role. */
function couldBeValue(attribute: Attribute, text: string): boolean {
  if (!standsForValue(attribute)) return false;
  return attribute.byName.get('value')?.jsonText === true || objectIn(text) === undefined;
}

/** `value` without its unassigned parts; null if nothing is left. */
export function prune(value: JsonValue): JsonValue {
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, part]) => {
    const kept = prune(part);
    return kept === null ? [] : [[name, kept] as const];
  });
  return members.length === 0 ? null : Object.fromEntries(members);
}

/** What a body says of one attribute under several names: in another case, under its URN, dotted, inside its object. */

/** The members of both. `byName` are the attributes that can be members. */
function mergedMembers(
  byName: ReadonlyMap<string, Attribute>,
  left: JsonObject,
  right: JsonObject,
): JsonObject {
  const merged = new Map(Object.entries(left));
  for (const [name, value] of Object.entries(right)) {
    const present = member(left, name);
    const attribute = byName.get(name.toLowerCase());
    const both = present !== undefined && attribute !== undefined;
    merged.set(name, both ? mergedValue(attribute, present, value) : value);
  }
  return Object.fromEntries(merged);
}

/**
 * Two values of one attribute. Objects are merged, and what is unassigned under one name is what it is under the other.
 *
 * @throws ScimError 400 `invalidSyntax` if they differ.
 */
export function mergedValue(attribute: Attribute, left: JsonValue, right: JsonValue): JsonValue {
  if (left === null) return right;
  if (right === null || jsonEqual(left, right)) return left;
  if (isObject(left) && isObject(right)) return mergedMembers(attribute.byName, left, right);
  throw attributeRepeated(attribute.path);
}

const messages = 'urn:ietf:params:scim:api:messages:2.0:';
const coreResources = 'urn:ietf:params:scim:schemas:core:2.0:';

export const patchSchema = `${messages}PatchOp`;
export const bulkSchema = `${messages}BulkRequest`;
export const searchSchema = `${messages}SearchRequest`;

/**
 * Refuses a body whose `schemas` says that it is another message, or another core resource, than this one: it was meant
 * for elsewhere. Entra's bodies name extensions that they do not hold, hold extensions that they do not name, and name
 * unknown URNs; none of these says what the body is, and neither do absent or empty `schemas`.
 *
 * @param expected URN of the message or core schema that belongs here.
 * @throws ScimError 400 `invalidSyntax`
 */
export function requireSchema(body: JsonObject, expected: string): void {
  const named = memberIgnoringCase(body, 'schemas');
  const urns = (isArray(named) ? named : [named]).filter((urn) => typeof urn === 'string');
  if (urns.some((urn) => urn.toLowerCase() === expected.toLowerCase())) return;
  const other = urns.find((urn) => isMessageOrCore(urn.toLowerCase()));
  if (other === undefined) return;
  throw schemaMismatch(other, expected);
}

function isMessageOrCore(urn: string): boolean {
  return urn.startsWith(messages) || urn.startsWith(coreResources);
}
