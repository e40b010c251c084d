import { isBlocked, isSoftDeleted, textOf, type Entry, type EntryKind } from '../source/entry.ts';
import { evaluate } from './expression/evaluate.ts';
import type { Expression } from './expression/tree.ts';
import type { ScopingFilter } from '../scope/scopingFilter.ts';
import type { TargetAttribute } from './target.ts';

/** The type of a target. A reference is sent as the id of a resource. */
export type TargetType = 'string' | 'boolean' | 'reference' | 'integer';

/** One row of an attribute mapping. */
export interface AttributeMapping {
  readonly target: TargetAttribute;
  readonly type: TargetType;
  readonly source: Expression;
  /** The text of the expression, for people. */
  readonly expression: string;
  /** Whether the log hides the value, because its expression has `Redact`. */
  readonly secret: boolean;
  /** Sent with a create if the source has no value. */
  readonly defaultValue: string | undefined;
  readonly onlyOnCreate: boolean;
  /** The attribute with the lowest number matches first. 0: it does not match. */
  readonly matchingPriority: number;
}

/** How one kind of entry is provisioned. */
export interface ObjectMapping {
  readonly kind: EntryKind;
  readonly enabled: boolean;
  readonly scope: readonly ScopingFilter[];
  readonly attributes: readonly AttributeMapping[];
  /** Whether entries are created, updated, deleted. */
  readonly flow: { readonly add: boolean; readonly update: boolean; readonly delete: boolean };
}

/** The attribute mappings of a provisioning job. */
export interface Mapping {
  readonly user: ObjectMapping;
  readonly group: ObjectMapping | undefined;
}

/** A row with its values for one entry. If it has none, nothing is sent. */
export interface Mapped {
  readonly row: AttributeMapping;
  readonly values: readonly string[];
}

/** Whether an entry is in scope. Entra treats one that is not like a soft-deleted one. */
export interface Standing {
  readonly inScope: boolean;
}

/** Evaluates the rows for an entry. The values of references are objectIds of the directory. */
export function mapEntry(
  { attributes }: ObjectMapping,
  entry: Entry,
  { inScope }: Standing,
): readonly Mapped[] {
  const isGone = !inScope || isSoftDeleted(entry) || isBlocked(entry);
  const lookUp = (name: string) => {
    if (name === 'IsSoftDeleted') return isGone ? 'True' : 'False';
    const value = entry.attributes.get(name);
    return typeof value === 'object' ? value : textOf(value);
  };
  return attributes.map((row) => {
    const value = evaluate(row.source, lookUp);
    const values = (typeof value === 'object' ? value : [value ?? '']).filter((text) => text !== '');
    return { row, values };
  });
}

/** The value in the target's type. */
export function typedValue({ type }: AttributeMapping, value: string): string | boolean | number {
  if (type === 'boolean') return value.toLowerCase() === 'true';
  return type === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value;
}

/** The matching rows, in the order in which they are tried. */
export function matchingRows({ attributes }: ObjectMapping): readonly AttributeMapping[] {
  return attributes
    .filter(({ matchingPriority }) => matchingPriority > 0)
    .toSorted((a, b) => a.matchingPriority - b.matchingPriority);
}

/** Whether entries can be disabled. Without `active` in the mapping they are deleted instead. */
export function mapsActive({ attributes }: ObjectMapping): boolean {
  return attributes.some(isActive);
}

export function isActive({ target }: AttributeMapping): boolean {
  return target.path === 'active' || target.label === 'active';
}

/** Whether a row maps members, which are sent in requests of their own. */
export function isMembers({ target }: AttributeMapping): boolean {
  return target.path === 'members';
}
