import { describe, expect, test } from 'vitest';
import { groupsOf, groupUrn, named, valuesIn } from '../support/groups.ts';
import { patch, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

/** Groups as resources: made, replaced and deleted, inside each other, and in their members' `groups`. */
const tenant = await useTenant();
const { client, tenantUrl } = tenant;
const { users, group, membersOf, groupsOfUser } = groupsOf(tenant);
const [ann = '', ben = '', cy = ''] = await users(3);

const add = (...ids: readonly string[]) => patch({ op: 'add', path: 'members', value: ids.map(named) });
const remove = (id: string) => patch({ op: 'remove', path: `members[value eq "${id}"]` });
const change = async (id: string, body: Body) => {
  const { status, text } = await client.send('PATCH', `/Groups/${id}`, body);
  expect(status, text).toBe(200);
};

/** What a user's `groups` says of each: direct or indirect. */
async function typesOf(user: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await client.send('GET', `/Users/${user}`);
  const groups = (body.groups ?? []) as { readonly value: string; readonly type: string }[];
  return Object.fromEntries(groups.map(({ value, type }) => [value, type]));
}

test('a group is made, read, found and deleted, and its members know of it', async () => {
  const made = await group([ann], { externalId: 'made' });
  const location = `${tenantUrl}/Groups/${made.id}`;
  expect(made).toEqual({
    schemas: [groupUrn],
    id: made.id,
    externalId: 'made',
    displayName: made.displayName,
    members: [{ value: ann, $ref: `${tenantUrl}/Users/${ann}`, type: 'User' }],
    meta: { ...made.meta, resourceType: 'Group', location },
  });
  const read = await client.send('GET', `/Groups/${made.id}`);
  expect([read.body, read.headers.get('etag')]).toEqual([made, made.meta.version]);
  const { members, ...bare } = made;
  expect(members).toBeDefined();
  expect((await client.send('GET', `/Groups/${made.id}?excludedAttributes=members`)).body).toEqual(bare);
  const expected = { value: made.id, $ref: location, display: made.displayName, type: 'direct' };
  expect((await client.send('GET', `/Users/${ann}`)).body.groups).toEqual([expected]);
  expect((await client.send('GET', `/Users/${ann}?attributes=groups.display`)).body.groups).toEqual([
    { display: made.displayName },
  ]);
  expect((await client.send('DELETE', `/Groups/${made.id}`)).status).toBe(204);
  for (const method of ['GET', 'DELETE']) {
    const { status, body } = await client.send(method, `/Groups/${made.id}`);
    expect([status, body.detail]).toEqual([404, expect.stringContaining(made.id)]);
  }
  expect((await client.send('GET', `/Users/${ann}`)).body.groups).toBeUndefined();
  // Its name is free again.
  await group([], { displayName: made.displayName, externalId: 'made' });
});

test('an answer to a write of a user tells its groups', async () => {
  const { id } = await group([ben]);
  const groups = [expect.objectContaining({ value: id, type: 'direct' })];
  const title = patch({ op: 'replace', path: 'title', value: 'Other' });
  const patched = await client.send('PATCH', `/Users/${ben}`, title);
  expect(patched.body).toMatchObject({ title: 'Other', groups });
  // What a client says of groups there is ignored (RFC 7643 §4.1.2), in a PATCH refused.
  const { status, body } = await client.send('PUT', `/Users/${ben}`, {
    ...patched.body,
    groups: [],
    title: 'Third',
  });
  expect([status, body.title, body.groups]).toEqual([200, 'Third', groups]);
  const refused = await client.send('PATCH', `/Users/${ben}`, patch({ op: 'remove', path: 'groups' }));
  expect([refused.status, refused.body.scimType]).toEqual([400, 'mutability']);
  await client.send('DELETE', `/Groups/${id}`);
});

describe('PUT', () => {
  test('replaces the membership, as Okta does', async () => {
    const made = await group([ann, ben], { externalId: 'put' });
    const put = (body: Body) =>
      client.send('PUT', `/Groups/${made.id}`, { displayName: made.displayName, ...body });
    const members = [ben, cy].map((value) => ({ value, display: 'Somebody' }));
    const { status, body } = await put({ schemas: [groupUrn], id: made.id, externalId: 'put', members });
    expect([status, valuesIn(body.members)]).toEqual([200, [ben, cy].toSorted()]);
    expect(await membersOf(made.id)).toEqual([ben, cy].toSorted());
    expect([await groupsOfUser(ann), await groupsOfUser(cy)]).toEqual([[], [made.id]]);
    const again = await put({ externalId: 'put', members: members.toReversed() });
    expect(again.body.meta).toEqual(body.meta);
    // What is left out becomes unassigned.
    const bare = await put({});
    expect(bare.body).toEqual({ ...made, externalId: undefined, members: undefined, meta: bare.body.meta });
    expect(await groupsOfUser(cy)).toEqual([]);
  });

  test.each([
    ['a member who is not there', { members: [named('nobody')] }, 'nobody'],
    ['no name', { displayName: '' }, 'displayName'],
  ])('of %s: 400, and nothing is changed', async (_, body, detail) => {
    const made = await group([ann]);
    const reply = await client.send('PUT', `/Groups/${made.id}`, { displayName: made.displayName, ...body });
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidValue']);
    expect(reply.body.detail).toContain(detail);
    expect((await client.send('GET', `/Groups/${made.id}`)).body).toEqual(made);
    await client.send('DELETE', `/Groups/${made.id}`);
  });
});

describe('names', () => {
  test('are unique without regard to case, externalIds with it', async () => {
    const { id } = await group([], { displayName: 'Straße', externalId: 'one' });
    for (const [more, attribute] of [
      [{ displayName: 'STRASSE' }, 'displayName'],
      [{ displayName: 'Other', externalId: 'one' }, 'externalId'],
    ] as const) {
      const { status, body } = await client.send('POST', '/Groups', more);
      expect([status, body.scimType]).toEqual([409, 'uniqueness']);
      expect(body.detail).toContain(attribute);
      expect(body.detail).toContain(id);
    }
    const other = await group([], { displayName: 'Gasse', externalId: 'ONE' });
    const rename = patch({ op: 'replace', path: 'displayName', value: 'strasse' });
    expect((await client.send('PATCH', `/Groups/${other.id}`, rename)).status).toBe(409);
    // A group may change how its own name is written.
    await change(id, rename);
  });

  test('may be shared where a tenant wants it so, and a filter finds all who have one', async () => {
    const sharing = await tenant.another({ groupNameUnique: false });
    const { group: share } = groupsOf(sharing);
    const made = [await share([], { displayName: 'Same' }), await share([], { displayName: 'SAME' })];
    const found = await sharing.client.send('GET', '/Groups?filter=displayName+eq+%22same%22');
    expect(found.body.Resources.map(({ id }) => id)).toEqual(made.map(({ id }) => id).toSorted());
    const [first] = made;
    expect((await sharing.client.send('DELETE', `/Groups/${first?.id ?? ''}`)).status).toBe(204);
    expect(
      (await sharing.client.send('GET', '/Groups?filter=displayName+eq+%22same%22')).body.totalResults,
    ).toBe(1);
    const taken = { displayName: 'X', externalId: 'unique still' };
    await share([], taken);
    expect((await sharing.client.send('POST', '/Groups', taken)).status).toBe(409);
  });
});

describe('a group inside a group', () => {
  test('is a member of type Group, and its members belong to both', async () => {
    const inner = await group([ann]);
    const outer = await group([inner.id, ben]);
    const outermost = await group([outer.id]);
    expect(outer.members).toContainEqual({
      value: inner.id,
      $ref: `${tenantUrl}/Groups/${inner.id}`,
      type: 'Group',
    });
    const all = { [inner.id]: 'direct', [outer.id]: 'indirect', [outermost.id]: 'indirect' };
    expect(await typesOf(ann)).toEqual(all);
    // Who belongs to a group both ways is a direct member.
    await change(outermost.id, add(ann));
    expect(await typesOf(ann)).toEqual({ ...all, [outermost.id]: 'direct' });
    await change(outermost.id, remove(ann));
    await change(outermost.id, patch({ op: 'remove', path: 'members[type eq "Group"]' }));
    expect(await typesOf(ann)).toEqual({ [inner.id]: 'direct', [outer.id]: 'indirect' });
    expect((await client.send('DELETE', `/Groups/${inner.id}`)).status).toBe(204);
    expect([await typesOf(ann), await membersOf(outer.id)]).toEqual([{}, [ben]]);
    for (const { id } of [outer, outermost]) await client.send('DELETE', `/Groups/${id}`);
  });

  test('circles do no harm', async () => {
    const [one, two] = [await group([cy]), await group()];
    await change(two.id, add(one.id));
    await change(one.id, add(two.id, one.id));
    expect(await membersOf(one.id)).toEqual([cy, one.id, two.id].toSorted());
    expect(await typesOf(cy)).toEqual({ [one.id]: 'direct', [two.id]: 'indirect' });
    const listed = await client.send('GET', `/Users?filter=groups.value+eq+%22${two.id}%22`);
    expect(listed.body.Resources.map(({ id }) => id)).toEqual([cy]);
    await change(one.id, remove(one.id));
    for (const { id } of [one, two]) expect((await client.send('DELETE', `/Groups/${id}`)).status).toBe(204);
    expect(await typesOf(cy)).toEqual({});
  });
});

test('who is deleted is a member no more, and no group is told twice', async () => {
  const [user = ''] = await users(1);
  const groups = [await group([user, ann]), await group([user])];
  const before = groups.map(({ meta }) => meta.version);
  expect((await client.send('DELETE', `/Users/${user}`)).status).toBe(204);
  for (const [n, { id }] of groups.entries()) {
    const { body } = await client.send('GET', `/Groups/${id}`);
    expect(valuesIn(body.members)).toEqual(n === 0 ? [ann] : []);
    expect(body.meta.version).not.toBe(before[n]);
  }
  const again = await client.send('PATCH', `/Groups/${groups[0]?.id ?? ''}`, add(user));
  expect([again.status, again.body.scimType]).toEqual([400, 'invalidValue']);
  expect(again.body.detail).toContain(user);
});
