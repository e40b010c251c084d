import { ScimError } from '../http/error.ts';
import type { Attribute } from '../schema/attributes.ts';
import type { Operation } from './dialect/operations.ts';
import { prune } from './dialect/value.ts';
import type { BoundFilter } from './filter/bind.ts';
import { compileFilter } from './filter/evaluate.ts';
import { isArray, isObject, jsonEqual, withMember, type JsonObject, type JsonValue } from './json.ts';
import { applyAt, isEmpty, mergeObject, refuseRemoval } from './patch.ts';
import { pathOf, type Step } from './path.ts';

type Elements = readonly JsonValue[];

/** Applies `operation` to a multi-valued attribute: the whole of it, or the elements that the step's filter chooses. */
export function changeElements(
  old: JsonValue | undefined,
  step: Step,
  rest: readonly Step[],
  operation: Operation,
): JsonValue | undefined {
  const elements = isArray(old) ? old : [];
  const changed =
    step.filter === undefined && rest.length === 0
      ? changeWhole(step.attribute, elements, operation)
      : changeChosen(step, rest, elements, operation);
  return changed.length === 0 ? undefined : withOnePrimary(elements, changed);
}

function changeWhole(attribute: Attribute, elements: Elements, operation: Operation): Elements {
  const { op, value } = operation;
  const given = isArray(value) ? value : [];
  if (op === 'add')
    return [
      ...elements,
      ...given.filter((element, i) => isNew(element, [...elements, ...given.slice(0, i)])),
    ];
  if (op === 'remove' && given.length > 0)
    return elements.filter((element) => !given.some((sent) => isMeant(sent, element)));
  if (given.length === 0) refuseRemoval(attribute, operation);
  // Whatever is not a list is a value of a wrong type: it stays for the schema's validator to name.
  return op === 'replace' ? given : [];
}

/** RFC 7644 §3.5.2.1: an element that is there already is not added again. */
function isNew(element: JsonValue, present: Elements): boolean {
  return !present.some((other) => jsonEqual(element, other));
}

/** Entra's removal by value: an element is meant when it has all that was sent of it. */
function isMeant(sent: JsonValue, element: JsonValue): boolean {
  if (!isObject(sent) || !isObject(element)) return jsonEqual(sent, element);
  return Object.entries(sent).every(([name, value]) => jsonEqual(element[name], value));
}

function changeChosen(step: Step, rest: readonly Step[], elements: Elements, operation: Operation): Elements {
  const matches = step.filter === undefined ? () => true : compileFilter(step.filter);
  const chosen = new Set(elements.filter((element) => isObject(element) && matches(element)));
  if (chosen.size === 0) return [...elements, ...created(step, rest, operation)];
  return elements.flatMap((element) => {
    if (!chosen.has(element) || !isObject(element)) return [element];
    const changed = changeElement(step.attribute, element, rest, operation);
    return changed === undefined ? [] : [changed];
  });
}

function changeElement(
  attribute: Attribute,
  element: JsonObject,
  rest: readonly Step[],
  operation: Operation,
): JsonValue | undefined {
  const { op, value } = operation;
  if (rest.length > 0) {
    const changed = applyAt(element, rest, operation);
    return changed !== element && isEmpty(attribute, changed) ? undefined : changed;
  }
  if (op === 'remove' || value === null) return undefined;
  // A value filter without sub-attribute: replace swaps the element, add merges into it (RFC 7644 §3.5.2.3, .1).
  if (!isObject(value)) return value;
  return op === 'replace' ? (prune(value) ?? undefined) : mergeObject(element, value);
}

/**
 * No element matches. Entra expects one to be made that does, deliberately against RFC 7644 §3.5.2.3; that needs a
 * filter that says what the element is like, and a value.
 */
function created(step: Step, rest: readonly Step[], operation: Operation): Elements {
  if (operation.op === 'remove' || operation.value === null) return [];
  const template = step.filter === undefined ? {} : templateOf(step.filter);
  if (template === undefined) {
    throw new ScimError(
      400,
      'noTarget',
      `No element of ${step.attribute.path} matches the filter of the path to ${pathOf(operation.target)}, and one can only be created from a filter of "eq" and "and".`,
    );
  }
  if (rest.length > 0) return [applyAt(template, rest, operation)];
  return [isObject(operation.value) ? (mergeObject(template, operation.value) ?? {}) : operation.value];
}

/** The element that a filter of `eq` and `and` describes; undefined for any other filter. */
function templateOf(filter: BoundFilter): JsonObject | undefined {
  if (filter.kind === 'and') {
    return filter.operands.reduce<JsonObject | undefined>((all, operand) => {
      const part = templateOf(operand);
      return all === undefined || part === undefined ? undefined : { ...all, ...part };
    }, {});
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return undefined;
  const [step, ...others] = filter.target;
  return others.length > 0 || filter.literal === null ? undefined : { [step.attribute.name]: filter.literal };
}

/** RFC 7643 §2.4: one element is primary at most. One that has just become primary takes it from the others. */
function withOnePrimary(old: Elements, changed: Elements): Elements {
  const primary = (element: JsonValue) => isObject(element) && element.primary === true;
  const fresh = changed.filter(
    (element) => primary(element) && !old.some((other) => jsonEqual(other, element)),
  );
  const [winner] = fresh;
  // Two fresh ones are the client's contradiction: the resource's check refuses them.
  if (winner === undefined || fresh.length > 1) return changed;
  return changed.map((element) =>
    element !== winner && isObject(element) && primary(element)
      ? withMember(element, 'primary', false)
      : element,
  );
}
