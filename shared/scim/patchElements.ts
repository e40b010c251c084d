/**
 * What an operation of a PATCH does to a multi-valued attribute (RFC 7644 §3.5.2). Doing it again
 * changes nothing more and is not refused, because a client repeats what it heard no answer of:
 *
 * 1. An operation is for the whole attribute, or for the elements that its path chooses: by a filter, or all of them.
 * 2. It takes (`remove`, or a value that is empty) or it gives. What takes and finds nothing changes nothing. A removal
 *    with a value takes only from elements that have it.
 * 3. What gives to chosen elements leaves them chosen: `replace` without sub-attribute keeps what the filter asks about,
 *    unless the value itself says otherwise.
 * 4. Where a value takes back what the filter says (`emails[value eq "old"].value`), the elements are no longer chosen.
 *    So, if none is chosen, an element that the operation would not change, and that the filter would choose but for what
 *    the operation sets, shows that it was done before.
 * 5. If none is, one is created from a filter of `eq` and `and`.
 * 6. Afterwards equal elements are one, and one is primary at most: the one that has just become so. An operation that
 *    would make another one primary each time is refused.
 */
import { patchNoTarget, patchPrimaryUnstable } from './errors/patch.ts';
import { tooManyPrimaries } from './errors/user.ts';
import type { Attribute } from './schema/attributes.ts';
import type { Operation } from './dialect/operations.ts';
import { prune } from './dialect/canonical.ts';
import { distinct, elementKeys, isPrimary, withoutMeant } from './elements.ts';
import { describedElement, leavingOpen, namedIn } from './filter/bind.ts';
import {
  isArray,
  isObject,
  jsonEqual,
  member,
  withMember,
  type JsonObject,
  type JsonValue,
  type Elements,
} from './json.ts';
import { mergeObject, refuseRemoval, saysNothing, takes, type PatchWork } from './patchStep.ts';
import { pathOf } from './path.ts';
import type { Step } from './filter/ast.ts';

/** Applies an operation to what steps name inside an element, as to a resource. */
type ApplyAt = (
  container: JsonObject,
  steps: readonly Step[],
  operation: Operation,
  work: PatchWork,
) => JsonObject;

/** Applies `operation` to a multi-valued attribute: the whole of it, or the elements that the step chooses. */
export function changeElements(
  old: JsonValue | undefined,
  step: Step,
  rest: readonly Step[],
  operation: Operation,
  work: PatchWork,
  applyAt: ApplyAt,
): JsonValue | undefined {
  const elements = isArray(old) ? old : [];
  const changed =
    step.filter === undefined && rest.length === 0
      ? changeWhole(step.attribute, elements, operation, work)
      : changeChosen({ step, rest, elements, operation, work, applyAt });
  return changed.length === 0 ? undefined : changed;
}

function changeWhole(
  attribute: Attribute,
  elements: Elements,
  operation: Operation,
  work: PatchWork,
): Elements {
  const { op, value } = operation;
  const given = isArray(value) ? value : [];
  if (op === 'remove' && given.length > 0) return withoutMeant(attribute, elements, given, work);
  if (op !== 'remove' && given.filter(isPrimary).length > 1) {
    throw tooManyPrimaries(attribute.path, 'is given more than one primary value');
  }
  if (op === 'add') {
    const fresh = missing(attribute, elements, given, work);
    return settled(attribute, elements, [...elements, ...fresh], fresh, work);
  }
  if (given.length === 0) refuseRemoval(attribute, operation);
  return op === 'replace' ? given : [];
}

/** Of what is given, the elements that are not there, or are there and not primary. */
function missing(attribute: Attribute, elements: Elements, given: Elements, work: PatchWork): Elements {
  work.visit(elements);
  const keyOf = elementKeys(attribute);
  const wanted = new Map(given.map((element) => [keyOf(element), element]));
  for (const element of elements) {
    const key = keyOf(element);
    const same = wanted.get(key);
    if (same !== undefined && (isPrimary(element) || !isPrimary(same))) wanted.delete(key);
  }
  return [...wanted.values()];
}

/** An operation on elements that its path chooses. */
interface Choice {
  readonly step: Step;
  /** The sub-attribute that it is about; none if it is about whole elements. */
  readonly rest: readonly Step[];
  readonly elements: Elements;
  readonly operation: Operation;
  readonly work: PatchWork;
  readonly applyAt: ApplyAt;
}

function changeChosen(choice: Choice): Elements {
  const { step, rest, elements, operation, work } = choice;
  const chosen = elements.filter(work.matcher(step.filter));
  if (takes(operation)) return changeEach(choice, having(choice, chosen));
  if (chosen.length === 0) return withCreated(choice);
  // Were one of several taken, a repetition of the same PATCH would take another.
  if (chosen.length > 1 && makesPrimary(rest, operation)) {
    throw tooManyPrimaries(step.attribute.path, `would get ${chosen.length} primary values`);
  }
  return repeatable(choice, changeEach(choice, chosen));
}

/** Of `chosen`, the elements from which a removal with a value takes something: those that have what was sent. */
function having({ step, rest, operation, work }: Choice, chosen: Elements): Elements {
  const { op, value } = operation;
  const [sub] = rest;
  // A multi-valued sub-attribute loses the value itself.
  if (op !== 'remove' || value === null || sub?.attribute.multiValued === true) return chosen;
  const sent = sub === undefined ? (isArray(value) ? value : [value]) : [{ [sub.attribute.name]: value }];
  const others = new Set(withoutMeant(step.attribute, chosen, sent, work));
  return chosen.filter((element) => !others.has(element));
}

function changeEach(choice: Choice, chosen: Elements): Elements {
  if (chosen.length === 0) return choice.elements;
  const toChange = new Set(chosen);
  const touched: JsonValue[] = [];
  const changed = choice.elements.flatMap((element) => {
    if (!toChange.has(element) || !isObject(element)) return [element];
    const after = changeElement(choice, element);
    if (after !== undefined && after !== element) touched.push(after);
    return after === undefined ? [] : [after];
  });
  return settled(choice.step.attribute, choice.elements, changed, touched, choice.work);
}

/** What the operation makes of one element that it is meant for; the same object if nothing changes. */
function changeElement(choice: Choice, element: JsonObject): JsonValue | undefined {
  const { step, rest, operation } = choice;
  const { op, value } = operation;
  if (rest.length > 0) {
    const changed = choice.applyAt(element, rest, operation, choice.work);
    return changed !== element && saysNothing(step.attribute, changed, operation) ? undefined : changed;
  }
  if (op === 'remove' || value === null) return undefined;
  if (!isObject(value)) return value;
  const after = op === 'add' ? mergeObject(element, value) : swapped(step, element, value);
  return jsonEqual(after, element) ? element : after;
}

/** RFC 7644 §3.5.2.3 replaces the element; but one that was chosen as the work address must not cease to be it. */
function swapped({ filter }: Step, element: JsonObject, value: JsonObject): JsonObject | undefined {
  if (prune(value) === null) return undefined;
  const kept: Record<string, JsonValue> = {};
  for (const name of filter === undefined ? [] : namedIn(filter)) {
    const part = member(element, name);
    if (part !== undefined) kept[name] = part;
  }
  return mergeObject(kept, value);
}

/**
 * No element is chosen. Entra expects one to be made that the filter describes, deliberately against RFC 7644 §3.5.2.3;
 * that needs a filter that says what the element is like, and a value.
 */
function withCreated(choice: Choice): Elements {
  const { step, rest, elements, operation, work, applyAt } = choice;
  const { value } = operation;
  if (prune(value) === null) return elements;
  if (step.filter === undefined) return [...elements, applyAt({}, rest, operation, work)];
  if (isDone(choice, step)) return elements;
  const described = describedElement(step.filter);
  if (described === undefined) throw patchNoTarget(step.attribute.path, pathOf(operation.target));
  const created =
    rest.length > 0
      ? applyAt(described, rest, operation, work)
      : isObject(value)
        ? (mergeObject(described, value) ?? {})
        : value;
  const changed = settled(step.attribute, elements, [...elements, created], [created], work);
  return repeatable(choice, changed);
}

/** Whether an element shows that the operation was done before: see rule 4. */
function isDone(choice: Choice, { filter }: Step): boolean {
  const { rest, elements, operation, work } = choice;
  if (filter === undefined) return false;
  const [sub] = rest;
  const set =
    sub !== undefined ? [sub.attribute.name] : isObject(operation.value) ? Object.keys(operation.value) : [];
  const couldMatch = work.matcher(leavingOpen(filter, set));
  return elements.some((element) => {
    if (!isObject(element) || !couldMatch(element)) return false;
    work.change([element]);
    return changeElement(choice, element) === element;
  });
}

function makesPrimary(rest: readonly Step[], { value }: Operation): boolean {
  return rest.length === 0 ? isPrimary(value) : rest.at(-1)?.attribute.name === 'primary' && value === true;
}

/**
 * Refuses what chooses an element for not being primary and makes it so, while another one was: the next time that
 * other one would be chosen, and so on in turn.
 */
function repeatable({ step, rest, operation, work }: Choice, changed: Elements): Elements {
  if (step.filter === undefined || !makesPrimary(rest, operation)) return changed;
  const matches = work.matcher(step.filter);
  if (changed.some((element) => !isPrimary(element) && matches(element))) {
    throw patchPrimaryUnstable(step.attribute.path);
  }
  return changed;
}

/** `after` without repetitions and with one primary; `touched` are those of its elements that `before` doesn't have. */
function settled(
  attribute: Attribute,
  before: Elements,
  after: Elements,
  touched: Elements,
  work: PatchWork,
): Elements {
  if (touched.length === 0) return after;
  work.change(touched);
  work.visit(after);
  const keyOf = elementKeys(attribute);
  const keys = new Set(touched.map(keyOf));
  const met = after.reduce<number>((count, element) => count + (keys.has(keyOf(element)) ? 1 : 0), 0);
  return withOnePrimary(keyOf, before, met === keys.size ? after : distinct(attribute, after));
}

/** RFC 7643 §2.4: one element is primary at most. One that has just become primary takes it from the others. */
function withOnePrimary(keyOf: (element: JsonValue) => string, before: Elements, after: Elements): Elements {
  const primaries = after.filter(isPrimary);
  if (primaries.length < 2) return after;
  const old = new Set(before.filter(isPrimary).map(keyOf));
  const losing = new Set(primaries.filter((element) => old.has(keyOf(element))));
  // Two new ones are the client's contradiction: the resource's check refuses them.
  if (primaries.length - losing.size !== 1) return after;
  return after.map((element) =>
    losing.has(element) && isObject(element) ? withMember(element, 'primary', false) : element,
  );
}
