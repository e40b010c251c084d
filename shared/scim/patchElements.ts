import { invalidValue, ScimError } from '../http/error.ts';
import type { Attribute } from '../schema/attributes.ts';
import type { Operation } from './dialect/operations.ts';
import { prune } from './dialect/value.ts';
import { exactKey, isPrimary, withoutMeant, withoutPresent, type Elements } from './elements.ts';
import type { BoundFilter } from './filter/bind.ts';
import { compileFilter } from './filter/evaluate.ts';
import { isArray, isObject, jsonEqual, withMember, type JsonObject, type JsonValue } from './json.ts';
import { applyAt, mergeObject, refuseRemoval, saysNothing } from './patch.ts';
import { pathOf, type Step } from './path.ts';

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
  // RFC 7643 §2.4: elements that have become equal are one, as in a POST.
  return changed.length === 0 ? undefined : withoutPresent([], withOnePrimary(elements, changed));
}

function changeWhole(attribute: Attribute, elements: Elements, operation: Operation): Elements {
  const { op, value } = operation;
  const given = isArray(value) ? value : [];
  if (op === 'remove' && given.length > 0) return withoutMeant(attribute, elements, given);
  if (op !== 'remove' && given.filter(isPrimary).length > 1) {
    throw invalidValue(`${attribute.path} is given more than one primary value; only one may be.`);
  }
  if (op === 'add') return [...elements, ...withoutPresent(elements, given)];
  if (given.length === 0) refuseRemoval(attribute, operation);
  return op === 'replace' ? given : [];
}

function changeChosen(step: Step, rest: readonly Step[], elements: Elements, operation: Operation): Elements {
  const matches = step.filter === undefined ? () => true : compileFilter(step.filter);
  const matching = elements.filter((element) => isObject(element) && matches(element));
  const chosen = new Set(narrowed(step, rest, matching, operation));
  if (matching.length === 0) return withCreated(step, rest, elements, operation);
  if (operation.op === 'remove' && rest.length === 0 && operation.value !== null) {
    const sent = isArray(operation.value) ? operation.value : [operation.value];
    const kept = new Set(withoutMeant(step.attribute, [...chosen], sent));
    return elements.filter((element) => !chosen.has(element) || kept.has(element));
  }
  // Were one of several taken, a repetition of the same PATCH would take another.
  if (chosen.size > 1 && makesPrimary(rest, operation)) {
    throw invalidValue(`${step.attribute.path} would get ${chosen.size} primary values; only one may be.`);
  }
  return elements.flatMap((element) => {
    if (!chosen.has(element) || !isObject(element)) return [element];
    const changed = changeElement(step.attribute, element, rest, operation);
    return changed === undefined ? [] : [changed];
  });
}

/**
 * Entra removes with the value that is to go: `emails[type eq "work"].value` with "a@x" means that one of several. Where a
 * filter has chosen a single element, it is meant whatever the value.
 */
function narrowed(step: Step, rest: readonly Step[], matching: Elements, { op, value }: Operation): Elements {
  const [sub, ...deeper] = rest;
  if (op !== 'remove' || value === null || sub === undefined || deeper.length > 0) return matching;
  const others = new Set(withoutMeant(step.attribute, matching, [{ [sub.attribute.name]: value }]));
  if (others.size === 1 && matching.length === 1 && step.filter !== undefined) return matching;
  return matching.filter((element) => !others.has(element));
}

function makesPrimary(rest: readonly Step[], { op, value }: Operation): boolean {
  if (op === 'remove') return false;
  return rest.length === 0 ? isPrimary(value) : rest.at(-1)?.attribute.name === 'primary' && value === true;
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
    return changed !== element && saysNothing(attribute, changed, operation) ? undefined : changed;
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
function withCreated(step: Step, rest: readonly Step[], elements: Elements, operation: Operation): Elements {
  const { op, value } = operation;
  if (op === 'remove') return elements;
  if (step.filter === undefined)
    return value === null ? elements : [...elements, applyAt({}, rest, operation)];
  const template = templateOf(step.filter);
  if (template === undefined || prune(value) === null) throw noTarget(step, operation);
  const created =
    rest.length > 0
      ? applyAt(template, rest, operation)
      : isObject(value)
        ? (prune({ ...template, ...value }) ?? {})
        : value;
  // A value may take back what the filter says: `emails[value eq "old"].value`, sent a second time. What it would make
  // is there already, and the repetition is harmless.
  const present = withoutMeant(step.attribute, elements, [created]).length < elements.length;
  return present ? elements : [...elements, created];
}

function noTarget(step: Step, operation: Operation): ScimError {
  return new ScimError(
    400,
    'noTarget',
    `No element of ${step.attribute.path} matches the filter of the path to ${pathOf(operation.target)}. One is created only from a filter of "eq" and "and", and from a value that is not empty.`,
  );
}

/** The element that a filter of `eq` and `and` describes; undefined for any other filter, and for a contradiction. */
function templateOf(filter: BoundFilter): JsonObject | undefined {
  if (filter.kind === 'and') {
    return filter.operands.reduce<JsonObject | undefined>((all, operand) => {
      const part = templateOf(operand);
      if (all === undefined || part === undefined) return undefined;
      const contradicts = Object.entries(part).some(([name, value]) => !jsonEqual(all[name] ?? value, value));
      return contradicts ? undefined : { ...all, ...part };
    }, {});
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return undefined;
  const [step, ...others] = filter.target;
  if (others.length > 0) return undefined;
  return filter.literal === null ? {} : { [step.attribute.name]: filter.literal };
}

/** RFC 7643 §2.4: one element is primary at most. One that has just become primary takes it from the others. */
function withOnePrimary(old: Elements, changed: Elements): Elements {
  const before = new Set(old.filter(isPrimary).map(exactKey));
  // Each old one accounts for one: an element may have been made equal to it.
  const fresh = changed.filter((element) => isPrimary(element) && !before.delete(exactKey(element)));
  const [winner] = fresh;
  // Two fresh ones are the client's contradiction: the resource's check refuses them.
  if (winner === undefined || fresh.length > 1) return changed;
  return changed.map((element) =>
    element !== winner && isObject(element) && isPrimary(element)
      ? withMember(element, 'primary', false)
      : element,
  );
}
