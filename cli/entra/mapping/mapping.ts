import { isBlocked, isSoftDeleted, textOf, type Entry, type EntryKind } from '../source/entry.ts';
import { evaluate } from './expression/evaluate.ts';
import type { Expression } from './expression/tree.ts';
import type { ScopingFilter } from '../scope/scopingFilter.ts';
import type { TargetAttribute } from './target.ts';

/** What a target holds: text and booleans are sent as they are, a reference as the id of a resource. */
export type TargetType = 'string' | 'boolean' | 'reference' | 'integer';

/** One row of an attribute mapping. */
export interface AttributeMapping {
  readonly target: TargetAttribute;
  readonly type: TargetType;
  readonly source: Expression;
  /** As the file has it, for people. */
  readonly expression: string;
  /** Whether the log hides the value: `Redact` stands in the expression. */
  readonly secret: boolean;
  /** Sent with a create if the source has no value. */
  readonly defaultValue: string | undefined;
  readonly onlyOnCreate: boolean;
  /** The attribute with the lowest matches first; 0 does not match. */
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

/** A row with the values that it gives for one entry; none means that nothing is sent. */
export interface Mapped {
  readonly row: AttributeMapping;
  readonly values: readonly string[];
}

/** Whether Entra would call the entry soft-deleted: it is, or may not sign in, or has left the scope. */
export interface Standing {
  readonly inScope: boolean;
}

/** What the rows give for an entry. References give the objectIds of directory entries. */
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

/** The value as the target's type has it. */
export function typedValue({ type }: AttributeMapping, value: string): string | boolean | number {
  if (type === 'boolean') return value.toLowerCase() === 'true';
  return type === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value;
}

/** The rows that match, the first to be tried first. */
export function matchingRows({ attributes }: ObjectMapping): readonly AttributeMapping[] {
  return attributes
    .filter(({ matchingPriority }) => matchingPriority > 0)
    .toSorted((a, b) => a.matchingPriority - b.matchingPriority);
}

/** Whether people can be disabled: without `active` in the mapping they are deleted. */
export function mapsActive({ attributes }: ObjectMapping): boolean {
  return attributes.some(isActive);
}

export function isActive({ target }: AttributeMapping): boolean {
  return target.path === 'active' || target.label === 'active';
}

/** The members of a group are sent in requests of their own. */
export function isMembers({ target }: AttributeMapping): boolean {
  return target.path === 'members';
}
