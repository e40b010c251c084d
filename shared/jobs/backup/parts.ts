import { parseTenant } from '../../tenants/parseTenant.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import type { StoredRow } from '../../store/partition.ts';
import { readLine, type BackupLine, type Contents, type GroupLine } from './contents.ts';

/** A unit of restoring: a tenant, or some rows of the tenant before them. */
export type BackupPart = { readonly kind: 'tenant'; readonly tenant: Tenant } | RowsPart;

export type RowsPart =
  | { readonly kind: 'users' | 'log'; readonly rows: readonly StoredRow[] }
  | { readonly kind: 'groups'; readonly lines: readonly GroupLine[] };

/** Maximum lines of a part. A user takes several rows in storage, and a call; a line may hold a thousand members. */
const maxLines = { users: 8, groups: 32, log: 100 } as const;

/**
 * Groups the lines of a backup into parts.
 *
 * @param discarded readings of groups that are left out.
 */
export async function* backupParts(
  texts: AsyncIterable<string>,
  discarded: Contents['discarded'],
): AsyncGenerator<BackupPart> {
  const collector = new Collector();
  const filter = new Filter(discarded);
  let number = 0;
  for await (const text of texts) {
    const line = readLine(text, (number += 1));
    if (!filter.keeps(line)) continue;
    const done = collector.add(line);
    if (done !== undefined) yield done;
    if ('tenant' in line) {
      const tenant = parseTenant(line.tenant);
      filter.begin(tenant.name);
      yield { kind: 'tenant', tenant };
    }
  }
}

/** Leaves out what was read of a group that came again. */
class Filter {
  readonly #discarded: Contents['discarded'];
  /** How many readings of a group are still to be left out. */
  #left = new Map<string, number>();
  #isDiscarding = false;

  constructor(discarded: Contents['discarded']) {
    this.#discarded = discarded;
  }

  begin(tenant: string): void {
    this.#left = new Map(this.#discarded.get(tenant));
  }

  keeps(line: BackupLine): boolean {
    if ('group' in line) {
      const id = String(line.group.id);
      const left = this.#left.get(id) ?? 0;
      this.#isDiscarding = left > 0;
      this.#left.set(id, left - 1);
    }
    return !(this.#isDiscarding && ('group' in line || 'members' in line));
  }
}

/** Lines of one kind that come one after the other. */
class Collector {
  #kind: RowsPart['kind'] = 'users';
  #lines: BackupLine[] = [];

  /** @returns a part that ends before the line. */
  add(line: BackupLine): RowsPart | undefined {
    const kind = kindOf(line);
    const isFull = this.#lines.length >= maxLines[this.#kind];
    const done = this.#lines.length > 0 && (kind !== this.#kind || isFull) ? this.#part() : undefined;
    if (done !== undefined) this.#lines = [];
    if (kind !== undefined) {
      this.#kind = kind;
      this.#lines.push(line);
    }
    return done;
  }

  #part(): RowsPart {
    const lines = this.#lines;
    switch (this.#kind) {
      case 'users':
        return { kind: 'users', rows: lines.flatMap((line) => ('user' in line ? [line.user] : [])) };
      case 'log':
        return { kind: 'log', rows: lines.flatMap((line) => ('log' in line ? [line.log] : [])) };
      case 'groups':
        return {
          kind: 'groups',
          lines: lines.filter((line): line is GroupLine => 'group' in line || 'members' in line),
        };
    }
  }
}

function kindOf(line: BackupLine): RowsPart['kind'] | undefined {
  if ('user' in line) return 'users';
  if ('log' in line) return 'log';
  return 'group' in line || 'members' in line ? 'groups' : undefined;
}
