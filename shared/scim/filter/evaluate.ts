import { filterTooMuchWork } from '../errors/filter.ts';
import {
  isArray,
  isObject,
  member,
  type JsonObject,
  type JsonValue,
  parseDateTime,
  fold,
  isAscii,
} from '../json.ts';
import type { Attribute } from '../schema/attributes.ts';
import { lastStep } from '../path.ts';
import type { Target, BoundFilter } from './ast.ts';
import type { WorkBudget } from '../bounds.ts';

/**
 * Whether a filter holds for a resource.
 *
 * @param work is charged for it.
 * @throws ScimError 400 `tooMany` if the filter's terms and the resource's values are too many together.
 */
export type Predicate = (resource: JsonObject, work?: Pick<WorkBudget, 'spend'>) => boolean;

/** Units of work of one filter on one resource: they are spent in one go, while all others wait. */
export const maxEvaluationWork = 1_200_000;

type Comparable = string | number | boolean;
type Compare = Extract<BoundFilter, { kind: 'compare' }>;

/** One evaluation of a filter, with all that is in its brackets. */
class Evaluation {
  /** Units of work so far. */
  spent = 0;
  #folded: Map<string, string> | undefined;

  constructor(folded?: Map<string, string>) {
    this.#folded = folded;
  }

  spend(units: number): void {
    this.spent += units;
    if (this.spent > maxEvaluationWork) throw filterTooMuchWork();
  }

  /** Folds each value once, however many terms compare it. */
  fold(text: string): string {
    return foldOnce(text, (this.#folded ??= new Map<string, string>()), this);
  }
}

/** Units of work to fold a character that is not ASCII, and to read a time. */
const foldingUnits = 10;
const timeUnits = 20;

/**
 * Folds a text that others are compared with again and again.
 *
 * @param folded the texts that were folded before.
 * @param work is charged for it.
 */
export function foldOnce(text: string, folded: Map<string, string>, work: Pick<WorkBudget, 'spend'>): string {
  if (isAscii(text)) {
    work.spend(1 + (text.length >> 2));
    return text.toLowerCase();
  }
  const known = folded.get(text);
  if (known !== undefined) return known;
  work.spend(foldingUnits * text.length);
  const made = fold(text);
  folded.set(text, made);
  return made;
}

/** The same inside: a filter, or the brackets of one. */
type Holds = (container: JsonObject, evaluation: Evaluation) => boolean;
type Test = (value: JsonValue, evaluation: Evaluation) => boolean;

/**
 * Makes a filter a function. Of a multi-valued attribute any one value suffices (RFC 7644 §3.4.2.2), for `ne` too.
 *
 * @param folded what has been folded already; else each evaluation folds by itself.
 */
export function compileFilter(filter: BoundFilter, folded?: Map<string, string>): Predicate {
  const holds = compile(filter);
  return (resource, work) => {
    const evaluation = new Evaluation(folded);
    try {
      return holds(resource, evaluation);
    } finally {
      work?.spend(evaluation.spent);
    }
  };
}

function compile(filter: BoundFilter): Holds {
  switch (filter.kind) {
    case 'and': {
      const operands = filter.operands.map(compile);
      return (container, evaluation) => operands.every((operand) => operand(container, evaluation));
    }
    case 'or': {
      const operands = filter.operands.map(compile);
      return (container, evaluation) => operands.some((operand) => operand(container, evaluation));
    }
    case 'not': {
      const operand = compile(filter.operand);
      return (container, evaluation) => !operand(container, evaluation);
    }
    case 'present':
    case 'valuePath': {
      const anyValue = compileTarget(filter.target);
      return (container, evaluation) => anyValue(container, evaluation, always) === true;
    }
    case 'constant':
      return () => filter.holds;
    case 'compare':
      return compileCompare(filter);
  }
}

const always: Test = () => true;

function compileCompare({ target, operator, literal }: Compare): Holds {
  // `pr` and null ask whether a value was given; every other comparison takes the assumed one for it.
  const anyValue = compileTarget(target, literal === null ? 'given' : 'assumed');
  if (literal === null) {
    return operator === 'eq'
      ? (container, evaluation) => anyValue(container, evaluation, always) !== true
      : (container, evaluation) => anyValue(container, evaluation, always) === true;
  }
  const comparable = comparableForm(lastStep(target).attribute);
  const wanted = comparable(literal, new Evaluation());
  const test: Test = (value, evaluation) => {
    const found = comparable(value, evaluation);
    if (found === undefined || wanted === undefined) return false;
    evaluation.spend(typeof found === 'string' ? 1 + (found.length >> 3) : 1);
    return compare(operator, found, wanted);
  };
  // An absent attribute is unequal to every value.
  return operator === 'ne'
    ? (container, evaluation) => anyValue(container, evaluation, test) !== false
    : (container, evaluation) => anyValue(container, evaluation, test) === true;
}

/** Brings a value into the form in which its attribute's values are compared. */
function comparableForm(
  attribute: Attribute,
): (value: JsonValue, evaluation: Evaluation) => Comparable | undefined {
  if (attribute.type === 'dateTime') {
    return (value, evaluation) => {
      evaluation.spend(timeUnits);
      return typeof value === 'string' ? parseDateTime(value) : undefined;
    };
  }
  const exact = attribute.caseExact;
  return (value, evaluation) => {
    if (typeof value === 'string') return exact ? value : evaluation.fold(value);
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

/** Whether `test` holds for any of the values to which a path leads; undefined if it leads to none. */
type AnyValue = (container: JsonObject, evaluation: Evaluation, test: Test) => boolean | undefined;

/** @param absent whether a value that is assumed of an absent attribute counts as one. */
function compileTarget(
  [{ attribute, filter }, ...rest]: Target,
  absent: 'given' | 'assumed' = 'given',
): AnyValue {
  const { name } = attribute;
  const chosen = filter === undefined ? undefined : compile(filter);
  const [next, ...others] = rest;
  const inside = next === undefined ? undefined : compileTarget([next, ...others], absent);
  const assumed = absent === 'assumed' ? attribute.assumedValue : undefined;
  const elementUnits = chosen === undefined ? 1 : 3;
  const ofElement = (element: JsonValue, evaluation: Evaluation, test: Test): boolean | undefined => {
    if (chosen !== undefined && !(isObject(element) && chosen(element, evaluation))) return undefined;
    if (inside === undefined) return test(element, evaluation);
    return isObject(element) ? inside(element, evaluation, test) : undefined;
  };
  return (container, evaluation, test) => {
    const value = member(container, name);
    evaluation.spend(1);
    if (value === undefined || value === null)
      return assumed === undefined ? undefined : ofElement(assumed, evaluation, test);
    if (!isArray(value)) return ofElement(value, evaluation, test);
    let found: boolean | undefined;
    for (const element of value) {
      evaluation.spend(elementUnits);
      const holds = ofElement(element, evaluation, test);
      if (holds === true) return true;
      found ??= holds;
    }
    return found;
  };
}
