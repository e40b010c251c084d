import type { Operation } from '../scim/dialect/operations.ts';
import { memberIncomplete, memberNotChosen, memberPartImmutable, memberType } from '../scim/errors/group.ts';
import { compileFilter, type Predicate } from '../scim/filter/evaluate.ts';
import { idIn } from '../scim/filter/plan.ts';
import { isArray, isObject, typeInWords, type JsonObject, type JsonValue } from '../scim/json.ts';
import { pathOf } from '../scim/path.ts';
import type { MemberType } from '../store/groups/member.ts';

/** One step of what a request makes of the members of a group. */
export type MemberOperation =
  | { readonly kind: 'add'; readonly members: readonly MemberReference[] }
  | { readonly kind: 'remove'; readonly ids: readonly string[] }
  /** Of those for whom a filter holds, which is asked of a member as clients see it. */
  | { readonly kind: 'removeWhere'; readonly holds: Predicate }
  | { readonly kind: 'removeAll' };

/** A member as a client names it. */
export interface MemberReference {
  readonly id: string;
  /** The type that the client gives; undefined if it gives none. */
  readonly type: MemberType | undefined;
}

/** Whether an operation of a PATCH is about the members. */
export function isAboutMembers({ target }: Operation): boolean {
  return target[0].attribute.relation === 'members';
}

/**
 * What an operation of a PATCH asks for (RFC 7644 §3.5.2). A member has nothing that could be changed: to replace one
 * is to remove it and to add another.
 *
 * @throws ScimError 400 `invalidPath`, `invalidValue`, `noTarget`
 */
export function memberOperations({ op, target, value }: Operation): readonly MemberOperation[] {
  const [{ filter }, ...inside] = target;
  if (filter === undefined && inside.length > 0) throw memberPartImmutable(pathOf(target));
  if (filter === undefined) {
    if (op === 'remove') return value === null ? [{ kind: 'removeAll' }] : [removal(value)];
    const add: MemberOperation = { kind: 'add', members: membersIn(value) };
    return op === 'replace' ? [{ kind: 'removeAll' }, add] : [add];
  }
  const id = idIn(filter);
  if (op === 'remove') {
    // Sub-attributes that only describe a member are removed with it.
    if (inside.length > 0) return [];
    return id === undefined
      ? [{ kind: 'removeWhere', holds: compileFilter(filter) }]
      : [{ kind: 'remove', ids: [id] }];
  }
  if (id === undefined) throw memberNotChosen();
  const [part] = inside;
  if (part !== undefined && part.attribute.name !== 'value') return [];
  const others = part === undefined ? value : value === null ? null : [{ value }];
  const members = membersIn(others, id);
  const remove: MemberOperation = { kind: 'remove', ids: [id] };
  return members.length === 0
    ? [{ kind: 'add', members: [{ id, type: undefined }] }]
    : [remove, { kind: 'add', members }];
}

function removal(value: JsonValue): MemberOperation {
  return { kind: 'remove', ids: membersIn(value).map(({ id }) => id) };
}

/**
 * The members in the value of `members`, in canonical form; none if it is unassigned.
 *
 * @param chosen the member that is meant if the value does not name it.
 * @throws ScimError 400 `invalidValue`
 */
export function membersIn(value: JsonValue | undefined, chosen?: string): readonly MemberReference[] {
  if (value === undefined || value === null) return [];
  return (isArray(value) ? value : [value]).map((element) => reference(element, chosen));
}

function reference(element: JsonValue, chosen: string | undefined): MemberReference {
  if (!isObject(element)) throw memberType('A value of members', 'an object', typeInWords(element));
  const { value = chosen } = element;
  if (value === undefined || value === null) throw memberIncomplete();
  if (typeof value !== 'string') throw memberType('members.value', 'a string', typeInWords(value));
  return { id: value, type: typeIn(element) };
}

function typeIn({ type, $ref }: JsonObject): MemberType | undefined {
  if (typeof type === 'string') return type.toLowerCase() === 'group' ? 'Group' : 'User';
  return typeof $ref === 'string' && /\/groups\//i.test($ref) ? 'Group' : undefined;
}
