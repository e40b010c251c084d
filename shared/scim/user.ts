import { attributeImmutable, attributePolicy, tooManyPrimaries } from './errors/user.ts';
import { secretPaths, singularPaths, type Attribute, type ResourceType } from './schema/attributes.ts';
import { validate, keepsTo, policyInWords, type ValuePolicies } from './schema/validate.ts';
import type { Operation } from './dialect/operations.ts';
import { canonicalResource, prune } from './dialect/canonical.ts';
import { isArray, isObject, jsonEqual, withMember, type JsonObject } from './json.ts';
import { applyPatch } from './patch.ts';
import { lastAttribute, valueAt, withValueAt } from './path.ts';
import type { WorkBudget } from './bounds.ts';
import { versionMismatch } from './errors/request.ts';

/** The rules for values of a resource type. */
export interface Rules {
  readonly type: ResourceType;
  readonly policies: ValuePolicies;
}

const nothing: JsonObject = {};

/** The resource that a POST asks for. Its secrets are in clear: the caller seals them. */
export function createdResource(rules: Rules, body: JsonObject): JsonObject {
  const given = pruned(canonicalResource(rules.type, body));
  const resource = withDefaults(rules.type, given, (attribute) => attribute.defaultValue);
  return checked(rules, nothing, resource);
}

/**
 * The resource that a PUT makes of `old` (RFC 7644 §3.5.1). Attributes that are left out become unassigned, with two
 * exceptions: a write-only secret stays unless it is nulled, and `active` stays because a PUT must not switch a person
 * on again by silence.
 */
export function replacedResource(rules: Rules, old: JsonObject, body: JsonObject): JsonObject {
  const sent = canonicalResource(rules.type, body);
  const kept = secretPaths(rules.type).reduce((resource, path) => {
    return valueAt(sent, path) === undefined ? withValueAt(resource, path, valueAt(old, path)) : resource;
  }, pruned(sent));
  return checked(
    rules,
    old,
    withDefaults(rules.type, kept, (attribute) => old[attribute.name] ?? attribute.defaultValue),
  );
}

/**
 * The resource that a PATCH, read by `patchOperations`, makes of `old` (RFC 7644 §3.5.2), in steps.
 *
 * @param work is charged for it.
 */
export function* patchedResource(
  rules: Rules,
  old: JsonObject,
  operations: readonly Operation[],
  work?: WorkBudget,
): Generator<undefined, JsonObject> {
  return checked(rules, old, yield* applyPatch(old, operations, work), true);
}

function pruned(resource: JsonObject): JsonObject {
  const kept = prune(resource);
  return isObject(kept) ? kept : nothing;
}

function withDefaults(
  type: ResourceType,
  resource: JsonObject,
  valueOf: (attribute: Attribute) => JsonObject[string] | undefined,
): JsonObject {
  const absent = type.attributes.filter(
    (attribute) => attribute.defaultValue !== undefined && !Object.hasOwn(resource, attribute.name),
  );
  return absent.reduce((all, attribute) => withMember(all, attribute.name, valueOf(attribute)), resource);
}

/** Validates what is about to be stored, and removes attributes that are checked but not stored. */
function checked(
  { type, policies }: Rules,
  old: JsonObject,
  resource: JsonObject,
  patched = false,
): JsonObject {
  validate(type, resource, patched ? old : undefined);
  checkPrimaries(type, resource);
  checkImmutables(type, old, resource);
  checkPolicies(type, policies, old, resource);
  return singularPaths(type, (attribute) => !attribute.stored).reduce(
    (all, path) => withValueAt(all, path, undefined),
    resource,
  );
}

/** RFC 7643 §2.4: `primary` is true on one element at most. */
function checkPrimaries(type: ResourceType, resource: JsonObject): void {
  for (const path of singularPaths(type, (attribute) => attribute.multiValued)) {
    const elements = valueAt(resource, path);
    if (!isArray(elements)) continue;
    const primaries = elements.filter((element) => isObject(element) && element.primary === true);
    if (primaries.length > 1) {
      throw tooManyPrimaries(lastAttribute(path).path, `has ${primaries.length} primary values`);
    }
  }
}

function checkImmutables(type: ResourceType, old: JsonObject, resource: JsonObject): void {
  for (const path of singularPaths(type, (attribute) => attribute.mutability === 'immutable')) {
    const before = valueAt(old, path);
    if (before !== undefined && !jsonEqual(before, valueAt(resource, path))) {
      throw attributeImmutable(lastAttribute(path).path);
    }
  }
}

/** Only what changes is checked: a stricter setting must not keep anybody from being disabled. */
function checkPolicies(
  type: ResourceType,
  policies: ValuePolicies,
  old: JsonObject,
  resource: JsonObject,
): void {
  for (const path of singularPaths(type, (attribute) => policies.has(attribute.path))) {
    const policy = policies.get(lastAttribute(path).path);
    const value = valueAt(resource, path);
    if (policy === undefined || typeof value !== 'string' || value === valueAt(old, path)) continue;
    if (!keepsTo(policy, value)) throw attributePolicy(lastAttribute(path).path, policyInWords(policy));
  }
}

/**
 * Whether an `If-Match` or `If-None-Match` header names `etag`. Compared weakly, deliberately also for If-Match
 * (RFC 7232 §3.1 asks for strong comparison): RFC 7644 §3.14 shows weak tags in it.
 */
export function etagMatches(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => opaque(tag) === opaque(etag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}

/**
 * Refuses a write whose `If-Match` names another version.
 *
 * @throws ScimError 412
 */
export function requireMatch(ifMatch: string | null, etag: string): void {
  if (ifMatch === null || etagMatches(ifMatch, etag)) return;
  throw versionMismatch(etag);
}
