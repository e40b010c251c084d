import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tenantContext } from '../../cli/tenantContext.ts';
import { groupContext } from '../../shared/groups/context.ts';
import { createGroup } from '../../shared/groups/createGroup.ts';
import type { JsonObject } from '../../shared/scim/json.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { groupUrn } from '../support/groups.ts';
import { allRows, entryOf, storedUser } from '../support/store.ts';

let cli: Commands;
let users: readonly string[];
let team: string;
let company: string;
const partition = () => ({ table: cli.users, tenant: 'acme', signal: new AbortController().signal });

beforeAll(async () => {
  cli = await startCommands();
  await cli.tenant('acme');
  const people = ['ada', 'ben', 'cleo'].map((name) =>
    storedUser({ userName: name, displayName: `Person ${name}` }),
  );
  for (const user of people) await insertUser(partition(), user, entryOf('create', user));
  users = people.map(({ id }) => id);
  team = await create({
    displayName: 'The team',
    externalId: 'ext-team',
    members: users.map((value) => ({ value })),
  });
  company = await create({ displayName: 'Company', members: [{ value: team }, { value: users[0] ?? '' }] });
});
afterAll(() => cli.stop());

async function create(body: JsonObject): Promise<string> {
  const context = await groupContext(await tenantContext(cli.settings, 'acme'), {
    ...{ attributes: undefined, excludedAttributes: undefined },
  });
  const id = randomUUID();
  await createGroup(context, { schemas: [groupUrn], ...body }, id);
  return id;
}

test('lists groups with the number of their members, and as SCIM without members', async () => {
  const text = await cli.text('group', 'list', 'acme');
  expect(text).toMatch(new RegExp(`${team} +ext-team +The team +3`));
  expect(text).toMatch(new RegExp(`${company} +Company +2`));
  const groups = (await cli.json('group', 'list', 'acme')) as unknown as readonly JsonObject[];
  expect(groups.map(({ id }) => id)).toEqual([team, company].toSorted());
  expect(groups.every((group) => !('members' in group))).toBe(true);
});

test('lists those that a filter matches, and says if there are more', async () => {
  const filter = ['--filter', `members.value eq "${team}"`];
  const found = (await cli.json('group', 'list', 'acme', ...filter)) as unknown as readonly JsonObject[];
  expect(found.map(({ id }) => id)).toEqual([company]);
  expect(await cli.text('group', 'list', 'acme', '--filter', 'displayName eq "none"')).toContain(
    'has no group that the filter matches',
  );
  expect(await cli.text('group', 'list', 'acme', '--count', '1')).toContain(
    'There are more: --count <number>',
  );
});

test.each(['The TEAM', 'ext-team', 'id'])(
  'shows a group, found by %s, and its members by name',
  async (named) => {
    const text = await cli.text('group', 'show', 'acme', named === 'id' ? team : named);
    expect(text).toContain('Group "The team"');
    expect(text).toContain('3 members');
    for (const name of ['ada', 'ben', 'cleo']) expect(text).toContain(`Person ${name}`);
  },
);

test('shows as many members as are wanted, and how many there are', async () => {
  expect(await cli.text('group', 'show', 'acme', company)).toMatch(new RegExp(`Group +${team} +The team`));
  const text = await cli.text('group', 'show', 'acme', team, '--count', '2');
  expect(text).toContain('These are the first 2. There are more');
  const shown = await cli.json('group', 'show', 'acme', team, '--count', '2');
  expect(shown).toMatchObject({ id: team, displayName: 'The team', memberCount: 3 });
  expect(shown.members).toEqual(
    users
      .toSorted()
      .slice(0, 2)
      .map((value) => ({
        value,
        $ref: `https://scim.example/scim/acme/Users/${value}`,
        type: 'User',
      })),
  );
});

test('shows the groups of a user, and counts them with the tenant', async () => {
  expect(await cli.text('user', 'show', 'acme', 'ada')).toMatch(/groups +(?:\S.*; )?The team \(direct, /);
  const { groups } = await cli.json('user', 'show', 'acme', 'ben');
  expect(groups).toMatchObject([
    { value: team, type: 'direct' },
    { value: company, type: 'indirect' },
  ]);
  expect(await cli.json('tenant', 'show', 'acme')).toMatchObject({ users: 3, groups: 2 });
  expect(await cli.json('tenant', 'list')).toMatchObject({
    tenants: [{ tenant: 'acme', users: 3, groups: 2 }],
  });
  expect(await cli.refusal('tenant', 'remove', 'acme')).toContain('with its 3 users and 2 groups, add --yes');
});

test('deletes a group only if a person means it, and says so in the log', async () => {
  const id = await create({ displayName: 'Short-lived', members: [{ value: users[0] ?? '' }] });
  expect(await cli.refusal('group', 'delete', 'acme', 'Short-lived')).toContain('add --yes');
  expect(await cli.json('group', 'delete', 'acme', 'Short-lived', '--yes')).toEqual({
    tenant: 'acme',
    deleted: id,
  });
  const rows = [...(await allRows(partition())).values()];
  expect(rows.filter(({ groupId, action }) => groupId === id && action === 'delete')).toMatchObject([
    { credential: 'command-line' },
  ]);
  expect(await cli.refusal('group', 'show', 'acme', id)).toContain(
    'has no group with the id, displayName or externalId',
  );
});

test('does not guess which group is meant', async () => {
  const id = await create({ displayName: 'ext-team' });
  expect(await cli.refusal('group', 'delete', 'acme', 'ext-team', '--yes')).toContain(
    `"ext-team" names several groups. Say the id: ${team} or ${id}.`,
  );
});
