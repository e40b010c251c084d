import type { FilterNode, PathNode } from '../../shared/scim/filter/ast.ts';
import { uniflow } from './people.ts';

// A second evaluator of filters, written for the tests from RFC 7644 §3.4.2.2 alone: slow, and of one page.

type Kind = 'exact' | 'folded' | 'boolean' | 'time';

/** The attributes that the tests filter on: where their values stand, and how these compare. */
const known: Readonly<Record<string, readonly [path: readonly string[], kind: Kind]>> = {
  id: [['id'], 'exact'],
  externalid: [['externalId'], 'exact'],
  username: [['userName'], 'folded'],
  title: [['title'], 'folded'],
  active: [['active'], 'boolean'],
  'name.familyname': [['name', 'familyName'], 'folded'],
  emails: [['emails'], 'folded'],
  'emails.value': [['emails', 'value'], 'folded'],
  'emails.type': [['emails', 'type'], 'folded'],
  'emails.primary': [['emails', 'primary'], 'boolean'],
  cardnumber: [[uniflow, 'cardNumber'], 'exact'],
  [`${uniflow}:cardnumber`.toLowerCase()]: [[uniflow, 'cardNumber'], 'exact'],
  'meta.created': [['meta', 'created'], 'time'],
  'meta.lastmodified': [['meta', 'lastModified'], 'time'],
};

/** Inside the brackets of a value path. */
const knownInside: typeof known = {
  value: [['value'], 'folded'],
  type: [['type'], 'folded'],
  primary: [['primary'], 'boolean'],
};

/** Whether `resource` is among what `node` chooses. */
export function naively(node: FilterNode, resource: unknown, names = known): boolean {
  if ('operands' in node) {
    const holding = node.operands.filter((operand) => naively(operand, resource, names)).length;
    return node.kind === 'and' ? holding === node.operands.length : holding > 0;
  }
  if ('operand' in node) return !naively(node.operand, resource, names);
  // Whether a value was given; or, to compare it, the value that is assumed where none was.
  const get = node.kind === 'compare' && node.literal !== null ? insideOrAssumed : inside;
  const [values, kind] = valuesAt(node.path, resource, names, get);
  if (node.kind !== 'compare') return values.length > 0;
  const { operator, literal } = node;
  if (literal === null) return operator === 'eq' ? values.length === 0 : values.length > 0;
  // A complex attribute stands for its value.
  const simple = values.flatMap((value) => (typeof value === 'object' ? inside(value, 'value') : [value]));
  if (operator === 'ne' && simple.length === 0) return true;
  const wanted = comparable(literal, kind);
  return simple.some((value) => holds(operator, comparable(value, kind), wanted));
}

function valuesAt(
  path: PathNode,
  resource: unknown,
  names: typeof known,
  get: typeof inside,
): [readonly unknown[], Kind] {
  const [steps, kind] = names[path.name.toLowerCase()] ?? [];
  if (steps === undefined || kind === undefined) throw new Error(`The test does not know ${path.name}.`);
  let values = steps.reduce<readonly unknown[]>(
    (found, step) => found.flatMap((value) => get(value, step)),
    [resource],
  );
  const { filter, subAttribute } = path;
  if (filter !== undefined) values = values.filter((value) => naively(filter, value, knownInside));
  if (subAttribute === undefined) return [values, kind];
  const [, subKind = kind] = knownInside[subAttribute] ?? [];
  return [values.flatMap((value) => get(value, subAttribute)), subKind];
}

/** As `inside`, where an absent `primary` is false (RFC 7643 §2.4). */
function insideOrAssumed(value: unknown, name: string): readonly unknown[] {
  const found = inside(value, name);
  return found.length === 0 && name === 'primary' ? [false] : found;
}

function inside(value: unknown, name: string): readonly unknown[] {
  const found = (value as Record<string, unknown>)[name];
  return found === undefined ? [] : Array.isArray(found) ? (found as unknown[]) : [found];
}

function comparable(value: unknown, kind: Kind): string | number {
  const text = String(value);
  if (kind === 'time') return Date.parse(/[Z]$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
  return kind === 'folded' ? text.normalize('NFC').toLowerCase() : text;
}

function holds(operator: string, found: string | number, wanted: string | number): boolean {
  const [left, right] = [String(found), String(wanted)];
  const table: Readonly<Record<string, boolean>> = {
    eq: found === wanted,
    ne: found !== wanted,
    co: left.includes(right),
    sw: left.startsWith(right),
    ew: left.endsWith(right),
    gt: found > wanted,
    ge: found >= wanted,
    lt: found < wanted,
    le: found <= wanted,
  };
  return table[operator] ?? false;
}
