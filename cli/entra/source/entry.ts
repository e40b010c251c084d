/** The value of an attribute of the directory: several values if it is multi-valued. */
export type AttributeValue = string | boolean | readonly string[];

export type EntryKind = 'user' | 'group';

/** A person or a group of the customer's directory, under Entra's own property names. */
export interface Entry {
  readonly kind: EntryKind;
  readonly objectId: string;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
}

/** The customer's directory, with the assignments to the application. */
export interface Directory {
  readonly users: readonly Entry[];
  readonly groups: readonly Entry[];
  /** The objectIds of the assigned people and groups; undefined if all people and groups are in scope. */
  readonly assignments: ReadonlySet<string> | undefined;
}

/** One value as text: the first of several, `True` or `False` of a boolean, as Entra's expressions see it. */
export function textOf(value: AttributeValue | undefined): string | undefined {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : value?.[0];
}

/** An attribute of an entry as text. */
export function textIn({ attributes }: Entry, name: string): string | undefined {
  return textOf(attributes.get(name));
}

/** All values of an attribute. */
export function valuesIn({ attributes }: Entry, name: string): readonly string[] {
  const value = attributes.get(name);
  if (typeof value === 'object') return value;
  const text = textOf(value);
  return text === undefined ? [] : [text];
}

/** Whether a value is true, as CSV files, Excel and Microsoft Graph write it. */
function isTrue(value: AttributeValue | undefined): boolean {
  return textOf(value)?.toLowerCase() === 'true';
}

/** The name of an entry in tables and logs. */
export function labelOf(entry: Entry): string {
  return textIn(entry, 'displayName') ?? textIn(entry, 'userPrincipalName') ?? entry.objectId;
}

/** Whether the entry is in the recycle bin, from which it can be restored for 30 days. */
export function isSoftDeleted(entry: Entry): boolean {
  return textIn(entry, 'deletedDateTime') !== undefined;
}

/** Whether a person may not sign in. Groups always may. */
export function isBlocked({ kind, attributes }: Entry): boolean {
  const enabled = attributes.get('accountEnabled');
  return kind === 'user' && enabled !== undefined && !isTrue(enabled);
}
