import { relationOf, type Attribute, type ResourceType } from '../schema/attributes.ts';
import type { BoundFilter } from './ast.ts';
import { describedElement } from './bind.ts';

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
