import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupContext } from '../../shared/groups/context.ts';
import { createGroup } from '../../shared/groups/createGroup.ts';
import { applyGroupPatch } from '../../shared/groups/changeGroup.ts';
import { removeGroup } from '../../shared/groups/removeGroup.ts';
import { writeGroup } from '../../shared/store/groups/writeGroup.ts';
import { prepareChange } from '../../shared/store/groups/prepareChange.ts';
import { noChange, readCandidate } from '../../shared/store/groups/member.ts';
import { readGroup } from '../../shared/store/groups/groupRows.ts';
import { deleteGroupedUser } from '../../shared/store/groups/deleteMember.ts';
import { listResources } from '../../shared/users/listUsers.ts';
import { userType } from '../../shared/tenants/tenant.ts';
import { readSealingKeys } from '../../shared/config/keyRing.ts';
import type { JsonObject } from '../../shared/scim/json.ts';
import { restore } from '../../shared/jobs/backup/restore.ts';
import { backUp } from '../../shared/jobs/backup/backUp.ts';
import { contentsOf, writeLine, type BackupLine } from '../../shared/jobs/backup/contents.ts';
import { exportTenant } from '../../shared/jobs/backup/exportTenant.ts';
import { removeTenant } from '../../shared/jobs/removeTenant.ts';
import { inParallel } from '../../shared/store/inParallel.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { readById } from '../../shared/store/readUsers.ts';
import type { Partition } from '../../shared/store/partition.ts';
import type { ResourceContext } from '../../shared/users/context.ts';
import { withLines } from '../../cli/openFile.ts';
import { tenantContext } from '../../cli/tenantContext.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { expectClean } from '../support/fsck.ts';
import { loadUsers } from '../support/load.ts';
import { groupUrn, named } from '../support/groups.ts';
import { patch, type Body } from '../support/people.ts';
import { allRows, collect, entryOf, operationId, storedUser } from '../support/store.ts';

/** Backup, restore, export and removal of a tenant with groups. */
let cli: Commands;
let folder: string;
let people: readonly string[];
let serial = 0;

const many = 40;

beforeAll(async () => {
  cli = await startCommands();
  folder = await mkdtemp(join(tmpdir(), 'groups-'));
  await cli.tenant('acme');
  people = await users('acme', many);
  const engineers = await group('acme', people.slice(0, 5), { externalId: 'eng' });
  const all = await group('acme', [...people, engineers]);
  // In a circle.
  await change('acme', engineers, { op: 'add', path: 'members', value: [named(all), named(engineers)] });
  await group('acme', []);
  await change('acme', all, { op: 'remove', path: 'members', value: [named(people[7] ?? '')] });
}, 60_000);
afterAll(async () => {
  await Promise.all([cli.stop(), rm(folder, { recursive: true })]);
});

const never = new AbortController().signal;
const partitionOf = (tenant: string): Partition => ({ table: cli.users, tenant, signal: never });

async function users(tenant: string, count: number): Promise<readonly string[]> {
  const made = Array.from({ length: count }, () => storedUser({ userName: operationId() }));
  if (count > many) await loadUsers(partitionOf(tenant), made);
  else await inParallel(made, 8, (user) => insertUser(partitionOf(tenant), user, entryOf('create', user)));
  return made.map(({ id }) => id);
}

const whole = { attributes: undefined, excludedAttributes: undefined };
const contextOf = async (tenant: string): Promise<ResourceContext> =>
  groupContext(await tenantContext(cli.settings, tenant), whole);

const asJson = (body: object) => JSON.parse(JSON.stringify(body)) as JsonObject;

async function group(tenant: string, members: readonly string[], more: Body = {}): Promise<string> {
  const id = operationId();
  const displayName = `Group ${(serial += 1)}`;
  const body = { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })), ...more };
  await createGroup(await contextOf(tenant), asJson(body), id);
  return id;
}

async function change(tenant: string, id: string, operation: Body): Promise<void> {
  const body = asJson(patch(operation));
  await applyGroupPatch(await contextOf(tenant), { id, body, ifMatch: null });
}

/** All rows but those of counts, which a restore writes as one. */
async function rowsOf(tenant: string): Promise<Readonly<Record<string, unknown>>> {
  const rows = await allRows(partitionOf(tenant));
  return Object.fromEntries(
    [...rows].filter(([key]) => !/^kg?:/.test(key)).map(([key, { etag, ...row }]) => [key, row]),
  );
}

/** A backup of a tenant, while something happens to it after some of its lines. */
async function backedUp(
  tenant: string,
  meanwhile: (lines: readonly BackupLine[]) => Promise<void> = () => Promise.resolve(),
  pageSize = 1_000,
): Promise<{ readonly file: string; readonly lines: readonly BackupLine[] }> {
  const file = join(folder, `${operationId()}.jsonl`);
  const lines: BackupLine[] = [];
  const names = new Set([tenant]);
  for await (const some of backUp(cli, never, () => undefined, { names, pageSize })) {
    lines.push(...some);
    await meanwhile(some);
  }
  await writeFile(file, lines.map(writeLine).join(''));
  return { file, lines };
}

async function restoredAs(name: string, tenant: string, file: string): Promise<void> {
  const result = await cli.json('restore', file, '--tenant', tenant, '--as', name);
  expect(result).toMatchObject({ restored: [name], missing: [], changed: [] });
  await expectClean(partitionOf(name));
}

test('groups come back with all that is stored of them and of their members', async () => {
  const file = join(folder, 'acme.jsonl');
  const counts = { users: many, groups: 3, memberships: many + 1 - 1 + 5 + 2 };
  expect(await cli.json('backup', file)).toMatchObject({ tenants: 1, ...counts });
  const restored = await cli.json('restore', file, '--tenant', 'acme', '--as', 'copy');
  expect(restored).toMatchObject({ restored: ['copy'], ...counts, missing: [], changed: [] });
  expect(await rowsOf('copy')).toEqual(await rowsOf('acme'));
  await expectClean(partitionOf('copy'));
  // By it a release before groups refuses the tenant.
  expect((await cli.tenants.getEntity('tenants', 'copy')).format).toBe(3);
  const { stdout } = await cli.run('restore', file, '--tenant', 'acme', '--as', 'again');
  expect(stdout).toContain(`1 tenant with ${many} users, 3 groups, ${counts.memberships} memberships and `);
});

test('a backup in small pages holds the same', async () => {
  const { file } = await backedUp('acme', undefined, 7);
  await restoredAs('paged', 'acme', file);
  expect(await rowsOf('paged')).toEqual(await rowsOf('acme'));
});

test('a restore that ends within the members of a group goes on', async () => {
  const { file } = await backedUp('acme', undefined, 15);
  const { made, discarded } = await withLines(file, contentsOf);
  const renaming = {
    ...{ from: 'acme', to: 'halved', typeOf: userType },
    ring: readSealingKeys(cli.settings),
  };
  await withLines(file, async (lines) => {
    const wanted = { made, discarded, tenants: new Set(['acme']), renaming };
    for await (const { memberships } of restore(lines, wanted, cli, never)) if (memberships > 0) break;
  });
  await restoredAs('halved', 'acme', file);
  expect(await rowsOf('halved')).toEqual(await rowsOf('acme'));
});

test('a group with more members than a page of storage holds comes back, too', async () => {
  await cli.tenant('wide');
  const team = await group('wide', await users('wide', 1_001));
  const { file, lines } = await backedUp('wide');
  // No write came between its pages: the copies of the group around them say so.
  expect(lines.filter((line) => 'again' in line)).toEqual([]);
  await restoredAs('wide-copy', 'wide', file);
  expect(await rowsOf('wide-copy')).toEqual(await rowsOf('wide'));
  expect((await readGroup(partitionOf('wide-copy'), team))?.group.size).toBe(1_001);
});

test('a backup of an earlier release, without groups, is restored', async () => {
  const { lines } = await backedUp('acme');
  const file = join(folder, 'old.jsonl');
  const old = lines.flatMap((line): readonly object[] => {
    if ('backup' in line) return [{ ...line, backup: 1 }];
    if ('group' in line || 'members' in line) return [];
    if (!('end' in line)) return [line];
    const { tenants, users: count, logEntries } = line.end;
    return [{ end: { tenants, users: count, logEntries } }];
  });
  await writeFile(file, old.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const result = await cli.json('restore', file, '--tenant', 'acme', '--as', 'older');
  expect(result).toMatchObject({ restored: ['older'], users: many, groups: 0, memberships: 0 });
  await expectClean(partitionOf('older'));
});

test('a backup of a later release is refused in words', async () => {
  const { lines } = await backedUp('acme');
  const file = join(folder, 'later.jsonl');
  await writeFile(file, lines.map((line) => writeLine(line).replace('{"backup":2', '{"backup":3')).join(''));
  expect(await cli.refusal('restore', file, '--all')).toBe(
    'A later release has written the file: restore it with that release.\n',
  );
});

test('a group that changes while its pages are read is as it was at one moment', async () => {
  await cli.tenant('busy');
  const [ada = '', ...others] = await users('busy', 8);
  const team = await group('busy', others);
  let isChanged = false;
  const { file, lines } = await backedUp(
    'busy',
    async (some) => {
      if (isChanged || !some.some((line) => 'members' in line)) return;
      isChanged = true;
      // Of those who are read already and of those who come, one each.
      const [first, last] = [others.toSorted()[0], others.toSorted().at(-1)];
      const gone = [first, last].map((id = '') => named(id));
      await change('busy', team, { op: 'remove', path: 'members', value: gone });
      await change('busy', team, { op: 'add', path: 'members', value: [named(ada)] });
    },
    3,
  );
  expect(lines.filter((line) => 'again' in line)).toHaveLength(1);
  expect(lines.at(-1)).toMatchObject({ end: { groups: 1, memberships: 6 } });
  await restoredAs('busy-copy', 'busy', file);
  // She had read no group when she was read: the mark of members comes with the membership.
  expect(await rowsOf('busy-copy')).toEqual(expect.objectContaining(membersAndGroups(await rowsOf('busy'))));
});

/** The rows of groups and memberships. */
function membersAndGroups(rows: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(rows).filter(([key]) => /^(?:g|gn|m|r):/.test(key)));
}

test('a member who comes while the backup is made is left out, and the size of the group is right', async () => {
  await cli.tenant('growing');
  const team = await group('growing', await users('growing', 2));
  const { file } = await backedUp('growing', async (lines) => {
    if (!lines.some((line) => 'user' in line)) return;
    const [late = ''] = await users('growing', 1);
    await change('growing', team, { op: 'add', path: 'members', value: [named(late)] });
  });
  await restoredAs('grown', 'growing', file);
  expect((await readGroup(partitionOf('grown'), team))?.group.size).toBe(2);
});

test('a large change that is being carried out is taken for done', async () => {
  await cli.tenant('pending');
  const partition = partitionOf('pending');
  const [ada = '', ben = '', cleo = ''] = await users('pending', 3);
  const team = await group('pending', [ada, ben]);
  const read = await readGroup(partition, team);
  const candidate = await readCandidate(partition, cleo);
  if (read === undefined || candidate === undefined) throw new Error('They are there.');
  const operation = operationId();
  const changed = { added: [candidate], removed: [{ id: ada, type: 'User' as const }] };
  await prepareChange(partition, team, operation, changed);
  const after = { ...read.group, version: operation, pending: operation };
  const entry = { ...entryOf('update', read.group), operationId: operation };
  expect(await writeGroup(partition, read, after, entry, noChange)).toBe('written');
  const { file } = await backedUp('pending');
  await restoredAs('settled', 'pending', file);
  const rows = Object.keys(await rowsOf('settled')).filter((key) => /^[mp]:/.test(key) && !key.endsWith('!'));
  expect(rows).toEqual([ben, cleo].toSorted().map((id) => `m:${team}:${id}`));
});

test('memberships of a deleted user that are still being taken away do not come back', async () => {
  await cli.tenant('leaving');
  const partition = partitionOf('leaving');
  const [ada = '', ben = ''] = await users('leaving', 2);
  // So many that they do not go with the user.
  for (let n = 0; n < 30; n += 1) await group('leaving', [ada, ben]);
  const read = await readById(partition, ada);
  if (read === undefined) throw new Error('She is there.');
  const { left } = await deleteGroupedUser(partition, read, entryOf('delete', read.user));
  expect(left).toBeDefined();
  const { file } = await backedUp('leaving');
  await restoredAs('left', 'leaving', file);
  expect(Object.keys(await rowsOf('left')).some((key) => key.includes(ada) && !key.startsWith('a:'))).toBe(
    false,
  );
});

test('a removed tenant leaves no row of its groups', async () => {
  await cli.tenant('removed');
  const [ada = ''] = await users('removed', 1);
  const inner = await group('removed', [ada]);
  await group('removed', [ada, inner], { externalId: 'x' });
  await removeGroup(await contextOf('removed'), inner, null);
  let time = Date.now();
  await collect(removeTenant(cli, 'removed', never, undefined, () => (time += 3_600_000)));
  expect((await allRows(partitionOf('removed'))).size).toBe(0);
});

test('an export has groups as SCIM has them, with all their members', async () => {
  const path = join(folder, 'export.jsonl');
  const { code, stderr } = await cli.run('tenant', 'export', 'acme', path);
  expect(code).toBe(0);
  expect(stderr).toContain('40 users and 3 groups. PINs and codes are not among what is exported.');
  const text = await readFile(path, 'utf8');
  const groups = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonObject)
    .filter(({ schemas }) => JSON.stringify(schemas) === JSON.stringify([groupUrn]));
  const context = await contextOf('acme');
  const { groups: served } = await servedGroups(context);
  expect(groups).toEqual(served);
  const tenant = await cli.stored('acme');
  const pieces = await collect(exportTenant(partitionOf('acme'), tenant, context.call.baseUrl, 7));
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});

/** All groups as a client sees them. */
async function servedGroups(context: ResourceContext): Promise<{ readonly groups: readonly JsonObject[] }> {
  const page = { by: 'index', startIndex: 1, count: 100 } as const;
  const query = { ...whole, filter: undefined, sortBy: undefined, sortOrder: undefined, page };
  return {
    groups: (await listResources(context, query, { name: 'test', unknownNames: 'refused' })).resources,
  };
}
