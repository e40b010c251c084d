import { invalidValue, ScimError } from '../../http/error.ts';
import type { Attribute, ResourceType } from '../../schema/attributes.ts';
import { bindPath } from '../filter/bind.ts';
import { parsePath } from '../filter/parse.ts';
import {
  isArray,
  isObject,
  memberIgnoringCase,
  typeInWords,
  type JsonObject,
  type JsonValue,
} from '../json.ts';
import { patchSchema, requireSchema } from '../messageSchema.ts';
import { lastStep, pathOf, type Target } from '../path.ts';
import { canonicalElement, canonicalValue, prune } from './value.ts';

/** One change to one target, in canonical form: what the PATCH engine applies. A `value` of null is "unassigned". */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly target: Target;
  /** Of a removal: the elements that Entra removes by value; null for all that the path names. */
  readonly value: JsonValue;
}

/** Operations in one PATCH beyond which it is refused with 413. */
export const maxOperations = 200;

/**
 * Attributes that the operations of one PATCH may name, counting each key of a value without path: an object can hold
 * tens of thousands, and each of them looks at the whole resource. A user has fewer than a hundred.
 */
const maxChanges = 1_000;

/**
 * Reads the body of a PATCH (RFC 7644 §3.5.2) in either of Entra's dialects.
 *
 * @param id the resource's id, which a value object may repeat but not change.
 * @throws ScimError 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget` or `mutability`; 413.
 */
export function patchOperations(type: ResourceType, id: string, body: JsonObject): readonly Operation[] {
  const changed = operationsIn(body).flatMap((operation, index) => readOperation(type, id, operation, index));
  if (changed.length > maxChanges) {
    throw new ScimError(
      413,
      undefined,
      `A PATCH may name ${maxChanges} attributes at most; this one names ${changed.length}.`,
    );
  }
  return changed;
}

/**
 * The operations of a PATCH as they came. What this refuses is no PATCH at all, whatever it is to change.
 *
 * @throws ScimError 400 `invalidSyntax`; 413.
 */
export function operationsIn(body: JsonObject): readonly JsonValue[] {
  requireSchema(body, patchSchema);
  const operations = memberIgnoringCase(body, 'operations');
  if (!isArray(operations)) {
    throw new ScimError(400, 'invalidSyntax', 'A PATCH body must have a list "Operations".');
  }
  if (operations.length > maxOperations) {
    throw new ScimError(
      413,
      undefined,
      `A PATCH may have ${maxOperations} operations at most; this one has ${operations.length}.`,
    );
  }
  return operations;
}

function readOperation(type: ResourceType, id: string, raw: JsonValue, index: number): readonly Operation[] {
  const where = `Operation ${index + 1} of the PATCH`;
  if (!isObject(raw))
    throw new ScimError(400, 'invalidSyntax', `${where} must be an object, not ${typeInWords(raw)}.`);
  const op = operator(memberIgnoringCase(raw, 'op'), where);
  const path = memberIgnoringCase(raw, 'path') ?? null;
  const value = memberIgnoringCase(raw, 'value');
  if (path !== null && typeof path !== 'string') {
    throw new ScimError(
      400,
      'invalidPath',
      `${where} has a "path" that is ${typeInWords(path)}; it must be a string.`,
    );
  }
  if (op === 'remove') {
    if (path === null || path === '')
      throw new ScimError(400, 'noTarget', `${where} has the op "remove" and needs a "path".`);
    return changes(type, id, op, path, value ?? null);
  }
  if (value === undefined) throw invalidValue(`${where} has the op "${op}" and needs a "value".`);
  if (path !== null && path !== '') return changes(type, id, op, path, value);
  if (!isObject(value)) {
    throw invalidValue(
      `${where} has no "path", so its "value" must be an object of attributes, not ${typeInWords(value)}.`,
    );
  }
  return spread(type, id, op, value);
}

/** Entra's default dialect writes `Add`, `Replace`, `Remove`. */
function operator(raw: JsonValue | undefined, where: string): Operation['op'] {
  const op = typeof raw === 'string' ? raw.toLowerCase() : undefined;
  if (op === 'add' || op === 'replace' || op === 'remove') return op;
  throw new ScimError(
    400,
    'invalidSyntax',
    `${where} must have an "op" that is "add", "replace" or "remove".`,
  );
}

/** The `aadOptscim062020` dialect: the keys of a value without path are paths, dotted, URN-qualified, even with filters. */
function spread(
  type: ResourceType,
  id: string,
  op: 'add' | 'replace',
  value: JsonObject,
): readonly Operation[] {
  return Object.entries(value).flatMap(([key, part]) => changes(type, id, op, key, part));
}

function changes(
  type: ResourceType,
  id: string,
  op: Operation['op'],
  path: string,
  value: JsonValue,
): readonly Operation[] {
  const lower = withoutCoreUrn(type, path);
  // The service provider's own: clients that send a resource back send them along (RFC 7643 §3.1).
  if (lower === 'schemas' || lower === 'meta' || lower.startsWith('meta.')) return [];
  if (lower === 'id' && value === id && op !== 'remove') return [];
  if (lower === type.schema.toLowerCase() && isObject(value) && op !== 'remove')
    return spread(type, id, op, value);
  const target = withoutValueStep(bindPath(type, parsePath(path), 'invalidPath'));
  refuseReadOnly(target.at);
  const { attribute, filter } = lastStep(target.at);
  if (attribute.extension && op !== 'remove' && isObject(value)) {
    return Object.entries(value).flatMap(([key, part]) =>
      changes(type, id, op, `${attribute.name}:${key}`, part),
    );
  }
  const canonical =
    filter === undefined || op === 'remove'
      ? canonicalValue(attribute, value)
      : canonicalElement(attribute, value);
  // Elements of which nothing that is known was sent are no elements, and must not be taken for all of them.
  const namesNone = isObject(value) || (isArray(value) && value.length > 0);
  const empty = prune(canonical) === null;
  if (op === 'remove' && attribute.multiValued && empty && namesNone) return [];
  if (attribute.multiValued && empty && hasUnknownOnly(attribute, value)) {
    throw invalidValue(`${attribute.path} is given a value of which no part is known.`);
  }
  if (op === 'remove') return [{ op, target: target.at, value: target.stripped ? null : canonical }];
  return [{ op, target: target.at, value: canonical }];
}

/** Whether a value has members, and none that the attribute has: a slip, which must not be taken for "nothing". */
function hasUnknownOnly(attribute: Attribute, value: JsonValue): boolean {
  const elements = isArray(value) ? value : [value];
  const names = elements.flatMap((element) => (isObject(element) ? Object.keys(element) : []));
  return names.length > 0 && names.every((name) => !attribute.byName.has(name.toLowerCase()));
}

/** `path` in lower case, without the core schema's URN: that may stand before any core attribute (RFC 7644 §3.10). */
function withoutCoreUrn(type: ResourceType, path: string): string {
  const lower = path.toLowerCase();
  const urn = `${type.schema.toLowerCase()}:`;
  return lower.startsWith(urn) ? lower.slice(urn.length) : lower;
}

/**
 * `manager.value` says what `manager` says: led there, a changed id takes the old `$ref` and `displayName` with it.
 */
function withoutValueStep(target: Target): { readonly at: Target; readonly stripped: boolean } {
  const [owner, value] = target.slice(-2);
  const strip =
    owner?.attribute.type === 'complex' &&
    !owner.attribute.multiValued &&
    !owner.attribute.extension &&
    value?.attribute.name === 'value';
  return strip
    ? { at: [target[0], ...target.slice(1, -1)], stripped: true }
    : { at: target, stripped: false };
}

function refuseReadOnly(target: Target): void {
  if (target.some((step) => step.attribute.mutability === 'readOnly')) {
    throw new ScimError(400, 'mutability', `${pathOf(target)} is read-only and can't be changed.`);
  }
}
