import { lastStep } from '../path.ts';
import type { BoundFilter } from './bind.ts';

/** Which rows can hold the users that a filter chooses. Whatever they are, the filter is evaluated on each of them. */
export type Plan =
  | { readonly kind: 'id' | 'externalId' | 'userName' | 'email' | 'cardNumber'; readonly value: string }
  | { readonly kind: 'scan' };

type Index = Exclude<Plan['kind'], 'scan'>;

/** The attributes that have rows of their own, cheapest first. */
const indexes: ReadonlyMap<string, Index> = new Map([
  ['id', 'id'],
  ['externalId', 'externalId'],
  ['userName', 'userName'],
  ['urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User:cardNumber', 'cardNumber'],
  ['emails.value', 'email'],
]);

/** Finds the index that serves `filter`: an `eq` on an indexed attribute that must hold for the filter to hold. */
export function plan(filter: BoundFilter): Plan {
  const found = necessaryEquals(filter);
  for (const kind of indexes.values()) {
    const match = found.find((candidate) => candidate.kind === kind);
    if (match !== undefined) return match;
  }
  return { kind: 'scan' };
}

function necessaryEquals(filter: BoundFilter): readonly { readonly kind: Index; readonly value: string }[] {
  if (filter.kind === 'and') return filter.operands.flatMap(necessaryEquals);
  if (filter.kind === 'valuePath') {
    const inner = lastStep(filter.target).filter;
    return inner === undefined ? [] : necessaryEquals(inner);
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.literal !== 'string') return [];
  const kind = indexes.get(lastStep(filter.target).attribute.path);
  return kind === undefined ? [] : [{ kind, value: filter.literal }];
}
