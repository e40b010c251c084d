import { memberValues } from '../../groups/context.ts';
import type { JsonValue } from '../../scim/json.ts';
import { represent } from '../../scim/represent.ts';
import type { ResourceType } from '../../scim/schema/attributes.ts';
import { readDocumentRow, unlessDamaged } from '../../store/documentRow.ts';
import { readGroupRow } from '../../store/groups/groupRows.ts';
import type { Member } from '../../store/groups/member.ts';
import { walkGroups, type GroupPart } from '../../store/groups/walkGroups.ts';
import { idKey, keyRange } from '../../store/keys.ts';
import { type Partition, type StoredRow, walkRange } from '../../store/partition.ts';
import { groupType, userType, type Tenant } from '../../tenants/tenant.ts';

/** A piece of an export. */
export interface Exported {
  /** Resources as SCIM has them, one on a line, without PINs and codes, which are never returned. */
  readonly text: string;
  readonly users: number;
  readonly groups: number;
  /** Row keys of those who can't be read. */
  readonly damaged: readonly string[];
}

/**
 * All users and then all groups of a tenant, in the order of their ids. A user is read whole, even if it is written meanwhile;
 * of a group with many members a page at a time.
 *
 * @param baseUrl the provisioning tenant URL, for `meta.location`.
 */
export async function* exportTenant(
  partition: Partition,
  tenant: Tenant,
  baseUrl: string,
  pageSize = 1_000,
): AsyncGenerator<Exported> {
  const type = userType(tenant);
  for await (const rows of walkRange(partition, keyRange(idKey('')), { pageSize }))
    yield users(rows, type, baseUrl);
  const writer = new GroupWriter(groupType(tenant), baseUrl);
  for await (const parts of walkGroups(partition, pageSize)) yield writer.write(parts);
  yield { ...nothing, text: writer.end() };
}

const nothing: Exported = { text: '', users: 0, groups: 0, damaged: [] };

function users(rows: readonly StoredRow[], type: ResourceType, baseUrl: string): Exported {
  // One that can't be read must not keep the others from being exported.
  const read = rows.map(
    (row) => unlessDamaged(() => represent(type, readDocumentRow(row), baseUrl)) ?? row.rowKey,
  );
  const sound = read.filter((user) => typeof user !== 'string');
  return {
    ...nothing,
    text: sound.map((user) => `${json(user)}\n`).join(''),
    users: sound.length,
    damaged: read.filter((user) => typeof user === 'string'),
  };
}

/** Writes groups piece by piece: one with very many members is never in memory as a whole. */
class GroupWriter {
  readonly #type: ResourceType;
  readonly #baseUrl: string;
  #group: string | undefined;
  /** Whether a line is begun. */
  #isOpen = false;
  #hasMembers = false;
  /** Whether the group is read a second time. What is written can't be taken back: the first reading stays. */
  #isRepeated = false;

  constructor(type: ResourceType, baseUrl: string) {
    this.#type = type;
    this.#baseUrl = baseUrl;
  }

  write(parts: readonly GroupPart[]): Exported {
    let exported = nothing;
    for (const part of parts) {
      const { text, groups, damaged } =
        part.kind === 'group' ? this.#begin(part) : this.#members(part.members);
      exported = {
        text: exported.text + text,
        users: 0,
        groups: exported.groups + groups,
        damaged: [...exported.damaged, ...damaged],
      };
    }
    return exported;
  }

  #begin({ id, row }: Extract<GroupPart, { readonly kind: 'group' }>): Exported {
    this.#isRepeated = id === this.#group;
    if (this.#isRepeated) return nothing;
    const before = this.end();
    this.#group = id;
    const group = unlessDamaged(() => represent(this.#type, readGroupRow(row), this.#baseUrl));
    if (group === undefined) return { ...nothing, text: before, damaged: [row.rowKey] };
    this.#isOpen = true;
    return { ...nothing, text: before + json(group).slice(0, -1), groups: 1 };
  }

  #members(members: readonly Member[]): Exported {
    if (!this.#isOpen || this.#isRepeated || members.length === 0) return nothing;
    const values = json(memberValues(members, this.#baseUrl).members ?? []).slice(1, -1);
    const text = `${this.#hasMembers ? ',' : ',"members":['}${values}`;
    this.#hasMembers = true;
    return { ...nothing, text };
  }

  /** What ends the line that is begun. */
  end(): string {
    if (!this.#isOpen) return '';
    const end = this.#hasMembers ? ']}\n' : '}\n';
    this.#isOpen = false;
    this.#hasMembers = false;
    return end;
  }
}

/** Escapes U+2028 and U+2029, which many line readers take for line ends. */
function json(value: JsonValue): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
