import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { clientOf, type Client, type ReplyBody } from '../../support/client.ts';
import { sharedManagementToken, managerOf, tenantToken } from '../../support/manage.ts';
import { patch, person, uniflow } from '../../support/people.ts';
import { enableTenant } from '../../support/service.ts';
import { useTenant } from '../../support/useTenant.ts';

// What a support desk and a print system do with users, with the tenant's own credential and with the deployment's.

const tenant = await useTenant();
let scim: Client;
let ada: ReplyBody;
let bob: ReplyBody;
const managers = {} as Record<'deployment' | 'own', Client>;

beforeAll(async () => {
  const { tenantUrl, token } = await enableTenant(tenant.service, 'alpha');
  scim = clientOf(tenantUrl, token);
  const codes = { cardRegistrationCode: 'registration-code', pin: '731942' };
  ada = (await scim.send('POST', '/Users', person('ada', { [uniflow]: codes }))).body;
  bob = (await scim.send('POST', '/Users', person('bob', { [uniflow]: {} }))).body;
  const cyd = (await scim.send('POST', '/Users', person('cyd'))).body;
  await scim.send('PATCH', `/Users/${cyd.id}`, patch({ op: 'replace', path: 'externalId', value: 'ext-cy' }));
  managers.deployment = managerOf(tenant.service, (await sharedManagementToken(tenant.service)).token);
  managers.own = managerOf(tenant.service, await tenantToken(tenant.service, 'alpha', 'management'));
});

const path = '/tenants/alpha';
const userNames = ({ Resources }: ReplyBody) => Resources.map(({ userName }) => userName).toSorted();

describe.each(['deployment', 'own'] as const)('with the credential %s', (name) => {
  const send = (method: string, rest: string) => managers[name].send(method, `${path}${rest}`);
  const reveal = (id: string) =>
    managers[name].send('POST', `${path}/users/${id}/secrets`, { reason: 'Ticket 4711' });

  test('users are found as by SCIM, and are what they are there', async () => {
    const { body, headers } = await send('GET', '/users?filter=userName%20sw%20%22b%22');
    expect(userNames(body)).toEqual(['bob@example.com']);
    // Its caller has no credential that the tenant URL would take: meta.location leads back with the same one.
    const [found] = body.Resources;
    const [before, rest = ''] = found?.meta.location.split(path) ?? [];
    expect(before).toBe(`${tenant.service.url}/manage`);
    expect((await send('GET', rest)).body).toEqual(found);
    expect(headers.get('content-type')).toBe('application/json');
    const read = await send('GET', `/users/${ada.id}`);
    const { meta, ...user } = (await scim.send('GET', `/Users/${ada.id}`)).body;
    const { location } = read.body.meta;
    expect(location).toBe(found?.meta.location.replace(bob.id, ada.id));
    expect(read.body).toEqual({ ...user, meta: { ...meta, location } });
    expect(read.text).not.toContain('731942');
    expect((await send('GET', `/users/${ada.id}?attributes=userName`)).body).not.toHaveProperty('title');
  });

  test('a list has pages by cursor', async () => {
    const found: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const { body } = await send('GET', `/users?count=2&cursor=${encodeURIComponent(cursor)}`);
      found.push(...userNames(body));
      cursor = body.nextCursor;
    }
    expect(found.toSorted()).toEqual(['ada@example.com', 'bob@example.com', 'cyd@example.com']);
  });

  test('secrets are handed out, and each time the log says so', async () => {
    const { body, headers } = await reveal(ada.id);
    expect(body).toEqual({
      secrets: expect.arrayContaining([
        { attribute: `${uniflow}:pin`, value: '731942' },
        { attribute: `${uniflow}:cardRegistrationCode`, value: 'registration-code' },
      ]) as unknown,
    });
    expect((await reveal(bob.id)).body).toEqual({ secrets: [] });
    const log = await send('GET', `/log?action=reveal&user=${ada.id}`);
    expect(log.body.Resources[0]).toMatchObject({
      action: 'reveal',
      changed: expect.arrayContaining([`${uniflow}:pin`]) as unknown,
      requestId: headers.get('x-request-id'),
      actor: { tenant: 'alpha', credential: { label: name === 'own' ? 'management' : 'Test' } },
    });
    expect(log.text).not.toContain('731942');
  });

  test('the log is the one that SCIM shows', async () => {
    const { body } = await send('GET', '/log?count=2');
    expect(body).toMatchObject({ itemsPerPage: 2, nextCursor: expect.any(String) as string });
    const here = await send('GET', '/log?count=1000');
    const there = await scim.send('GET', '/provisioningLog?count=1000');
    expect(here.body.Resources).toEqual(there.body.Resources);
  });

  test('a user is deleted, and its name is free', async () => {
    const made = await scim.send('POST', '/Users', person(`gone-${name}`));
    const deleted = await send('DELETE', `/users/${made.body.id}`);
    expect({ status: deleted.status, text: deleted.text }).toEqual({ status: 204, text: '' });
    expect((await scim.send('GET', `/Users/${made.body.id}`)).status).toBe(404);
    const again = await scim.send('POST', '/Users', person(`gone-${name}`));
    expect(again.status).toBe(201);
    await scim.send('DELETE', `/Users/${again.body.id}`);
  });
});

test("a print system with the tenant's own credential reads secrets without a reason, an operator does not", async () => {
  const secrets = `${path}/users/${ada.id}/secrets`;
  expect((await managers.own.send('GET', secrets)).body.secrets).toHaveLength(2);
  const { status, body } = await managers.deployment.send('GET', secrets);
  expect([status, body.code]).toEqual([400, 'reasonMissing']);
  // It has 1 to 200 printable characters.
  for (const reason of ['', ' ', 'x'.repeat(201), 'a\nb'])
    expect([reason, (await managers.deployment.send('POST', secrets, { reason })).status]).toEqual([
      reason,
      400,
    ]);
});

test('HEAD is no way to ask for secrets: it hands nothing out, and the log does not say that it does', async () => {
  const reveals = async () =>
    (await managers.own.send('GET', `${path}/log?action=reveal&count=1000`)).body.Resources.length;
  const before = await reveals();
  const { status, headers } = await managers.own.send('HEAD', `${path}/users/${ada.id}/secrets`);
  expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow: 'GET, POST' });
  expect(await reveals()).toBe(before);
});

test('the log is searched also for an externalId that a user had before', async () => {
  const { body } = await managers.own.send('GET', `${path}/log?user=ext-cyd&action=update`);
  expect(body.Resources).toMatchObject([{ externalId: 'ext-cy', previousExternalId: 'ext-cyd' }]);
});

test.each([randomUUID(), '.search', 'x'.repeat(300)])('a user who is not there is 404: %s', async (id) => {
  const send = (method: string, rest = '', body?: object) =>
    managers.deployment.send(method, `${path}/users/${id}${rest}`, body);
  const replies = [await send('GET'), await send('DELETE'), await send('POST', '/secrets', { reason: 'x' })];
  expect(replies.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test.each([
  ['users', () => scim.send('POST', '/Users', person('dan'))],
  ['groups', () => scim.send('POST', '/Groups', { displayName: 'Dancers' })],
])('who has an old version of one of the %s deletes nothing', async (kind, make) => {
  const { id, meta } = (await make()).body;
  const remove = (version: string) =>
    managers.deployment.send('DELETE', `${path}/${kind}/${id}`, undefined, { 'if-match': version });
  const refused = await remove('W/"old"');
  expect([refused.status, refused.body.code]).toEqual([412, 'versionMismatch']);
  expect((await remove(meta.version)).status).toBe(204);
});

test('groups are found, read with their members, and deleted', async () => {
  const group = (await scim.send('POST', '/Groups', { displayName: 'Finance', members: [{ value: ada.id }] }))
    .body;
  for (const manager of Object.values(managers)) {
    const found = await manager.send('GET', `${path}/groups?filter=displayName%20eq%20%22Finance%22`);
    expect(found.body.Resources).toMatchObject([{ id: group.id }]);
    const read = await manager.send('GET', `${path}/groups/${group.id}`);
    expect(read.body).toMatchObject({ displayName: 'Finance', members: [{ value: ada.id }] });
    expect(read.headers.get('content-type')).toBe('application/json');
  }
  expect((await managers.own.send('DELETE', `${path}/groups/${group.id}`)).status).toBe(204);
  expect((await managers.deployment.send('GET', `${path}/groups/${group.id}`)).status).toBe(404);
  expect((await managers.deployment.send('DELETE', `${path}/groups/${group.id}`)).status).toBe(404);
});
