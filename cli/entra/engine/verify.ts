import type { JsonObject } from '../json.ts';
import {
  isActive,
  mapEntry,
  mapsActive,
  matchingRows,
  typedValue,
  type ObjectMapping,
} from '../mapping/mapping.ts';
import { idOf, readTarget } from '../mapping/target.ts';
import { labelOf, type Entry, type EntryKind } from '../source/entry.ts';
import type { Link } from '../state/records.ts';
import { readAll } from '../wire/readAll.ts';
import { redacted } from '../wire/redact.ts';
import { withoutMembers } from '../wire/requests.ts';
import { arrayOr, objectOr, stringOr } from '../json.ts';
import { withTargetIds } from './diff.ts';
import { mappingOf, type CycleContext } from './job.ts';
import { membersOf } from './references.ts';

/** A difference between the directory and the service. */
export interface Difference {
  readonly who: string;
  readonly attribute: string;
  readonly expected: string;
  readonly found: string;
}

/** The result of a comparison. */
export interface Verification {
  readonly users: number;
  readonly groups: number;
  readonly memberships: number;
  readonly attributes: number;
  /** Resources of the service that the job is not linked with. */
  readonly others: number;
  readonly differences: readonly Difference[];
}

/** A page of groups is smaller because a group may have many members. */
const pageSizes: Readonly<Record<EntryKind, number>> = { user: 100, group: 20 };

/** Reads all users and groups and compares them byte for byte, so that a lost zero or a normalised accent shows. */
export async function verify(context: CycleContext): Promise<Verification> {
  const users = await verifyKind(context, 'user', context.directory.users);
  const groups = await verifyKind(context, 'group', context.directory.groups);
  return {
    users: users.compared,
    groups: groups.compared,
    memberships: groups.memberships,
    attributes: Math.max(users.attributes, groups.attributes),
    others: users.others + groups.others,
    differences: [...users.differences, ...groups.differences],
  };
}

interface KindVerified {
  readonly compared: number;
  readonly attributes: number;
  readonly memberships: number;
  readonly others: number;
  readonly differences: readonly Difference[];
}

const nothing: KindVerified = { compared: 0, attributes: 0, memberships: 0, others: 0, differences: [] };

async function verifyKind(
  context: CycleContext,
  kind: EntryKind,
  entries: readonly Entry[],
): Promise<KindVerified> {
  const mapping = mappingOf(context, kind);
  if (mapping === undefined) return nothing;
  const held = await readAll(context.clients[0], kind, pageSizes[kind], (done, total) => {
    context.progress({ phase: kind === 'user' ? 'Users' : 'Groups', done, total });
  });
  const byId = new Map(held.map((resource) => [idOf(resource), resource]));
  const links = [...context.state.links.values()].filter((link) => link.kind === kind);
  const linked = new Set(links.flatMap(({ targetId }) => targetId ?? []));
  const present = entries.filter((entry) => {
    const id = context.state.links.get(entry.objectId)?.targetId;
    return id !== undefined && byId.has(id);
  });
  return {
    compared: present.length,
    attributes: comparable(mapping).length,
    memberships:
      kind === 'group' ? present.reduce((sum, group) => sum + membersOf(context, group).length, 0) : 0,
    others: held.filter((resource) => !linked.has(idOf(resource))).length,
    differences: [
      ...entries.flatMap((entry) => compareEntry(context, mapping, entry, byId)),
      ...leftOver(context, entries, links, byId),
      ...duplicates(mapping, held),
      ...held.flatMap((resource) => revealed(mapping, resource)),
    ],
  };
}

function comparable({ attributes }: ObjectMapping) {
  return attributes.filter(({ secret, onlyOnCreate }) => !secret && !onlyOnCreate);
}

function compareEntry(
  context: CycleContext,
  mapping: ObjectMapping,
  entry: Entry,
  byId: ReadonlyMap<string, JsonObject>,
): readonly Difference[] {
  const who = labelOf(entry);
  const link = context.state.links.get(entry.objectId);
  const resource = link?.targetId === undefined ? undefined : byId.get(link.targetId);
  if (!context.scoping(entry).inScope) {
    if (resource === undefined || !mapsActive(mapping) || !isEnabled(mapping, resource)) return [];
    const found = link?.staged === true ? 'active: its deletion is held back' : 'active';
    return [{ who, attribute: 'active', expected: 'disabled: it is out of scope', found }];
  }
  const escrow = link?.escrow;
  if (escrow !== undefined) {
    return [{ who, attribute: entry.kind, expected: 'provisioned', found: `in escrow: ${escrow.reason}` }];
  }
  if (resource === undefined) return [{ who, attribute: entry.kind, expected: 'stored', found: 'missing' }];
  return [
    ...compareAttributes(context, mapping, entry, resource),
    ...(entry.kind === 'group' ? compareMembers(context, entry, resource) : []),
  ];
}

function isEnabled({ attributes }: ObjectMapping, resource: JsonObject): boolean {
  return attributes.some(
    (row) => isActive(row) && String(readTarget(resource, row.target)).toLowerCase() !== 'false',
  );
}

/** Compares the attributes that have a value in the directory. Entra never clears others. */
function compareAttributes(
  context: CycleContext,
  mapping: ObjectMapping,
  entry: Entry,
  resource: JsonObject,
): readonly Difference[] {
  const mapped = withoutMembers(mapEntry(mapping, entry, { inScope: true })).filter(
    ({ row }) => !row.secret && !row.onlyOnCreate,
  );
  return withTargetIds(mapped, context.state.links).flatMap(
    ({ row, values: [value] }): readonly Difference[] => {
      if (value === undefined) return [];
      const [expected, found] = [typedValue(row, value), readTarget(resource, row.target)];
      if (found === expected || (row.type === 'boolean' && String(found).toLowerCase() === String(expected)))
        return [];
      return [
        {
          who: labelOf(entry),
          attribute: row.target.label,
          expected: shown(expected, found),
          found: shown(found, expected),
        },
      ];
    },
  );
}

function compareMembers(context: CycleContext, group: Entry, resource: JsonObject): readonly Difference[] {
  const wanted = new Set(membersOf(context, group));
  const found = new Set(arrayOr(resource.members).map((member) => stringOr(objectOr(member).value)));
  const who = labelOf(group);
  const names = new Map([...context.state.links.values()].map(({ targetId, label }) => [targetId, label]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return [
    ...[...wanted]
      .filter((id) => !found.has(id))
      .map((id) => ({ who, attribute: 'members', expected: nameOf(id), found: 'no member' })),
    ...[...found]
      .filter((id) => !wanted.has(id))
      .map((id) => ({ who, attribute: 'members', expected: 'no member', found: nameOf(id) })),
  ];
}

/** Entries that the service still has and the directory no longer. */
function leftOver(
  { directory }: CycleContext,
  entries: readonly Entry[],
  links: readonly Link[],
  byId: ReadonlyMap<string, JsonObject>,
): readonly Difference[] {
  if (directory.users.length + directory.groups.length === 0) return [];
  const here = new Set(entries.map(({ objectId }) => objectId));
  return links
    .filter(({ objectId, targetId, managed }) => managed && !here.has(objectId) && byId.has(targetId ?? ''))
    .map(({ label, kind, staged }) => ({
      who: label,
      attribute: kind,
      expected: 'deleted',
      found: staged ? 'stored: its deletion is held back' : 'stored',
    }));
}

/** Resources that share a value of the first matching attribute. */
function duplicates(mapping: ObjectMapping, held: readonly JsonObject[]): readonly Difference[] {
  const [row] = matchingRows(mapping);
  if (row === undefined) return [];
  const seen = new Set<string>();
  return held.flatMap((resource): readonly Difference[] => {
    const value = stringOr(readTarget(resource, row.target));
    if (value === '' || !seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [{ who: value, attribute: row.target.label, expected: 'once', found: 'again' }];
  });
}

/** Secrets that the service returns. */
function revealed({ attributes }: ObjectMapping, resource: JsonObject): readonly Difference[] {
  return attributes
    .filter((row) => row.secret && readTarget(resource, row.target) !== undefined)
    .map(({ target }) => ({
      who: stringOr(resource.displayName) || idOf(resource),
      attribute: target.label,
      expected: 'never returned',
      found: redacted,
    }));
}

/** A value for the screen. Text that looks like the other one but differs is shown by its code points. */
function shown(value: unknown, other: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  const alike =
    typeof value === 'string' && typeof other === 'string' && value.normalize() === other.normalize();
  if (!alike || value === other) return text;
  return text.replaceAll(/[^ -~]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}
