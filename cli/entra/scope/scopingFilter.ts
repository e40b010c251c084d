import { arrayOr, isObject, objectOr, stringOr, type JsonObject } from '../json.ts';
import { textIn, valuesIn, type Entry } from '../source/entry.ts';

/** One condition of a scoping filter. */
interface Clause {
  readonly attribute: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** The clauses of one filter: all of them must hold. */
export interface ScopingFilter {
  readonly name: string;
  readonly clauses: readonly Clause[];
}

/** Text is compared case-sensitively. A clause is false if the attribute has no value. */
const operators: Readonly<Record<string, (found: readonly string[], wanted: readonly string[]) => boolean>> =
  {
    EQUALS: (found, wanted) => found.some((value) => wanted.includes(value)),
    NOT_EQUALS: (found, wanted) => found.length > 0 && !found.some((value) => wanted.includes(value)),
    IS_TRUE: (found) => found.some((value) => value.toLowerCase() === 'true'),
    IS_FALSE: (found) => found.some((value) => value.toLowerCase() === 'false'),
    IS_NULL: (found) => found.length === 0,
    IS_NOT_NULL: (found) => found.length > 0,
    REGEX_MATCH: (found, wanted) => matches(found, wanted),
    NOT_REGEX_MATCH: (found, wanted) => found.length > 0 && !matches(found, wanted),
    GREATER_THAN: (found, wanted) => compares(found, wanted, (order) => order > 0),
    GREATER_THAN_OR_EQUALS: (found, wanted) => compares(found, wanted, (order) => order >= 0),
    INCLUDES: (found, wanted) => found.some((value) => wanted.some((part) => value.includes(part))),
  };

function matches(found: readonly string[], patterns: readonly string[]): boolean {
  return found.some((value) => patterns.some((pattern) => new RegExp(`^(?:${pattern})$`, 'u').test(value)));
}

function compares(
  found: readonly string[],
  wanted: readonly string[],
  accepts: (order: number) => boolean,
): boolean {
  return found.some((value) => wanted.some((other) => accepts(Number(value) - Number(other))));
}

/** `NOT EQUALS`, `Not_Equals` and `notEquals` are one operator. */
function canonical(operator: string): string {
  return operator
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s_]+/g, '_')
    .toUpperCase();
}

/** Whether one of the filters matches an entry, or there are no filters. */
export function isInScope(entry: Entry, filters: readonly ScopingFilter[]): boolean {
  return (
    filters.length === 0 || filters.some(({ clauses }) => clauses.every((clause) => holds(entry, clause)))
  );
}

function holds(entry: Entry, { attribute, operator, values }: Clause): boolean {
  const text = textIn(entry, attribute);
  const found = text === undefined ? [] : [text, ...valuesIn(entry, attribute).slice(1)];
  return operators[operator]?.(found, values) ?? false;
}

/**
 * Parses the filters of an object mapping's `scope`: Microsoft Graph's `{"groups": [{"clauses": […]}]}`.
 *
 * @param refuse is called with what is wrong.
 */
export function parseScope(scope: unknown, refuse: (problem: string) => never): readonly ScopingFilter[] {
  if (!isObject(scope)) return [];
  return arrayOr(scope.groups)
    .map(objectOr)
    .map((group, index) => {
      const name = stringOr(group.name) || `filter ${index + 1}`;
      return {
        name,
        clauses: arrayOr(group.clauses).map((clause) => parseClause(objectOr(clause), name, refuse)),
      };
    })
    .filter(({ clauses }) => clauses.length > 0);
}

function parseClause(clause: JsonObject, filter: string, refuse: (problem: string) => never): Clause {
  const operator = canonical(stringOr(clause.operatorName));
  const attribute = stringOr(clause.sourceOperandName);
  if (attribute === '') refuse(`a clause of the scoping filter "${filter}" names no attribute`);
  if (!(operator in operators)) {
    refuse(
      `the scoping filter "${filter}" has the operator "${stringOr(clause.operatorName)}"; known are ` +
        Object.keys(operators).join(', '),
    );
  }
  const values = arrayOr(objectOr(clause.targetOperand).values).map(String);
  for (const pattern of operator.endsWith('REGEX_MATCH') ? values : []) {
    try {
      RegExp(pattern, 'u');
    } catch (error) {
      refuse(`the scoping filter "${filter}": ${error instanceof Error ? error.message : pattern}`);
    }
  }
  return { attribute, operator, values };
}
