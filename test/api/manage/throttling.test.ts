import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendLogs } from '../../../shared/store/logRow.ts';
import { managementToken, managerOf, startManaged, tenantToken } from '../../support/manage.ts';
import type { RunningService } from '../../support/service.ts';
import { entryOf, openPartition, storedUser } from '../../support/store.ts';

let service: RunningService;
let token: string;
let own: string;

beforeAll(async () => {
  service = await startManaged({
    SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '4',
    SCIM_CREDENTIAL_REQUESTS_PER_SECOND: '3',
  });
  ({ token } = await managementToken(service));
  own = await tenantToken(service, 'demo', 'management');
});
afterAll(() => service.stop());

test('wrong credentials meet one limit for all tenants, and stand in no valid one', async () => {
  const stranger = managerOf(service, 'garbage');
  const statuses: number[] = [];
  for (const tenant of ['a', 'b', 'c', 'd', 'e', 'demo']) {
    const { status, headers, body } = await stranger.send('GET', `/tenants/${tenant}/users`);
    statuses.push(status);
    if (status !== 429) continue;
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body.title).toBe('Too Many Requests');
  }
  expect(statuses.slice(0, 4)).toEqual([401, 401, 401, 401]);
  expect(statuses.slice(4)).toEqual([429, 429]);
  expect((await stranger.send('GET', '/tenants')).status).toBe(429);
  expect((await managerOf(service, token).send('GET', '/tenants')).status).toBe(200);
  expect((await managerOf(service, own).send('GET', '/tenants/demo/users')).status).toBe(200);
});

test('guessed links of hand-overs meet a limit, too', async () => {
  const guess = () =>
    fetch(`${service.url}/handover/00000000-0000-4000-8000-000000000000`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: 'x'.repeat(43) }),
    });
  const statuses: number[] = [];
  for (let n = 0; n < 6; n += 1) statuses.push((await guess()).status);
  expect(statuses.slice(0, 4)).toEqual([404, 404, 404, 404]);
  expect(statuses.slice(4)).toEqual([429, 429]);
});

test('a credential that sends too much waits, and no other one does', async () => {
  const busy = managerOf(service, token);
  const replies = await Promise.all(Array.from({ length: 40 }, () => busy.send('GET', '/tenants')));
  const refused = replies.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
  expect((await managerOf(service, own).send('GET', '/tenants/demo/users')).status).toBe(200);
});

test('a page of the log counts as much as it looks at, for the credential that asked', async () => {
  const partition = await openPartition(service.connectionString, 'demo');
  const user = storedUser({ userName: 'logged' });
  const entries = Array.from({ length: 500 }, () => entryOf('update', user));
  await appendLogs(partition, entries);
  const [reader, tenants] = [
    managerOf(service, (await managementToken(service)).token),
    managerOf(service, await tenantToken(service, 'demo', 'management')),
  ];
  for (const manager of [reader, tenants]) {
    expect((await manager.send('GET', '/tenants/demo/log?user=nobody')).status).toBe(200);
    expect((await manager.send('GET', '/tenants/demo')).status).toBe(429);
  }
});
