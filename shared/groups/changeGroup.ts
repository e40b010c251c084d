import { requireMatch, patchedResource, replacedResource } from '../scim/user.ts';
import { operationsIn, patchOperations, type Operation } from '../scim/dialect/operations.ts';
import { defined, jsonEqual, type JsonObject } from '../scim/json.ts';
import { requireSchema } from '../scim/dialect/canonical.ts';
import { entityTag } from '../scim/represent.ts';
import { patchBudget, readingBudget } from '../scim/bounds.ts';
import { refuseFarTooLarge } from '../store/documentRow.ts';
import { readGroup, type ReadGroup, type StoredGroup } from '../store/groups/groupRows.ts';
import { inOrder, type Member, type MembershipChange } from '../store/groups/member.ts';
import { readMembers } from '../store/groups/readMembers.ts';
import { whenFree } from '../store/groups/reserveGroup.ts';
import type { Partition } from '../store/partition.ts';
import type { ChangeRequest } from '../users/changeUser.ts';
import { groupNotFound } from '../scim/errors/group.ts';
import type { ResourceContext } from '../users/context.ts';
import { inSlices } from '../users/list/work.ts';
import { isLogged } from '../users/refusals.ts';
import { maxUnexplainedWithOthers, pathsIn, raceGuard, untilWritten, withResource } from '../users/write.ts';
import { nameSharing } from './context.ts';
import { GroupWriter, groupLogEntry } from './groupWriter.ts';
import { isAboutMembers, memberOperations, membersIn, type MemberOperation } from './memberOperations.ts';
import { lookUp, membershipChange, type LookedUp } from './membershipChange.ts';

/** The result of a write of a group. */
export interface WrittenGroup {
  readonly group: StoredGroup;
  /** SCIM paths of the attributes that the request set. */
  readonly sent: ReadonlySet<string>;
  /** All members of this version, if they are known. */
  readonly members?: readonly Member[] | undefined;
}

/** Replaces a group's attributes and members by those of the request (RFC 7644 §3.5.1). */
export async function replaceGroup(context: ResourceContext, request: ChangeRequest): Promise<WrittenGroup> {
  const { rules, type } = context;
  requireSchema(request.body, type.schema);
  return changeGroup(context, request, {
    members: () => [{ kind: 'removeAll' }],
    answered: 0,
    apply: (old) => {
      const { members, ...attributes } = replacedResource(rules, old, request.body);
      const all: MemberOperation[] = [{ kind: 'removeAll' }, { kind: 'add', members: membersIn(members) }];
      return Promise.resolve({ attributes, members: all });
    },
    sent: ({ attributes }) => pathsIn(type.attributes, attributes),
  });
}

/**
 * Applies a PATCH to a group (RFC 7644 §3.5.2). Its members are changed without being read.
 *
 * @param answered members up to which an answer shows them: they are read beside the write.
 */
export async function applyGroupPatch(
  context: ResourceContext,
  request: ChangeRequest,
  answered = 0,
): Promise<WrittenGroup> {
  const { call, type } = context;
  operationsIn(request.body);
  const operations = await unlessAbsent(context, request.id, () =>
    inSlices(call, readingBudget(), (work) => patchOperations(type, request.id, request.body, work)),
  );
  const others = operations.filter((operation) => !isAboutMembers(operation));
  const members = await unlessAbsent(context, request.id, () =>
    Promise.resolve(operations.filter(isAboutMembers).flatMap(memberOperations)),
  );
  return changeGroup(context, request, {
    members: () => members,
    answered,
    apply: async (old) => ({ attributes: await patched(context, old, others), members }),
    sent: () => new Set(operations.flatMap(({ target }) => target.map(({ attribute }) => attribute.path))),
  });
}

function patched(
  { call, rules }: ResourceContext,
  old: JsonObject,
  operations: readonly Operation[],
): Promise<JsonObject> {
  if (operations.length === 0) return Promise.resolve(old);
  return inSlices(call, patchBudget(), (work) => patchedResource(rules, old, operations, work));
}

/** A missing group is a 404, even if something else is wrong, too. */
async function unlessAbsent<Result>(
  { partition }: ResourceContext,
  id: string,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const read = await readGroup(partition, id);
    if (read === undefined) throw groupNotFound(id);
    if (isLogged(error)) error.resource = read.group;
    throw error;
  }
}

interface Change {
  /** The changes of members, as far as they are known before the group is read. */
  readonly members: () => readonly MemberOperation[];
  /** Members up to which an answer shows them. */
  readonly answered: number;
  readonly apply: (
    old: JsonObject,
  ) => Promise<{ readonly attributes: JsonObject; readonly members: readonly MemberOperation[] }>;
  /** SCIM paths of the attributes that the request set. */
  readonly sent: (group: StoredGroup) => ReadonlySet<string>;
}

/** Reads the group, makes the change and writes it on condition that the group is still the one that was read. */
async function changeGroup(
  context: ResourceContext,
  { id, ifMatch }: ChangeRequest,
  change: Change,
): Promise<WrittenGroup> {
  const { call, partition } = context;
  const lostRace = raceGuard(maxUnexplainedWithOthers);
  const writer = new GroupWriter(partition, id);
  const attempt = async (): Promise<Omit<WrittenGroup, 'sent'> | undefined> => {
    const { read, lookedUp } = await readForChange(context, id, change.members(), writer);
    if (read === undefined) throw groupNotFound(id);
    const old = read.group;
    return withResource(old, async () => {
      requireMatch(ifMatch, entityTag(old.version));
      const { attributes, members } = await change.apply(old.attributes);
      refuseFarTooLarge(attributes, 'group');
      const alone = jsonEqual(attributes, old.attributes);
      const joined = await membershipChange(partition, old, members, lookedUp);
      if (joined === undefined) return undefined;
      if (alone && joined.added.length + joined.removed.length === 0) return { group: old };
      const made = changedGroup(context, old, attributes, joined, writer.nextVersion());
      const entry = groupLogEntry(context, made.version, 'update', made, old.attributes, joined);
      const [result, after] = await Promise.all([
        writer.write(read, made, entry, joined),
        joined.after ??
          (made.size <= change.answered ? membersAfter(partition, old, made, joined) : undefined),
      ]);
      if (result === 'written') return { group: made, members: after };
      lostRace(read.etag);
      return undefined;
    });
  };
  try {
    const written = await untilWritten(call.signal, attempt);
    return { ...written, sent: change.sent(written.group) };
  } finally {
    await writer.end();
  }
}

/** The members after a change that is written meanwhile; undefined if others have changed the group as well. */
async function membersAfter(
  partition: Partition,
  { id, version }: StoredGroup,
  made: StoredGroup,
  { added, removed }: MembershipChange,
): Promise<readonly Member[] | undefined> {
  // If storage fails here, the write still counts: the members are read again for the answer.
  const read = await readMembers(partition, id).catch(() => undefined);
  if (read?.group.version === made.version) return read.members;
  if (read?.group.version !== version) return undefined;
  const gone = new Set(removed.map((member) => member.id));
  return inOrder([...read.members.filter((member) => !gone.has(member.id)), ...added]);
}

/** Members are looked up side by side with the group, unless others have a right to be first. */
async function readForChange(
  { partition }: ResourceContext,
  id: string,
  members: readonly MemberOperation[],
  writer: GroupWriter,
): Promise<{ readonly read: ReadGroup | undefined; readonly lookedUp: LookedUp | undefined }> {
  if (writer.begin()) {
    const reserved = await writer.reserve();
    return { read: reserved, lookedUp: { candidates: writer.candidates ?? new Map() } };
  }
  const [read, lookedUp] = await Promise.all([readGroup(partition, id), lookUp(partition, id, members)]);
  if (read?.group.pending === undefined && read?.reserved === undefined) return { read, lookedUp };
  return { read: await whenFree(partition, read), lookedUp: undefined };
}

function changedGroup(
  { call }: ResourceContext,
  { nameShared, ...old }: StoredGroup,
  attributes: JsonObject,
  { added, removed }: MembershipChange,
  version: string,
): StoredGroup {
  const sameName = old.attributes.displayName === attributes.displayName;
  const sharing = defined({ nameShared });
  return {
    ...old,
    ...{ version, lastModified: new Date().toISOString() },
    // The tenant's setting decides whether a name may be shared when the group gets the name.
    ...(sameName ? sharing : nameSharing(call.tenant)),
    ...(added.some(({ id }) => id === old.id) ? { grouped: true } : {}),
    attributes,
    size: old.size + added.length - removed.length,
  };
}
