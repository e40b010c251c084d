import { beforeAll, expect, test } from 'vitest';
import { addManagementToken } from '../../../shared/tenants/deployment.ts';
import type { Client, ReplyBody } from '../../support/client.ts';
import { managerOf, sharedManagementToken, tenantToken } from '../../support/manage.ts';
import { person, uniflow } from '../../support/people.ts';
import { useTenant } from '../../support/useTenant.ts';

const tenant = await useTenant();
const path = `/tenants/${tenant.name}`;
const managers = {} as Record<'admin' | 'reader' | 'own', Client>;
const ids = {} as Record<'admin' | 'reader', string>;
let userId: string;

beforeAll(async () => {
  const admin = await sharedManagementToken(tenant.service);
  const wish = { label: 'Auditor', role: 'reader', expires: undefined } as const;
  const reader = await addManagementToken(tenant.tenants, wish, 'oldest');
  managers.admin = managerOf(tenant.service, admin.token);
  managers.reader = managerOf(tenant.service, reader.token);
  managers.own = managerOf(tenant.service, await tenantToken(tenant.service, tenant.name, 'management'));
  Object.assign(ids, { admin: admin.id, reader: reader.record.id });
  const body = person('ada', { [uniflow]: { pin: '731942' } });
  userId = (await tenant.client.send('POST', '/Users', body)).body.id;
});

/** The audit log of this tenant, newest first, as a reader sees it. */
async function entries(query = ''): Promise<ReplyBody[]> {
  const { body } = await managers.reader.send('GET', `/audit?tenant=${tenant.name}${query}`);
  return body.entries as ReplyBody[];
}

test('a change is in it: who, what, whom it concerns, how it ended, and by which request', async () => {
  const added = await managers.admin.send('POST', `${path}/tokens`, { scope: 'read-only' });
  const { id } = added.body.token as ReplyBody;
  const [entry] = await entries();
  expect(entry).toEqual({
    id: expect.stringMatching(/^\d{16}-[0-9a-f]{32}$/) as string,
    at: expect.any(String) as string,
    actor: { kind: 'managementToken', id: ids.admin, label: 'Test' },
    role: 'admin',
    tenant: tenant.name,
    action: 'token.add',
    target: id,
    reason: null,
    outcome: 'done',
    status: 201,
    code: null,
    requestId: added.headers.get('x-request-id'),
  });
  await managers.admin.send('DELETE', `${path}/tokens/${id}`);
  expect((await entries())[0]).toMatchObject({ action: 'token.revoke', target: id, status: 204 });
});

const directoryId = '11111111-2222-3333-4444-555555555555';
const metadataUrl = `https://login.microsoftonline.com/${directoryId}/federationmetadata/2007-06/federationmetadata.xml`;

test('what turns provisioning or single sign-on on and off is told apart from other changes', async () => {
  for (const [body, action] of [
    [{ displayName: 'Other' }, 'tenant.change'],
    [{ provisioning: { enabled: false } }, 'tenant.disable'],
    [{ provisioning: { enabled: true } }, 'tenant.enable'],
    [{ singleSignOn: { sessionMinutes: 60 } }, 'tenant.change'],
    [
      { singleSignOn: { enabled: true, metadataUrl }, settings: { entraTenantId: directoryId } },
      'singleSignOn.enable',
    ],
    [{ singleSignOn: { enabled: false } }, 'singleSignOn.disable'],
  ] as const) {
    await managers.admin.send('PATCH', path, body);
    expect((await entries())[0]).toMatchObject({ action, outcome: 'done' });
  }
});

test('what was refused is in it, too: for its role, or because it is wrong', async () => {
  await managers.reader.send('DELETE', `${path}/users/${userId}`);
  expect((await entries())[0]).toMatchObject({
    actor: { id: ids.reader, label: 'Auditor' },
    ...{ role: 'reader', action: 'user.delete', target: userId },
    ...{ outcome: 'refused', status: 403, code: 'roleInsufficient' },
  });
  await managers.own.send('POST', `${path}/tokens`, {});
  expect((await entries())[0]).toMatchObject({ outcome: 'refused', code: 'managementTokenRequired' });
  await managers.admin.send('POST', `${path}/tokens`, { scope: 'all' });
  expect((await entries())[0]).toMatchObject({ outcome: 'refused', status: 400, code: 'manageBodyInvalid' });
});

test('revealed secrets are in it, with the reason, and not what they are', async () => {
  const secrets = `${path}/users/${userId}/secrets`;
  await managers.admin.send('POST', secrets, { reason: 'Ticket 4711' });
  const [byOperator] = await entries();
  expect(byOperator).toMatchObject({ action: 'reveal', target: userId, reason: 'Ticket 4711' });
  expect(JSON.stringify(byOperator)).not.toContain('731942');
  await managers.own.send('GET', secrets);
  const [byPrintSystem] = await entries();
  expect(byPrintSystem).toMatchObject({
    actor: { kind: 'tenantCredential' },
    action: 'reveal',
    reason: null,
  });
  expect(byPrintSystem).not.toHaveProperty('role');
});

test('what is only read is not in it', async () => {
  const [before] = await entries();
  for (const part of ['', '/users', '/log', '/tokens']) await managers.admin.send('GET', `${path}${part}`);
  await managers.own.send('HEAD', `${path}/users/${userId}/secrets`);
  expect((await entries())[0]).toEqual(before);
});

test('a new tenant is in it under its name', async () => {
  const name = `${tenant.name}x`;
  await managers.admin.send('POST', '/tenants', { name });
  const { body } = await managers.reader.send('GET', `/audit?tenant=${name}`);
  expect(body.entries).toMatchObject([{ action: 'tenant.add', tenant: name, outcome: 'done' }]);
});

test('it is read in pages, and filtered', async () => {
  const all = await entries();
  const paged: ReplyBody[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const query = `/audit?tenant=${tenant.name}&count=3&after=${after}`;
    const { body } = await managers.reader.send('GET', query);
    paged.push(...(body.entries as ReplyBody[]));
    after = body.next as string | undefined;
  }
  expect(paged).toEqual(all);
  const ofReader = await entries(`&actor=${ids.reader}`);
  expect(ofReader.map(({ action }) => action)).toEqual(['user.delete']);
  const refused = await entries('&outcome=refused&action=token.add,reveal');
  expect(refused.map(({ code }) => code)).toEqual(['manageBodyInvalid', 'managementTokenRequired']);
  const last = all.at(-1)?.at as string;
  expect(await entries(`&to=${last}`)).toEqual([]);
  expect(await entries(`&from=${last}`)).toEqual(all);
});

test.each(['count=0', 'after=x', 'outcome=good', 'action=look', 'tenant=No%20Name', 'from=x'])(
  'a parameter that is wrong is told: %s',
  async (query) => {
    expect((await managers.reader.send('GET', `/audit?${query}`)).status).toBe(400);
  },
);
