import { expect, test } from 'vitest';
import { groupsOf, named } from '../support/groups.ts';
import { patch, person, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

/** Users and groups in one request, that refer to each other before they are there (RFC 7644 §3.7.1). */
const tenant = await useTenant();
const { client } = tenant;
const { users, group, membersOf, groupsOfUser } = groupsOf(tenant);

interface Result {
  readonly status: string;
  readonly location?: string;
  readonly response?: { readonly detail: string };
}

async function bulk(operations: readonly Body[], more: Body = {}) {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  const { status, text, body } = await client.send('POST', '/Bulk', {
    schemas,
    Operations: operations,
    ...more,
  });
  expect(status, text).toBe(200);
  const results = body.Operations as Result[];
  return {
    results,
    statuses: results.map((result) => result.status),
    ids: results.map(({ location = '' }) => location.slice(location.lastIndexOf('/') + 1)),
  };
}

let serial = 0;
const newUser = (bulkId: string) => {
  return { method: 'POST', path: '/Users', bulkId, data: person(`bulk${(serial += 1)}`) };
};
const newGroup = (bulkId: string, ...members: readonly string[]) => {
  const displayName = `Bulk ${(serial += 1)}`;
  return { method: 'POST', path: '/Groups', bulkId, data: { displayName, members: members.map(named) } };
};
const add = (path: string, ...members: readonly string[]) => {
  return { method: 'PATCH', path, data: patch({ op: 'add', path: 'members', value: members.map(named) }) };
};

test('a group refers to users that come before and after it', async () => {
  const { statuses, ids } = await bulk([newUser('a'), newGroup('g', 'bulkId:a', 'bulkId:b'), newUser('b')]);
  expect(statuses).toEqual(['201', '201', '201']);
  const [a = '', g = '', b = ''] = ids;
  expect(await membersOf(g)).toEqual([a, b].toSorted());
  expect([await groupsOfUser(a), await groupsOfUser(b)]).toEqual([[g], [g]]);
});

test('groups refer to each other in a circle, and to themselves', async () => {
  const { statuses, ids } = await bulk([
    newGroup('1', 'bulkId:2'),
    newGroup('2', 'bulkId:3', 'bulkId:2'),
    newGroup('3', 'bulkId:1', 'bulkId:u'),
    newUser('u'),
  ]);
  expect(statuses).toEqual(['201', '201', '201', '201']);
  const [one = '', two = '', three = '', user = ''] = ids;
  expect(await membersOf(one)).toEqual([two]);
  expect(await membersOf(two)).toEqual([two, three].toSorted());
  expect(await membersOf(three)).toEqual([one, user].toSorted());
  expect(await groupsOfUser(user)).toEqual([one, two, three].toSorted());
});

test('a PATCH refers to what is made in the same request, also by its path', async () => {
  const [known = ''] = await users(1);
  const { id } = await group([known]);
  const { statuses, ids } = await bulk([
    add(`/Groups/${id}`, 'bulkId:u'),
    newUser('u'),
    newGroup('g'),
    add('/Groups/bulkId:g', 'bulkId:u', known),
    { method: 'DELETE', path: `/Users/${known}` },
  ]);
  expect(statuses).toEqual(['200', '201', '201', '200', '204']);
  const [, user = '', made = ''] = ids;
  expect(await membersOf(id)).toEqual([user]);
  expect(await membersOf(made)).toEqual([user]);
});

test('what refers to somebody who could not be made fails, and says why', async () => {
  const broken = { ...newUser('bad'), data: { userName: 7 } };
  const before = (await client.send('GET', '/Groups?count=0')).body.totalResults;
  const { results, statuses } = await bulk([
    newGroup('g', 'bulkId:bad'),
    broken,
    newGroup('h', 'nobody'),
    newGroup('i', 'bulkId:of-nothing'),
  ]);
  expect(statuses.every((status) => status.startsWith('4'))).toBe(true);
  expect(results[2]?.response?.detail).toContain('"nobody"');
  expect((await client.send('GET', '/Groups?count=0')).body.totalResults).toBe(before);
});
