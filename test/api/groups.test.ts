import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patch, person, startWatchedService, type WatchedService } from '../support/faultyService.ts';

/** Groups over HTTP: what is answered, and what it may cost in storage calls. */
let watched: WatchedService;
let serial = 0;

beforeAll(async () => {
  watched = await startWatchedService();
});
afterAll(() => watched.stop());

interface Made {
  readonly id: string;
  readonly name: string;
}

async function user(): Promise<Made> {
  const name = `user${(serial += 1)}`;
  const { body } = await watched.client.send('POST', '/Users', person(name));
  return { id: body.id, name };
}

async function group(...members: readonly string[]): Promise<Made> {
  const name = `Group ${(serial += 1)}`;
  const body = { displayName: name, members: members.map((value) => ({ value })) };
  const reply = await watched.client.send('POST', '/Groups', body);
  expect(reply.status, reply.text).toBe(201);
  return { id: reply.body.id, name };
}

describe('groups', () => {
  test('are made, read, changed and deleted', async () => {
    const [one, two] = [await user(), await user()];
    const { id, name } = await group(one.id);
    const read = await watched.client.send('GET', `/Groups/${id}`);
    expect(read.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
      displayName: name,
      members: [{ value: one.id, type: 'User' }],
      meta: { resourceType: 'Group' },
    });
    const changed = await watched.client.send(
      'PATCH',
      `/Groups/${id}`,
      patch({ op: 'Add', path: 'members', value: [{ value: two.id }] }),
    );
    expect(changed.status, changed.text).toBe(200);
    const ids = (changed.body.members as { value: string }[]).map(({ value }) => value);
    expect(ids.toSorted()).toEqual([one.id, two.id].toSorted());
    const member = await watched.client.send('GET', `/Users/${one.id}`);
    expect(member.body.groups).toMatchObject([{ value: id, display: name, type: 'direct' }]);
    expect((await watched.client.send('DELETE', `/Groups/${id}`)).status).toBe(204);
    expect((await watched.client.send('GET', `/Groups/${id}`)).status).toBe(404);
    expect((await watched.client.send('GET', `/Users/${one.id}`)).body.groups).toBeUndefined();
  });
});
