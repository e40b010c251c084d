import type { IndexName } from '../schema/document.ts';
import { parseDateTime } from '../json.ts';
import { lastStep } from '../path.ts';
import type { Target, BoundFilter } from './ast.ts';
import { relationOf, type Attribute, type ResourceType } from '../schema/attributes.ts';
import { describedElement } from './bind.ts';

/** Which rows can hold the resources that a filter chooses. The filter is evaluated on each of them. */
export type Plan = IndexPlan | PrefixPlan | ScanPlan;

/** The resources that an index finds by a value. */
interface IndexPlan {
  readonly kind: IndexName;
  readonly value: string;
}

/** The range of userNames that begin with a text. */
interface PrefixPlan {
  readonly kind: 'userNamePrefix';
  readonly value: string;
}

/** Every resource; what the server can sort out by itself is its to do. */
interface ScanPlan {
  readonly kind: 'scan';
  readonly pushdown: readonly Pushdown[];
}

/** A comparison that the server makes: times in milliseconds since 1970. */
export type Pushdown =
  | { readonly property: 'active'; readonly operator: 'eq'; readonly value: boolean }
  | {
      readonly property: 'created' | 'lastModified';
      readonly operator: 'eq' | 'gt' | 'ge' | 'lt' | 'le';
      readonly value: number;
    };

/**
 * Comparisons that the server makes at most. It takes 15 in a filter, and the bounds of keys are among them; what it does
 * not compare is compared here.
 */
const maxPushdowns = 5;

/** Table Storage's times begin with 1601; a year of five digits, which an offset can lead to, it cannot read. */
const storageTimes = { from: Date.UTC(1601), to: Date.UTC(10_000) };

type Compare = Extract<BoundFilter, { kind: 'compare' }>;

/** Cheapest first: those that find one resource come before those that may find thousands. */
const indexes: readonly IndexName[] = [
  'id',
  'externalId',
  'userName',
  'displayName',
  'cardNumber',
  'email',
  'member',
  'group',
];

/** Finds the rows for `filter` among the comparisons that must hold for it to hold. */
export function plan(filter: BoundFilter): Plan {
  const necessary = necessaryComparisons(filter);
  const points = necessary.flatMap(pointOf);
  for (const kind of indexes) {
    const match = points.find((candidate) => candidate.kind === kind);
    if (match !== undefined) return match;
  }
  const prefix = necessary.find(
    ({ operator, target }) => operator === 'sw' && indexOf(target) === 'userName',
  );
  // Everything begins with nothing: that would be a scan of the wrong rows.
  if (typeof prefix?.literal === 'string' && prefix.literal !== '')
    return { kind: 'userNamePrefix', value: prefix.literal };
  return { kind: 'scan', pushdown: distinct(necessary.flatMap(pushdownOf)).slice(0, maxPushdowns) };
}

function distinct(pushdowns: readonly Pushdown[]): readonly Pushdown[] {
  const byMeaning = new Map(
    pushdowns.map((pushdown) => [`${pushdown.property} ${pushdown.operator} ${pushdown.value}`, pushdown]),
  );
  return [...byMeaning.values()];
}

function necessaryComparisons(filter: BoundFilter): readonly Compare[] {
  switch (filter.kind) {
    case 'and':
      return filter.operands.flatMap(necessaryComparisons);
    case 'present':
    case 'valuePath':
      return insideOf(filter.target);
    case 'compare':
      // If a value filter chooses nothing there is no value, and these hold.
      if (filter.operator === 'ne' || filter.literal === null) return [];
      return [filter, ...insideOf(filter.target)];
    default:
      return [];
  }
}

/** What the value filters of a path ask: `emails[value eq "x"].type eq "work"` has the address in its brackets. */
function insideOf(target: Target): readonly Compare[] {
  return target.flatMap(({ filter }) => (filter === undefined ? [] : necessaryComparisons(filter)));
}

function pointOf({ operator, literal, target }: Compare): readonly IndexPlan[] {
  const kind = indexOf(target);
  return kind === undefined || operator !== 'eq' || typeof literal !== 'string'
    ? []
    : [{ kind, value: literal }];
}

function pushdownOf({ operator, literal, target }: Compare): readonly Pushdown[] {
  const path = pathOf(target);
  if (path === 'active') {
    return operator === 'eq' && typeof literal === 'boolean'
      ? [{ property: 'active', operator, value: literal }]
      : [];
  }
  if (path !== 'meta.created' && path !== 'meta.lastModified') return [];
  const value = typeof literal === 'string' ? parseDateTime(literal) : undefined;
  if (value === undefined || operator === 'ne' || operator === 'co' || operator === 'sw' || operator === 'ew')
    return [];
  // What storage has no form for is compared here.
  if (value < storageTimes.from || value >= storageTimes.to) return [];
  return [{ property: path === 'meta.created' ? 'created' : 'lastModified', operator, value }];
}

function indexOf(target: Target): IndexName | undefined {
  return lastStep(target).attribute.index;
}

function pathOf(target: Compare['target']): string {
  return lastStep(target).attribute.path;
}

/** Which values of a relation are needed: none, all, or only whether these are among them. */
export type RelationNeed = 'none' | 'all' | ReadonlySet<string>;

/**
 * What a filter needs to know of a type's relation. Where it only asks whether certain ids are among the values, a group of
 * a hundred thousand members need not be read.
 */
export function relationNeed(type: ResourceType, filter: BoundFilter): RelationNeed {
  const relation = relationOf(type);
  if (relation === undefined) return 'none';
  const ids = new Set<string>();
  const known = collect(filter, relation, ids);
  if (!known) return 'all';
  return ids.size === 0 ? 'none' : ids;
}

/** @returns false if the filter asks more than whether an id is among the values. */
function collect(filter: BoundFilter, relation: Attribute, ids: Set<string>): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.every((operand) => collect(operand, relation, ids));
    case 'not':
      return collect(filter.operand, relation, ids);
    case 'constant':
      return true;
    case 'present':
    case 'valuePath':
    case 'compare': {
      const [first, ...rest] = filter.target;
      if (first.attribute !== relation) return true;
      const id = filter.kind === 'compare' ? comparedId(filter) : idIn(first.filter);
      if (id === undefined || (filter.kind !== 'compare' && rest.length > 0)) return false;
      ids.add(id);
      return true;
    }
  }
}

/** `members.value eq "x"`, but not with brackets as well. */
function comparedId({
  target,
  operator,
  literal,
}: Extract<BoundFilter, { kind: 'compare' }>): string | undefined {
  const [first, second, ...others] = target;
  const plain = first.filter === undefined && second?.attribute.name === 'value' && others.length === 0;
  return plain && operator === 'eq' && typeof literal === 'string' ? literal : undefined;
}

/** `members[value eq "x"]` */
export function idIn(filter: BoundFilter | undefined): string | undefined {
  const described = filter === undefined ? undefined : describedElement(filter);
  const { value, ...others } = described ?? {};
  return typeof value === 'string' && Object.keys(others).length === 0 ? value : undefined;
}
