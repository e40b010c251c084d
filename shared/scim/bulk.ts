import {
  bulkFailOnErrorsInvalid,
  bulkOperationNotObject,
  bulkOperationsMissing,
  bulkTooManyOperations,
} from './errors/bulk.ts';
import { isArray, isObject, memberIgnoringCase, textOf, type JsonObject, type JsonValue } from './json.ts';
import { bulkSchema, requireSchema } from './dialect/canonical.ts';

/** Operations in one Bulk request beyond which it is refused with 413; declared in `/ServiceProviderConfig`. */
export const maxBulkOperations = 1_000;

/** A Bulk request (RFC 7644 §3.7). */
export interface BulkRequest {
  /** Number of errors after which the rest is not tried; undefined: everything is tried. */
  readonly failOnErrors: number | undefined;
  readonly operations: readonly BulkOperation[];
}

export interface BulkOperation {
  /** In upper case; not checked yet. */
  readonly method: string;
  readonly path: string;
  readonly bulkId: string | undefined;
  readonly version: string | undefined;
  readonly data: JsonValue | undefined;
}

/**
 * Reads the body of a Bulk request. An error in a single operation fails that operation only.
 *
 * @throws ScimError 400 `invalidSyntax`, `invalidValue`; 413
 */
export function readBulk(body: JsonObject): BulkRequest {
  requireSchema(body, bulkSchema);
  const operations = memberIgnoringCase(body, 'Operations');
  if (!isArray(operations)) throw bulkOperationsMissing();
  if (operations.length > maxBulkOperations) {
    throw bulkTooManyOperations(maxBulkOperations, operations.length);
  }
  return { failOnErrors: readFailOnErrors(body), operations: operations.map(readOperation) };
}

/**
 * The errors that are accepted before the rest is given up (RFC 7644 §3.7). A limit of 0 would be reached before the
 * first operation, so 0 can't be meant as one: clients whose numbers can't be absent send it for "not set".
 */
function readFailOnErrors(body: JsonObject): number | undefined {
  const value = memberIgnoringCase(body, 'failOnErrors') ?? 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw bulkFailOnErrorsInvalid();
  return value === 0 ? undefined : value;
}

function readOperation(raw: JsonValue, index: number): BulkOperation {
  if (!isObject(raw)) throw bulkOperationNotObject(index + 1);
  const version = memberIgnoringCase(raw, 'version');
  const text = (name: string) => textOf(memberIgnoringCase(raw, name)) || undefined;
  return {
    method: text('method')?.toUpperCase() ?? '',
    path: text('path') ?? '',
    bulkId: text('bulkId'),
    // A version of a wrong type must not make the write unconditional: nothing matches "".
    version: version === undefined || version === null ? undefined : textOf(version),
    data: memberIgnoringCase(raw, 'data'),
  };
}

const reference = 'bulkId:';

/** The bulkIds to which an operation refers: in its data, as whole strings (RFC 7644 §3.7.2), and in its path. */
export function referencesOf({ data, path }: BulkOperation): ReadonlySet<string> {
  const found = new Set<string>();
  collect(data, found);
  const inPath = path.split('/').find((part) => part.startsWith(reference));
  if (inPath !== undefined) found.add(inPath.slice(reference.length));
  return found;
}

function collect(value: JsonValue | undefined, found: Set<string>): void {
  if (typeof value === 'string') {
    if (value.startsWith(reference)) found.add(value.slice(reference.length));
  } else if (isArray(value) || isObject(value)) {
    for (const part of Object.values(value)) collect(part, found);
  }
}

/** Data, split by its references to resources that do not exist yet. */
export interface SplitData {
  readonly now: JsonObject;
  /** Elements of multi-valued attributes that refer to one of them, by the name of their attribute. */
  readonly later: JsonObject;
}

/** Takes those elements out of `data` that refer to one of the bulkIds in `missing`. */
export function splitReferences(data: JsonObject, missing: ReadonlySet<string>): SplitData {
  const now = new Map<string, JsonValue>();
  const later = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(data)) {
    const elements = isArray(value) ? value : [];
    const waiting = elements.filter((element) => refersTo(element, missing));
    if (waiting.length > 0) later.set(name, waiting);
    now.set(name, waiting.length > 0 ? elements.filter((element) => !waiting.includes(element)) : value);
  }
  return { now: Object.fromEntries(now), later: Object.fromEntries(later) };
}

function refersTo(value: JsonValue, bulkIds: ReadonlySet<string>): boolean {
  const found = new Set<string>();
  collect(value, found);
  return [...found].some((bulkId) => bulkIds.has(bulkId));
}

/** `value` with every reference replaced by the id of the resource that it names. */
export function resolveReferences(value: JsonValue, ids: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') {
    return value.startsWith(reference) ? (ids.get(value.slice(reference.length)) ?? value) : value;
  }
  if (isArray(value)) return value.map((part) => resolveReferences(part, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, resolveReferences(part, ids)]),
  );
}

/**
 * The order in which operations are carried out: as they came, but none before those that create what it refers to.
 * A circle is cut at its first member, which goes last.
 *
 * @returns indexes into `operations`.
 */
export function executionOrder(operations: readonly BulkOperation[]): readonly number[] {
  const creators = new Map<string, number>();
  for (const [i, { bulkId, method }] of operations.entries()) {
    // If a bulkId is given twice, it means the first.
    if (method === 'POST' && bulkId !== undefined && !creators.has(bulkId)) creators.set(bulkId, i);
  }
  const order: number[] = [];
  const seen = new Set<number>();
  for (let first = 0; first < operations.length; first += 1) {
    // By hand instead of by recursion: a chain of a thousand references is allowed.
    const stack = [{ index: first, opened: false }];
    for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
      if (entry.opened) {
        order.push(entry.index);
        continue;
      }
      const operation = operations[entry.index];
      if (operation === undefined || seen.has(entry.index)) continue;
      seen.add(entry.index);
      stack.push({ index: entry.index, opened: true });
      const needed = [...referencesOf(operation)].flatMap((bulkId) => creators.get(bulkId) ?? []);
      stack.push(...needed.toReversed().map((index) => ({ index, opened: false })));
    }
  }
  return order;
}
