import { expect } from 'vitest';
import { readDocumentRow } from '../../shared/store/documentRow.ts';
import { groupRows, readGroupRow } from '../../shared/store/groups/groupRows.ts';
import { memberKey, membershipKey } from '../../shared/store/groups/keys.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { documentKeys } from '../../shared/store/userRows.ts';
import { allRows } from './store.ts';

/** Fails unless the rows of groups, users and memberships agree with each other, and nothing is left to be done. */
export async function auditGroups(partition: Partition): Promise<void> {
  const rows = await allRows(partition);
  const under = (prefix: string) => [...rows].filter(([key]) => key.startsWith(prefix));
  const problems: string[] = under('x:')
    .concat(under('p:'))
    .map(([key]) => `${key} is left over`);
  const groups = under('g:').map(([, row]) => readGroupRow(row));
  const expected = new Map(groups.flatMap((group) => [...groupRows(group)]));
  const heads = under('m:').filter(([key]) => isCopy(key));
  const copies = [...under('g:'), ...under('gn:'), ...under('gx:'), ...heads];
  expect(copies.map(([key]) => key).toSorted()).toEqual([...expected.keys()].toSorted());
  for (const [key, { etag, ...row }] of copies) {
    expect(etag).toBeDefined();
    expect(row, key).toEqual(expected.get(key));
  }
  const members = under('m:').filter(([key]) => !isCopy(key));
  for (const [key, { id, type }] of members) {
    const group = key.slice(2, key.indexOf(':', 2));
    if (!rows.has(membershipKey(String(id), group))) problems.push(`${key} has no other side`);
    const own = rows.get(`${type === 'Group' ? 'g' : 'i'}:${String(id)}`);
    const marked = type === 'Group' || own === undefined ? [own] : copiesOf(rows, own);
    if (!marked.every((row) => row?.grouped === true)) problems.push(`${key}: a row has no mark`);
  }
  for (const [key, { member, group, operation }] of under('r:')) {
    if (operation !== undefined) problems.push(`${key} is left over`);
    if (!rows.has(memberKey(String(group), String(member)))) problems.push(`${key} has no other side`);
  }
  for (const { id, size, pending } of groups) {
    const own = members.filter(([key]) => key.startsWith(`m:${id}:`)).length;
    if (own !== size) problems.push(`${id} has ${own} members and says ${size}`);
    if (pending !== undefined) problems.push(`${id} is being changed`);
  }
  const count = under('kg:').reduce((sum, [, row]) => sum + Number(row.count ?? row.delta), 0);
  if (count !== groups.length) problems.push(`${groups.length} groups, and ${count} are counted`);
  expect(problems).toEqual([]);
}

/** Whether a row among the members of a group is a copy of the group. */
function isCopy(key: string): boolean {
  return key.endsWith(':!') || key.endsWith(':z~');
}

function copiesOf(rows: Map<string, Record<string, unknown>>, own: Record<string, unknown>) {
  return documentKeys(readDocumentRow(own)).map((key) => rows.get(key));
}
