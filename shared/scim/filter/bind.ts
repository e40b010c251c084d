import type { ScimError } from '../error.ts';
import {
  filterAttributeUnknown,
  filterComparison,
  filterNamesSecret,
  filterWithoutElements,
  pathAttributeUnknown,
  pathWithoutElements,
} from '../errors/filter.ts';
import { isSecret } from '../schema/attributes.ts';
import { lastAttribute, lastStep, resolveName, type NameScope } from '../path.ts';
import type { FilterNode, PathNode, BoundFilter, Step, Target } from './ast.ts';
import { checkOperator, fittingLiteral } from './comparison.ts';
import { excerpt, type SourceText } from './lex.ts';
import { jsonEqual, type JsonObject } from '../json.ts';

type Compare = Extract<FilterNode, { kind: 'compare' }>;

/**
 * How a name that no attribute has is treated: as an error, so that a misspelt filter does not mean "nobody"; or, if
 * several resource types are searched (RFC 7644 §3.4.3), as an attribute without value.
 */
export type UnknownNames = 'refused' | 'absent';

/**
 * Looks the names of `node` up in `scope` and checks each comparison against its attribute's type.
 *
 * @throws ScimError 400 `invalidFilter` for an unknown or secret attribute and for a comparison its type does not have.
 */
export function bindFilter(
  scope: NameScope,
  node: FilterNode,
  unknownNames: UnknownNames = 'refused',
): BoundFilter {
  switch (node.kind) {
    case 'and':
    case 'or':
      return {
        kind: node.kind,
        operands: node.operands.map((operand) => bindFilter(scope, operand, unknownNames)),
      };
    case 'not':
      return { kind: 'not', operand: bindFilter(scope, node.operand, unknownNames) };
    case 'present':
    case 'valuePath':
      if (unknownNames === 'absent' && !exists(scope, node.path)) return { kind: 'constant', holds: false };
      return {
        kind: node.kind,
        target: readable(bindPath(scope, node.path, 'filter', unknownNames), node.path),
      };
    case 'compare':
      if (unknownNames === 'absent' && !exists(scope, node.path)) {
        // As for an absent attribute: it equals null, and is unequal to everything else.
        return { kind: 'constant', holds: node.operator === (node.literal === null ? 'eq' : 'ne') };
      }
      return bindCompare(scope, node, unknownNames);
  }
}

function exists(scope: NameScope, { name, subAttribute }: PathNode): boolean {
  return resolveName(scope, subAttribute === undefined ? name : `${name}.${subAttribute}`) !== undefined;
}

/**
 * Looks the names of a path up.
 *
 * @param what `node` is, for the error.
 * @throws ScimError 400 `invalidPath` or `invalidFilter` for an unknown attribute; `invalidFilter` for a wrong filter inside
 * the path.
 */
export function bindPath(
  scope: NameScope,
  node: PathNode,
  what: SourceText['what'],
  unknownNames: UnknownNames = 'refused',
): Target {
  const attributes = resolveName(scope, node.name);
  if (attributes === undefined) throw unknown(what, node.at, node.shown ?? excerpt(node.name));
  const [first, ...rest] = attributes;
  if (node.filter === undefined) return [{ attribute: first }, ...rest.map((attribute) => ({ attribute }))];
  const chosen = lastAttribute(attributes);
  if (chosen.type !== 'complex' || !chosen.multiValued) {
    throw withoutElements(what, node.at, chosen.path);
  }
  const filtered: Step = { attribute: chosen, filter: bindFilter(chosen, node.filter, unknownNames) };
  const steps: Step[] = [...attributes.slice(0, -1).map((attribute) => ({ attribute })), filtered];
  if (node.subAttribute !== undefined) {
    const subAttribute = chosen.byName.get(node.subAttribute.toLowerCase());
    if (subAttribute === undefined)
      throw unknown(what, node.at, excerpt(`${chosen.path}.${node.subAttribute}`));
    steps.push({ attribute: subAttribute });
  }
  const [start = filtered, ...others] = steps;
  return [start, ...others];
}

function bindCompare(scope: NameScope, node: Compare, unknownNames: UnknownNames): BoundFilter {
  const bound = readable(bindPath(scope, node.path, 'filter', unknownNames), node.path);
  const { operator } = node;
  if (node.literal === null) {
    if (operator !== 'eq' && operator !== 'ne') {
      throw filterComparison(
        node.operatorAt + 1,
        `null can be compared with eq and ne only, not with ${operator}`,
      );
    }
    return { kind: 'compare', target: bound, operator, literal: null };
  }
  const target = readable(withValue(bound, node), node.path);
  const { attribute } = lastStep(target);
  checkOperator(attribute, node);
  return { kind: 'compare', target, operator, literal: fittingLiteral(attribute, node.literal, node) };
}

/** A complex attribute compares its `value`: `emails eq "x"`, `manager eq "x"` (RFC 7643 §2.4). */
function withValue(target: Target, node: Compare): Target {
  const { attribute } = lastStep(target);
  if (attribute.type !== 'complex') return target;
  const value = attribute.byName.get('value');
  if (value === undefined) {
    throw filterComparison(
      node.path.at + 1,
      `${attribute.path} is complex; compare one of its sub-attributes`,
    );
  }
  return [target[0], ...target.slice(1), { attribute: value }];
}

function readable(target: Target, node: PathNode): Target {
  const secret = target.find((step) => isSecret(step.attribute));
  if (secret !== undefined) {
    throw filterNamesSecret(node.at + 1, secret.attribute.path);
  }
  return target;
}

function unknown(what: SourceText['what'], at: number, name: string): ScimError {
  return (what === 'filter' ? filterAttributeUnknown : pathAttributeUnknown)(at + 1, name);
}

function withoutElements(what: SourceText['what'], at: number, path: string): ScimError {
  return (what === 'filter' ? filterWithoutElements : pathWithoutElements)(at + 1, path);
}

/** What value filters say about elements, for a PATCH that changes or creates them. */

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
