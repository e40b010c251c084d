import { successorOf } from './keys.ts';

/** Keys from `from` (inclusive) to `before` (exclusive); without `before` the interval has no end. */
interface Interval {
  readonly from: string;
  readonly before: string | undefined;
}

/** The range of keys in which matching rows lie. */
export interface EntityRange {
  readonly partition: Interval;
  readonly row: Interval;
}

const everything: Interval = { from: '', before: undefined };
export const wholeTable: EntityRange = { partition: everything, row: everything };

/**
 * Reads bounds on both keys from a filter that Azurite has parsed. Rows outside cannot match; those inside are still
 * compared with the whole filter.
 */
export function keyRangeOf(node: unknown): EntityRange {
  if (!isNode(node)) return wholeTable;
  if (node.name === 'and') return combined(node, intersection);
  if (node.name === 'or') return combined(node, hull);
  return comparisonRange(node);
}

/** The only partition of a range; undefined if there may be several. */
export function onePartition({ partition: { from, before } }: EntityRange): string | undefined {
  return before === successorOf(from) ? from : undefined;
}

/** A node of Azurite's syntax tree: the type is an operator's name, or `id` or `constant`. */
interface Node {
  readonly name: string;
  readonly left?: unknown;
  readonly right?: unknown;
  readonly identifier?: unknown;
  readonly value?: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';
}

function combined({ left, right }: Node, combine: (one: Interval, other: Interval) => Interval): EntityRange {
  const [one, other] = [keyRangeOf(left), keyRangeOf(right)];
  return { partition: combine(one.partition, other.partition), row: combine(one.row, other.row) };
}

function intersection(one: Interval, other: Interval): Interval {
  const from = one.from > other.from ? one.from : other.from;
  if (one.before === undefined || other.before === undefined)
    return { from, before: one.before ?? other.before };
  return { from, before: one.before < other.before ? one.before : other.before };
}

function hull(one: Interval, other: Interval): Interval {
  const from = one.from < other.from ? one.from : other.from;
  if (one.before === undefined || other.before === undefined) return { from, before: undefined };
  return { from, before: one.before > other.before ? one.before : other.before };
}

const mirrored: Readonly<Record<string, string>> = { eq: 'eq', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' };

function comparisonRange({ name, left, right }: Node): EntityRange {
  if (!isNode(left) || !isNode(right)) return wholeTable;
  const [key, constant, operator] =
    left.name === 'id' ? [left, right, name] : [right, left, mirrored[name] ?? ''];
  if (key.name !== 'id' || constant.name !== 'constant' || typeof constant.value !== 'string')
    return wholeTable;
  const interval = intervalOf(operator, constant.value);
  if (key.identifier === 'PartitionKey') return { partition: interval, row: everything };
  if (key.identifier === 'RowKey') return { partition: everything, row: interval };
  return wholeTable;
}

function intervalOf(operator: string, key: string): Interval {
  switch (operator) {
    case 'eq':
      return { from: key, before: successorOf(key) };
    case 'ge':
      return { from: key, before: undefined };
    case 'gt':
      return { from: successorOf(key), before: undefined };
    case 'lt':
      return { from: '', before: key };
    case 'le':
      return { from: '', before: successorOf(key) };
    default:
      return everything;
  }
}
