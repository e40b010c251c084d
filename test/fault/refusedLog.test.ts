import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { person, startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { audit } from '../support/store.ts';
import { isTransaction, loseOnce, type StorageCall } from '../support/storageProxy.ts';

/** A write is refused, and that can't be put into the provisioning log: the client's answer is the same. */
let watched: WatchedService;

beforeAll(async () => {
  watched = await startWatchedService();
  expect((await watched.client.send('POST', '/Users', person('jane'))).status).toBe(201);
});
afterAll(() => watched.stop());
beforeEach(() => {
  watched.proxy.treat(() => 'pass');
});

/** Operations of a Bulk request that are refused without a look at storage. */
function wrongPosts(count: number): object[] {
  return Array.from({ length: count }, (_, n) => ({
    ...{ method: 'POST', path: '/Users', bulkId: String(n) },
    data: { userName: 7 },
  }));
}

const isLogWrite = ({ method, url }: StorageCall) => method === 'PUT' && url.includes('a%3A');
const refused = async () => (await audit(watched.partition)).log.refused ?? 0;

test.each(['refuse', 'cut', 'hang'] as const)('where storage does not take it (%s)', async (treatment) => {
  const usual = await watched.client.send('POST', '/Users', person('jane'));
  const before = await refused();
  watched.proxy.treat((call) => (isLogWrite(call) ? treatment : 'pass'));
  const reply = await watched.client.send('POST', '/Users', person('jane'));
  expect([reply.status, reply.body]).toEqual([409, usual.body]);
  const requestId = reply.headers.get('x-request-id') ?? '';
  const lines = watched.service.log().split('\n');
  const warnings = lines.filter(
    (line) => line.includes('"backgroundTaskFailed"') && line.includes(requestId),
  );
  expect(warnings).toHaveLength(1);
  expect(warnings.join()).not.toContain('jane');
  watched.proxy.treat(() => 'pass');
  expect(await refused()).toBe(before);
});

// What a PATCH has no form without is asked for before anybody is read (RFC 7644 §3.12: syntax), and logged all the same.
const wrong = { Operations: 'none' };

test('where the person is looked up for it in vain, a PATCH is refused as ever', async () => {
  const [user] = (await audit(watched.partition)).users;
  watched.proxy.treat(() => 'refuse');
  const body = wrong;
  const reply = await watched.client.send('PATCH', `/Users/${user?.id ?? ''}`, body);
  expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidSyntax']);
});

describe('where whom it was meant for is not to be had', () => {
  const isLookUp = ({ method, url }: StorageCall) => method === 'GET' && /i%3A/i.test(url);
  test.each(['refuse', 'cut', 'hang'] as const)('it is there without that (%s)', async (treatment) => {
    const [user] = (await audit(watched.partition)).users;
    const before = await refused();
    watched.proxy.treat((call) => (isLookUp(call) ? treatment : 'pass'));
    const reply = await watched.client.send('PATCH', `/Users/${user?.id ?? ''}`, wrong);
    expect([reply.status, reply.body.scimType]).toEqual([400, 'invalidSyntax']);
    watched.proxy.treat(() => 'pass');
    expect(await refused()).toBe(before + 1);
    const { body } = await watched.client.send('GET', '/provisioningLog?count=1');
    expect(body.Resources).toMatchObject([{ action: 'refused', userId: user?.id }]);
    expect(body.Resources[0]).not.toHaveProperty('externalId');
  });

  test('it is there without that where the row is damaged', async () => {
    const { table, tenant } = watched.partition;
    const row = { partitionKey: tenant, rowKey: 'i:damaged' };
    await table.createEntity({ ...row, format: 1, id: 'damaged', document0: '{"id"' });
    expect((await watched.client.send('PATCH', '/Users/damaged', wrong)).status).toBe(400);
    await table.deleteEntity(tenant, row.rowKey);
    const { body } = await watched.client.send('GET', '/provisioningLog?user=damaged');
    expect(body.Resources).toMatchObject([{ action: 'refused', userId: 'damaged' }]);
  });

  test('the other operations of a Bulk request are there, too', async () => {
    const [user] = (await audit(watched.partition)).users;
    const before = await refused();
    watched.proxy.treat((call) => (isLookUp(call) ? 'refuse' : 'pass'));
    const path = `/Users/${user?.id ?? ''}`;
    const operations = [{ method: 'PATCH', path, data: wrong }, ...wrongPosts(149)];
    expect((await watched.client.send('POST', '/Bulk', { Operations: operations })).status).toBe(200);
    watched.proxy.treat(() => 'pass');
    expect(await refused()).toBe(before + 150);
  });
});

test.each(['refuse', 'hang'] as const)(
  'where one batch of a Bulk request is not taken, the others are, and the operator is told (%s)',
  async (treatment) => {
    const before = await refused();
    let first: string | undefined;
    watched.proxy.treat((call) => {
      if (!isTransaction(call)) return 'pass';
      // A repetition is the same batch, under other boundaries.
      const row = /a%3A[^']+/i.exec(call.body)?.[0] ?? '';
      first ??= row;
      return row === first ? treatment : 'pass';
    });
    const reply = await watched.client.send('POST', '/Bulk', { Operations: wrongPosts(250) });
    expect(reply.status).toBe(200);
    watched.proxy.treat(() => 'pass');
    expect(await refused()).toBe(before + 150);
    const requestId = reply.headers.get('x-request-id') ?? '';
    const lines = watched.service.log().split('\n');
    expect(
      lines.filter((line) => line.includes('"backgroundTaskFailed"') && line.includes(requestId)),
    ).toHaveLength(1);
  },
);

test('it is there once where the answer to it is lost', async () => {
  const before = await refused();
  watched.proxy.treat(loseOnce(isLogWrite));
  expect((await watched.client.send('POST', '/Users', person('jane'))).status).toBe(409);
  expect(await refused()).toBe(before + 1);
});
