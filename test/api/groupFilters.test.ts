import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { inParallel } from '../../shared/store/inParallel.ts';
import { fillGroup } from '../support/filledGroup.ts';
import { groupsOf, named } from '../support/groups.ts';
import { filterQuery, patch } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

/** Which groups, and which users by their groups, a filter finds. */
const tenant = await useTenant();
const { client } = tenant;
const { users, group } = groupsOf(tenant);
const [ann = '', ben = '', nobody = ''] = await users(3);
const sales = await group([ann, ben], { displayName: 'Sales', externalId: 'S-1' });
const office = await group([ann], { displayName: 'Office' });
const both = await group([sales.id], { displayName: 'Sales and others' });
const empty = await group([], { displayName: 'Empty' });

const all = { sales, office, both, empty };
const nameOf = (id: string) => Object.entries(all).find(([, made]) => made.id === id)?.[0] ?? id;
const listed = async (path: string) => {
  const { status, text, body } = await client.send('GET', path);
  expect(status, text).toBe(200);
  expect(body.totalResults).toBe(body.Resources.length);
  return body.Resources.map(({ id }) => id);
};

describe('groups', () => {
  test.each<[string, string]>([
    ['displayName eq "SALES"', 'sales'],
    ['externalId eq "S-1"', 'sales'],
    ['externalId eq "s-1"', ''],
    [`id eq "${office.id}"`, 'office'],
    ['displayName sw "sales"', 'both sales'],
    ['displayName pr', 'both empty office sales'],
    [`members.value eq "${ann}"`, 'office sales'],
    [`members eq "${ann}"`, 'office sales'],
    [`members[value eq "${ben}"]`, 'sales'],
    [`members.value eq "${sales.id}"`, 'both'],
    [`members.value eq "${nobody}"`, ''],
    ['members.value eq "of no id"', ''],
    [`id eq "${sales.id}" and members eq "${ann}"`, 'sales'],
    [`id eq "${office.id}" and members[value eq "${ben}"]`, ''],
    [`displayName eq "sales" and members.value eq "${ben}"`, 'sales'],
    [`displayName eq "office" and members.value eq "${ben}"`, ''],
    [`members.value eq "${ann}" and not (members.value eq "${ben}")`, 'office'],
    [`members.value eq "${ben}" or displayName eq "empty"`, 'empty sales'],
    ['members pr', 'both office sales'],
    ['not (members pr)', 'empty'],
    ['members.type eq "Group"', 'both'],
    [`members[value eq "${sales.id}" and type eq "Group"]`, 'both'],
    [`members[value eq "${ann}" and type eq "Group"]`, ''],
    [`members.$ref ew "${ben}"`, 'sales'],
    ['meta.resourceType eq "Group"', 'both empty office sales'],
  ])('%s', async (filter, expected) => {
    for (const more of ['', '&excludedAttributes=members']) {
      const found = await listed(`/Groups?${filterQuery(filter)}${more}`);
      expect(found.map(nameOf).toSorted().join(' ')).toBe(expected);
    }
  });

  test.each([
    ['members.value gt 3', 'invalidFilter'],
    ['member eq "x"', 'invalidFilter'],
    ['userName eq "x"', 'invalidFilter'],
  ])('%s is refused', async (filter, scimType) => {
    const { status, body } = await client.send('GET', `/Groups?${filterQuery(filter)}`);
    expect([status, body.scimType]).toEqual([400, scimType]);
  });

  test('sorted, page by page, by index and by cursor', async () => {
    const sorted = await client.send('GET', '/Groups?sortBy=displayName&sortOrder=descending');
    expect(sorted.body.Resources.map(({ id }) => nameOf(id))).toEqual(['both', 'sales', 'office', 'empty']);
    const ids = Object.values(all)
      .map(({ id }) => id)
      .toSorted();
    const pages = [1, 3].map((start) => client.send('GET', `/Groups?startIndex=${start}&count=2`));
    const found = (await Promise.all(pages)).flatMap(({ body }) => body.Resources.map(({ id }) => id));
    expect(found).toEqual(ids);
    const first = await client.send('GET', '/Groups?cursor=&count=3');
    const second = await client.send('GET', `/Groups?cursor=${first.body.nextCursor ?? ''}&count=3`);
    const walked = [first, second].flatMap(({ body }) => body.Resources.map(({ id }) => id));
    expect([walked, second.body.nextCursor]).toEqual([ids, undefined]);
  });
});

describe('users', () => {
  test.each<[string, readonly string[]]>([
    [`groups.value eq "${sales.id}"`, [ann, ben]],
    [`groups eq "${office.id.toUpperCase()}"`, [ann]],
    // Through another group.
    [`groups.value eq "${both.id}"`, [ann, ben]],
    [`groups[value eq "${both.id}" and type eq "direct"]`, []],
    [`groups[value eq "${both.id}" and type eq "indirect"]`, [ann, ben]],
    [`groups.value eq "${empty.id}"`, []],
    ['groups.display eq "office"', [ann]],
    ['not (groups pr)', [nobody]],
    [`groups.value eq "${sales.id}" and not (groups.value eq "${office.id}")`, [ben]],
  ])('%s', async (filter, expected) => {
    expect((await listed(`/Users?${filterQuery(filter)}`)).toSorted()).toEqual([...expected].toSorted());
  });
});

test('a search of everything finds users and groups, page by page', async () => {
  const search = async (more: object) => (await client.send('POST', '/.search', more)).body;
  const found = await search({
    filter: `displayName sw "sales" or groups.value eq "${office.id}"`,
    attributes: ['id'],
  });
  const expected = [ann, sales.id, both.id];
  expect(found.Resources.map(({ id }) => id).toSorted()).toEqual(expected.toSorted());
  const everything = await search({ count: 100 });
  expect(everything.totalResults).toBe(7);
  const paged = await Promise.all([1, 3, 5, 7].map((startIndex) => search({ startIndex, count: 2 })));
  expect(paged.flatMap(({ Resources }) => Resources)).toEqual(everything.Resources);
});

test('the users of a group that holds more than a hundred groups are not searched for', async () => {
  const held = Array.from({ length: 101 }, () => randomUUID());
  const ids = await inParallel(held, 8, async (name) => (await fillGroup(tenant.partition, name, [ann])).id);
  const { id } = await group(ids.slice(1), { displayName: 'As many as may be' });
  expect(await listed(`/Users?${filterQuery(`groups.value eq "${id}"`)}`)).toEqual([ann]);
  await client.send(
    'PATCH',
    `/Groups/${id}`,
    patch({ op: 'add', path: 'members', value: [named(ids[0] ?? '')] }),
  );
  const { status, body } = await client.send('GET', `/Users?${filterQuery(`groups.value eq "${id}"`)}`);
  expect([status, body.scimType]).toEqual([400, 'tooMany']);
  expect(body.detail).toContain('100');
});
