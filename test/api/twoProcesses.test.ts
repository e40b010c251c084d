import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, type Client } from '../support/client.ts';
import { enterprise, filterQuery, filtersFor, patch, person, uniflow } from '../support/people.ts';
import { enableTenant, rotateToken, startService, type RunningService } from '../support/service.ts';
import { startServiceProcess } from '../support/serviceProcess.ts';

// Two server processes on one storage: no state in memory but caches that expire, and that nobody notices.

const keys = { SCIM_SEALING_KEYS: `shared=${Buffer.alloc(32, 42).toString('base64')}` };

let a: RunningService;
let b: RunningService;
let onA: Client;
let onB: Client;

beforeAll(async () => {
  a = await startService(keys);
  b = await startServiceProcess({ ...keys, SCIM_STORAGE_CONNECTION_STRING: a.connectionString });
  onA = clientOf(a.tenantUrl, a.token);
  onB = clientOf(b.tenantUrl, a.token);
});
afterAll(async () => {
  await b.stop();
  await a.stop();
});

/** A resource without what names the process that was asked. */
function local(resource: unknown): unknown {
  return JSON.parse(JSON.stringify(resource).replaceAll(a.url, 'URL').replaceAll(b.url, 'URL'));
}

async function listed(client: Client, filter: string): Promise<unknown> {
  const { status, body } = await client.send('GET', `/Users?${filterQuery(filter)}`);
  expect(status).toBe(200);
  return local(body.Resources);
}

test('the second process made no tenant and got no token', () => {
  expect(a.token).not.toBe('');
  expect(b.token).toBe('');
});

test('created on A, it is on B at once: by id, by every filter, in the list', async () => {
  const created = await onA.send('POST', '/Users', person('jane'));
  expect(created.status).toBe(201);
  const path = `/Users/${created.body.id}`;
  const read = await onB.send('GET', path);
  expect(read.status).toBe(200);
  expect(read.body.meta.location).toBe(`${b.tenantUrl}${path}`);
  expect(local(read.body)).toEqual(local(created.body));
  expect(read.headers.get('etag')).toBe(created.headers.get('etag'));
  for (const filter of filtersFor('jane')) expect(await listed(onB, filter)).toEqual([local(created.body)]);
  expect((await onB.send('GET', '/Users')).body.totalResults).toBe(1);
  expect((await onB.send('POST', '/Users', person('jane'))).status).toBe(409);
});

test('patched on B, it is changed on A at once; an old version is refused on either', async () => {
  const created = await onA.send('POST', '/Users', person('john'));
  const path = `/Users/${created.body.id}`;
  const old = { 'if-match': created.body.meta.version };
  const change = patch(
    { op: 'Replace', path: 'active', value: 'False' },
    { op: 'Add', path: 'cardNumber', value: '0011' },
  );
  const patched = await onB.send('PATCH', path, change, old);
  expect(patched.status).toBe(200);
  expect(local((await onA.send('GET', path)).body)).toEqual(local(patched.body));
  expect(await listed(onA, 'cardNumber eq "0011"')).toEqual([local(patched.body)]);
  expect(await listed(onA, 'cardNumber eq "00john"')).toEqual([]);
  for (const client of [onA, onB]) expect((await client.send('PATCH', path, change, old)).status).toBe(412);
  expect(
    (await onA.send('GET', path, undefined, { 'if-none-match': patched.body.meta.version })).status,
  ).toBe(304);
  const put = await onA.send('PUT', path, person('john', { title: 'by A' }));
  expect(local((await onB.send('GET', path)).body)).toEqual(local(put.body));
});

test('a secret that A has sealed is unchanged for B', async () => {
  const created = await onA.send('POST', '/Users', person('sealed'));
  const path = `/Users/${created.body.id}`;
  const same = await onB.send('PATCH', path, patch({ op: 'Replace', path: `${uniflow}:pin`, value: '0042' }));
  expect(same.body.meta.version).toBe(created.body.meta.version);
  const other = await onB.send(
    'PATCH',
    path,
    patch({ op: 'Replace', path: `${uniflow}:pin`, value: '00042' }),
  );
  const back = await onA.send(
    'PATCH',
    path,
    patch({ op: 'Replace', path: `${uniflow}:pin`, value: '00042' }),
  );
  expect(other.body.meta.version).not.toBe(created.body.meta.version);
  expect(back.body.meta.version).toBe(other.body.meta.version);
});

test('deleted on B, it is gone on A at once, and A can have it again', async () => {
  const path = `/Users/${(await onA.send('POST', '/Users', person('gone'))).body.id}`;
  expect((await onB.send('DELETE', path)).status).toBe(204);
  expect((await onA.send('GET', path)).status).toBe(404);
  expect((await onA.send('DELETE', path)).status).toBe(404);
  for (const filter of filtersFor('gone')) expect(await listed(onA, filter)).toEqual([]);
  expect((await onA.send('POST', '/Users', person('gone'))).status).toBe(201);
  expect(await listed(onB, 'userName eq "gone@example.com"')).toHaveLength(1);
});

test('the same person, POSTed to both 16 times at once: one 201', async () => {
  const replies = await Promise.all(
    Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? onA : onB).send('POST', '/Users', person('same'))),
  );
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(replies.filter(({ status }) => status === 409)).toHaveLength(31);
  expect(await listed(onA, 'displayName eq "Person same"')).toHaveLength(1);
});

test('PATCHes on both at once: none is lost', async () => {
  const path = `/Users/${(await onA.send('POST', '/Users', person('both', { phoneNumbers: [] }))).body.id}`;
  const replies = await Promise.all(
    Array.from({ length: 30 }, (_, i) => {
      const operation = { op: 'Add', path: `phoneNumbers[type eq "t${i}"].value`, value: String(i) };
      return (i % 2 === 0 ? onA : onB).send('PATCH', path, patch(operation));
    }),
  );
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
  const phones = (await onA.send('GET', path)).body.phoneNumbers as { type: string; value: string }[];
  expect(phones.map(({ type }) => type).toSorted()).toEqual(
    Array.from({ length: 30 }, (_, i) => `t${i}`).toSorted(),
  );
  for (const { type, value } of phones) expect(type).toBe(`t${value}`);
});

test('a manager set on B is seen on A', async () => {
  const path = `/Users/${(await onA.send('POST', '/Users', person('report'))).body.id}`;
  await onB.send('PATCH', path, patch({ op: 'Add', path: `${enterprise}:manager`, value: 'boss' }));
  expect((await onA.send('GET', path)).body[enterprise]).toMatchObject({ manager: { value: 'boss' } });
});

test('a new tenant serves on both at once', async () => {
  const { token } = await enableTenant(a, 'newcomer');
  for (const service of [b, a]) {
    const client = clientOf(`${service.url}/scim/newcomer`, token);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(0);
  }
});

test('a tenant that was asked for before there was one serves as soon as there is', async () => {
  const early = clientOf(`${b.url}/scim/later`, a.token);
  expect((await early.send('GET', '/Users')).status).toBe(401);
  const { token } = await enableTenant(a, 'later');
  expect((await clientOf(`${b.url}/scim/later`, token).send('GET', '/Users')).status).toBe(200);
});

test('a rotated token works on both at once; revoked ones end as soon as the new one was used', async () => {
  const status = async (service: RunningService, token: string): Promise<number> =>
    (await clientOf(service.tenantUrl, token).send('GET', '/Users')).status;
  const second = await rotateToken(a, 'demo');
  for (const service of [a, b]) {
    expect([await status(service, second), await status(service, a.token)]).toEqual([200, 200]);
  }
  const only = await rotateToken(b, 'demo', '--revoke-others');
  for (const service of [a, b]) {
    expect(await status(service, only)).toBe(200);
    expect([await status(service, second), await status(service, a.token)]).toEqual([401, 401]);
  }
});
