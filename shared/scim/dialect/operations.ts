import {
  attributeReadOnly,
  patchOperationNotObject,
  patchOperationsMissing,
  patchOpUnknown,
  patchPathMissing,
  patchPathNotString,
  patchTooManyAttributes,
  patchTooManyOperations,
  patchValueMissing,
  patchValueNotObject,
  patchValueUnknown,
} from '../errors/patch.ts';
import { secretNames, type Attribute, type ResourceType } from '../schema/attributes.ts';
import { bindPath, targetKey } from '../filter/bind.ts';
import { maxFilterBytes, parsePath } from '../filter/parse.ts';
import {
  isArray,
  isObject,
  memberIgnoringCase,
  typeInWords,
  type JsonObject,
  type JsonValue,
} from '../json.ts';
import {
  patchSchema,
  requireSchema,
  mergedValue,
  canonicalElement,
  canonicalValue,
  prune,
  requireFewElements,
  unlisted,
} from './canonical.ts';
import { lastStep, pathOf, resolveName } from '../path.ts';
import type { Target } from '../filter/ast.ts';
import { compiledTexts, readingBudget, type WorkBudget } from '../bounds.ts';

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

/** Units of work of a character of a path, and of a part of a value: fewer of a relation's, which no document holds. */
const units = { character: 10, part: 100, partOfRelation: 10 };

/**
 * Reads the body of a PATCH (RFC 7644 §3.5.2) in either of Entra's dialects, in steps of one operation.
 *
 * @param id the resource's id, which a value object may repeat but not change.
 * @throws ScimError 400 `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `noTarget` or `mutability`; 413.
 */
export function* patchOperations(
  type: ResourceType,
  id: string,
  body: JsonObject,
  work = readingBudget(),
): Generator<undefined, readonly Operation[]> {
  const reading = { type, id, work };
  const changed: Operation[] = [];
  for (const [index, operation] of operationsIn(body).entries()) {
    changed.push(...merged(readOperation(reading, operation, index)));
    yield;
  }
  requireFewChanges(changed.length);
  return changed;
}

/** The resource that is patched, and what reading may cost. */
interface Reading {
  readonly type: ResourceType;
  readonly id: string;
  readonly work: WorkBudget;
}

function requireFewChanges(count: number): void {
  if (count <= maxChanges) return;
  throw patchTooManyAttributes(maxChanges, count);
}

/**
 * The operations of a PATCH as they came. A body that is refused here is no PATCH at all.
 *
 * @throws ScimError 400 `invalidSyntax`; 413.
 */
export function operationsIn(body: JsonObject): readonly JsonValue[] {
  requireSchema(body, patchSchema);
  const operations = memberIgnoringCase(body, 'operations');
  if (!isArray(operations)) throw patchOperationsMissing();
  if (operations.length > maxOperations) throw patchTooManyOperations(maxOperations, operations.length);
  return operations;
}

function readOperation(reading: Reading, raw: JsonValue, index: number): readonly Operation[] {
  const where = `Operation ${index + 1} of the PATCH`;
  if (!isObject(raw)) throw patchOperationNotObject(where, typeInWords(raw));
  const op = operator(memberIgnoringCase(raw, 'op'), where);
  const path = memberIgnoringCase(raw, 'path') ?? null;
  const value = memberIgnoringCase(raw, 'value');
  if (path !== null && typeof path !== 'string') throw patchPathNotString(where, typeInWords(path));
  if (op === 'remove') {
    if (path === null || path === '') throw patchPathMissing(where);
    return changes(reading, op, path, value ?? null);
  }
  if (value === undefined) throw patchValueMissing(where, op);
  if (path !== null && path !== '') return changes(reading, op, path, value);
  if (!isObject(value)) throw patchValueNotObject(where, typeInWords(value));
  return spread(reading, op, value);
}

/** Entra's default dialect writes `Add`, `Replace`, `Remove`. */
function operator(raw: JsonValue | undefined, where: string): Operation['op'] {
  const op = typeof raw === 'string' ? raw.toLowerCase() : undefined;
  if (op === 'add' || op === 'replace' || op === 'remove') return op;
  throw patchOpUnknown(where);
}

/** The `aadOptscim062020` dialect: the keys of a value without path are paths, dotted, URN-qualified, even with filters. */
function spread(reading: Reading, op: 'add' | 'replace', value: JsonObject): readonly Operation[] {
  const entries = Object.entries(value);
  requireFewChanges(entries.length);
  return entries.flatMap(([key, part]) => changes(reading, op, key, part));
}

function changes(
  reading: Reading,
  op: Operation['op'],
  path: string,
  value: JsonValue,
): readonly Operation[] {
  const { type, id, work } = reading;
  // A longer path is refused by the parser.
  work.spend(Math.min(path.length, maxFilterBytes) * units.character);
  const lower = withoutCoreUrn(type, path);
  // Read-only: clients that send a whole resource back include them (RFC 7643 §3.1).
  if (lower === 'schemas' || lower === 'meta' || lower.startsWith('meta.')) return [];
  if (lower === 'id' && value === id && op !== 'remove') return [];
  if (lower === type.schema.toLowerCase() && isObject(value) && op !== 'remove')
    return spread(reading, op, value);
  const target = readPaths(type).getOrMake(path, () =>
    bindPath(type, parsePath(path, secretNames(type)), 'path'),
  );
  refuseReadOnly(target);
  // A removal by value that names no value.
  if (op === 'remove' && isArray(value) && value.length === 0) return [];
  const { attribute, filter } = lastStep(target);
  const one = unlisted(value);
  if (attribute.extension && op !== 'remove' && isObject(one)) {
    // Unknown members of a named extension are ignored, as in a POST.
    const known = Object.entries(one).filter(([key]) => isKnown(attribute, key));
    return known.flatMap(([key, part]) => changes(reading, op, `${attribute.name}:${key}`, part));
  }
  if (attribute.multiValued) requireFewElements(attribute, value);
  const cost = target[0].attribute.relation === undefined ? units.part : units.partOfRelation;
  countParts(value, work, cost);
  const canonical =
    filter === undefined || op === 'remove'
      ? canonicalValue(attribute, value)
      : canonicalElement(attribute, one);
  // A removal whose elements hold only unknown members must not remove all elements.
  const namesNone = isObject(value) || isArray(value);
  const empty = prune(canonical) === null;
  if (op === 'remove' && attribute.multiValued && empty && namesNone) return [];
  if (attribute.multiValued && empty && hasUnknownOnly(attribute, value))
    throw patchValueUnknown(attribute.path);
  return [onReference({ op, target, value: canonical })];
}

/** Counts the objects, lists and simple values that a value is made of, while it is looked through. */
function countParts(value: JsonValue, work: WorkBudget, cost: number): void {
  work.spend(cost);
  if (isArray(value)) for (const element of value) countParts(element, work, cost);
  // Without Object.entries: there may be tens of thousands.
  else if (isObject(value)) for (const name in value) countParts(value[name] ?? null, work, cost);
}

/** The paths of a type that were read before. */
const readPaths = compiledTexts<Target>(1_048_576);

/** Whether a key inside of an extension's object leads somewhere: a name, dotted or with a filter. */
function isKnown(extension: Attribute, key: string): boolean {
  const [name = ''] = key.split('[');
  return resolveName(extension, name) !== undefined;
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
 * `manager.value` and `manager.$ref` say what `manager` says: so a change of one becomes a change of `manager`, which
 * removes the members that do not fit. Without its value a reference means nobody.
 */
function onReference({ op, target, value }: Operation): Operation {
  const [owner, part] = target.slice(-2);
  const singular =
    owner?.attribute.type === 'complex' && !owner.attribute.multiValued && !owner.attribute.extension;
  const name = part?.attribute.name;
  if (!singular || (name !== 'value' && name !== '$ref')) return { op, target, value };
  const at: Target = [target[0], ...target.slice(1, -1)];
  if (op !== 'remove' && value !== null) return { op, target: at, value: { [name]: value } };
  return name === 'value' ? { op, target: at, value: null } : { op, target, value };
}

/** The changes that one operation asks for, one for each target. */
function merged(operations: readonly Operation[]): readonly Operation[] {
  if (operations.length < 2) return operations;
  const byTarget = new Map<string, Operation>();
  for (const operation of operations) {
    const key = targetKey(operation.target);
    const first = byTarget.get(key);
    const { attribute } = lastStep(operation.target);
    byTarget.set(
      key,
      first === undefined
        ? operation
        : { ...first, value: mergedValue(attribute, first.value, operation.value) },
    );
  }
  return [...byTarget.values()];
}

function refuseReadOnly(target: Target): void {
  if (target.some((step) => step.attribute.mutability === 'readOnly'))
    throw attributeReadOnly(pathOf(target));
}
