import type { JsonObject } from '../json.ts';
import { isMembers, typedValue, type AttributeMapping, type Mapped } from '../mapping/mapping.ts';
import { writeTarget } from '../mapping/target.ts';
import type { EntryKind } from '../source/entry.ts';

/** The form of a PATCH: Entra's default, or that of the flag with this name on the tenant URL. */
export type Dialect = 'default' | 'aadOptscim062020';

/** One attribute that a PATCH changes. */
export interface Change {
  readonly row: AttributeMapping;
  readonly value: string;
  /** `add` if the resource had no value, `replace` if it had another one. */
  readonly kind: 'add' | 'replace';
  /** The value that the resource had. */
  readonly before?: unknown;
}

const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const coreSchemas: Readonly<Record<EntryKind, readonly string[]>> = {
  user: [
    'urn:ietf:params:scim:schemas:core:2.0:User',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  ],
  group: [
    'urn:ietf:params:scim:schemas:core:2.0:Group',
    'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
  ],
};

/**
 * The body of a create. As Entra does, it leaves custom extensions out of `schemas`, and names the enterprise extension there even
 * if it is absent. References follow in a PATCH of their own.
 */
export function createBody(kind: EntryKind, mapped: readonly Mapped[]): JsonObject {
  const start: JsonObject = { schemas: coreSchemas[kind] };
  const filled = mapped.reduce<JsonObject>((body, { row, values }) => {
    const value = values[0] ?? row.defaultValue;
    if (row.type === 'reference' || value === undefined) return body;
    return writeTarget(body, row.target, typedValue(row, value));
  }, start);
  if (kind === 'group') return { ...filled, meta: { resourceType: 'Group' } };
  return { ...filled, meta: { resourceType: 'User' }, ...(!('roles' in filled) && { roles: [] }) };
}

/** The default dialect: a capitalised operation for each attribute, with the "True" and "False" of the mapping's Switch. */
function defaultOperations(changes: readonly Change[]): readonly JsonObject[] {
  return changes.map(({ row, value, kind }) => ({
    op: kind === 'add' ? 'Add' : 'Replace',
    path: row.target.path,
    value,
  }));
}

/** Whether the flag's dialect gathers the change into an operation without path: plain attributes of core and extensions. */
function isGathered({ row }: Change): boolean {
  return row.target.selector === undefined && row.type !== 'boolean' && row.type !== 'reference';
}

function withPath({ row, value, kind }: Change): JsonObject {
  return { op: kind, path: row.target.path, value: typedValue(row, value) };
}

/** Plain attributes of one kind. A single one keeps its path; several share an operation with dotted and full-URN keys. */
function plainOperations(changes: readonly Change[], op: Change['kind']): readonly JsonObject[] {
  const same = changes.filter((change) => isGathered(change) && change.kind === op);
  if (same.length < 2) return same.map(withPath);
  return [{ op, value: Object.fromEntries(same.map(({ row, value }) => [row.target.path, value])) }];
}

/** The flag's dialect: lower case, real booleans, an operation for each value path, one for all plain attributes. */
function flaggedOperations(changes: readonly Change[]): readonly JsonObject[] {
  return [
    ...changes.filter((change) => !isGathered(change)).map(withPath),
    ...plainOperations(changes, 'add'),
    ...plainOperations(changes, 'replace'),
  ];
}

/** The body of a PATCH in either dialect. */
export function patchBody(changes: readonly Change[], dialect: Dialect): JsonObject {
  const operations = dialect === 'default' ? defaultOperations(changes) : flaggedOperations(changes);
  return { schemas: [patchOp], Operations: operations };
}

/** The ids of members to add and to remove. */
export interface MemberChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The body of a PATCH of members. The default dialect names removed members in `value`, the flag's in the path. */
export function membersBody({ add, remove }: MemberChange, dialect: Dialect): JsonObject {
  const plain = dialect === 'default';
  const listed = (ids: readonly string[]) => ids.map((value) => (plain ? { $ref: null, value } : { value }));
  const removed = plain
    ? [{ op: 'Remove', path: 'members', value: listed(remove) }]
    : remove.map((id) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` }));
  return {
    schemas: [patchOp],
    Operations: [
      ...(remove.length > 0 ? removed : []),
      ...(add.length > 0 ? [{ op: plain ? 'Add' : 'add', path: 'members', value: listed(add) }] : []),
    ],
  };
}

/** The rows without members, which have requests of their own. */
export function withoutMembers(mapped: readonly Mapped[]): readonly Mapped[] {
  return mapped.filter(({ row }) => !isMembers(row));
}
