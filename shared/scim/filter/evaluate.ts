import { isArray, isObject, member, type JsonObject, type JsonValue } from '../json.ts';
import { parseDateTime } from '../dateTime.ts';
import { fold } from '../fold.ts';
import type { Attribute } from '../../schema/attributes.ts';
import { lastStep, type Step, type Target } from '../path.ts';
import type { BoundFilter } from './bind.ts';

export type Predicate = (resource: JsonObject) => boolean;

type Comparable = string | number | boolean;
type Compare = Extract<BoundFilter, { kind: 'compare' }>;

/** Makes a filter a function. Of a multi-valued attribute any one value suffices (RFC 7644 §3.4.2.2), for `ne` too. */
export function compileFilter(filter: BoundFilter): Predicate {
  switch (filter.kind) {
    case 'and': {
      const operands = filter.operands.map(compileFilter);
      return (resource) => operands.every((operand) => operand(resource));
    }
    case 'or': {
      const operands = filter.operands.map(compileFilter);
      return (resource) => operands.some((operand) => operand(resource));
    }
    case 'not': {
      const operand = compileFilter(filter.operand);
      return (resource) => !operand(resource);
    }
    case 'present':
    case 'valuePath': {
      const values = compileTarget(filter.target);
      return (resource) => values(resource).length > 0;
    }
    case 'constant':
      return () => filter.holds;
    case 'compare':
      return compileCompare(filter);
  }
}

function compileCompare({ target, operator, literal }: Compare): Predicate {
  // `pr` and null ask whether a value was given; every other comparison takes the assumed one for it.
  const values = compileTarget(target, literal === null ? 'given' : 'assumed');
  if (literal === null) {
    return operator === 'eq'
      ? (resource) => values(resource).length === 0
      : (resource) => values(resource).length > 0;
  }
  const comparable = comparableForm(lastStep(target).attribute);
  const wanted = comparable(literal);
  const test = (value: JsonValue) => {
    const found = comparable(value);
    return found !== undefined && wanted !== undefined && compare(operator, found, wanted);
  };
  if (operator !== 'ne') return (resource) => values(resource).some(test);
  // An absent attribute is unequal to every value.
  return (resource) => {
    const found = values(resource);
    return found.length === 0 || found.some(test);
  };
}

/** Brings a value into the form in which its attribute's values are compared. */
function comparableForm(attribute: Attribute): (value: JsonValue) => Comparable | undefined {
  if (attribute.type === 'dateTime') {
    return (value) => (typeof value === 'string' ? parseDateTime(value) : undefined);
  }
  const exact = attribute.caseExact;
  return (value) => {
    if (typeof value === 'string') return exact ? value : fold(value);
    return typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  };
}

function compare(operator: Compare['operator'], found: Comparable, wanted: Comparable): boolean {
  switch (operator) {
    case 'eq':
      return found === wanted;
    case 'ne':
      return found !== wanted;
    case 'co':
      return String(found).includes(String(wanted));
    case 'sw':
      return String(found).startsWith(String(wanted));
    case 'ew':
      return String(found).endsWith(String(wanted));
    case 'gt':
      return found > wanted;
    case 'ge':
      return found >= wanted;
    case 'lt':
      return found < wanted;
    case 'le':
      return found <= wanted;
  }
}

/** The values to which a path leads in a resource; none where it is unassigned, unless absence means a value. */
export function compileTarget(
  target: Target,
  absent: 'given' | 'assumed' = 'given',
): (resource: JsonObject) => readonly JsonValue[] {
  const steps = target.map((step) =>
    compileStep(step, absent === 'assumed' ? step.attribute.assumedValue : undefined),
  );
  return (resource) => {
    let found: readonly JsonValue[] = [resource];
    for (const step of steps) found = found.flatMap((value) => (isObject(value) ? step(value) : []));
    return found;
  };
}

function compileStep(
  { attribute, filter }: Step,
  assumed: boolean | undefined,
): (container: JsonObject) => readonly JsonValue[] {
  const matches = filter === undefined ? undefined : compileFilter(filter);
  return (container) => {
    const value = member(container, attribute.name);
    if (value === undefined || value === null) return assumed === undefined ? [] : [assumed];
    const elements = isArray(value) ? value : [value];
    return matches === undefined
      ? elements
      : elements.filter((element) => isObject(element) && matches(element));
  };
}
