import type { StoredRow } from '../../store/partition.ts';
import { parseTenant } from '../../tenants/parseTenant.ts';
import type { Tenant } from '../../tenants/tenant.ts';
import { readLine } from './lines.ts';

/** What is restored together: a tenant, or some of the rows of the tenant before them. */
export type BackupPart =
  | { readonly kind: 'tenant'; readonly tenant: Tenant }
  | { readonly kind: 'users' | 'log'; readonly rows: readonly StoredRow[] };

/** Rows in a part: of a user there are several in storage, and each is a call. */
const maxRows = { users: 8, log: 100 } as const;

/** The lines of a backup, put together as they are restored. */
export async function* partsOf(texts: AsyncIterable<string>): AsyncGenerator<BackupPart> {
  let number = 0;
  let kind: 'users' | 'log' = 'users';
  let rows: StoredRow[] = [];
  for await (const text of texts) {
    const line = readLine(text, (number += 1));
    const next = 'log' in line ? 'log' : 'users';
    const row = 'log' in line ? line.log : 'user' in line ? line.user : undefined;
    if (rows.length > 0 && (row === undefined || next !== kind || rows.length >= maxRows[kind])) {
      yield { kind, rows };
      rows = [];
    }
    kind = next;
    if (row !== undefined) rows.push(row);
    if ('tenant' in line) yield { kind: 'tenant', tenant: parseTenant(line.tenant) };
  }
}
