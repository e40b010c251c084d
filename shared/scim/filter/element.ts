/** What value filters say about elements, for a PATCH that changes or creates them. */
import { jsonEqual, type JsonObject } from '../json.ts';
import type { Target } from './boundFilter.ts';
import type { BoundFilter } from './boundFilter.ts';

/** The element that a filter of `eq` and `and` describes; undefined for any other filter, and for a contradiction. */
export function describedElement(filter: BoundFilter): JsonObject | undefined {
  if (filter.kind === 'and') {
    return filter.operands.reduce<JsonObject | undefined>((all, operand) => {
      const part = describedElement(operand);
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

/** The sub-attributes that a filter asks about. */
export function namedIn(filter: BoundFilter): readonly string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.flatMap(namedIn);
    case 'not':
      return namedIn(filter.operand);
    case 'constant':
      return [];
    default:
      return [filter.target[0].attribute.name];
  }
}

/** The filter that holds wherever `filter` could hold if the sub-attributes `names` had other values. */
export function leavingOpen(filter: BoundFilter, names: readonly string[], holds = true): BoundFilter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return {
        kind: filter.kind,
        operands: filter.operands.map((operand) => leavingOpen(operand, names, holds)),
      };
    case 'not':
      return { kind: 'not', operand: leavingOpen(filter.operand, names, !holds) };
    case 'constant':
      return filter;
    default:
      return names.includes(filter.target[0].attribute.name) ? { kind: 'constant', holds } : filter;
  }
}

/** Equal for paths that lead to the same, however their names were written. */
export function targetKey(target: Target): string {
  return target
    .map(({ attribute, filter }) => attribute.path + (filter === undefined ? '' : `[${filterKey(filter)}]`))
    .join(' ');
}

function filterKey(filter: BoundFilter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.operands.map(filterKey).join(` ${filter.kind} `)})`;
    case 'not':
      return `not ${filterKey(filter.operand)}`;
    case 'constant':
      return String(filter.holds);
    case 'compare':
      return `${targetKey(filter.target)} ${filter.operator} ${JSON.stringify(filter.literal)}`;
    default:
      return `${targetKey(filter.target)} ${filter.kind}`;
  }
}
