import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTable } from '../../shared/store/tables.ts';
import { addManagementToken } from '../../shared/tenants/deployment.ts';
import { readAudit } from '../../shared/operators/readAudit.ts';
import type { Client } from '../support/client.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { managerOf } from '../support/manage.ts';
import type { StorageCall, Treatment } from '../support/storageProxy.ts';

/** What can't be recorded is not done, and what was done is answered. */
let watched: WatchedService;
let manager: Client;

beforeAll(async () => {
  watched = await startWatchedService({ SCIM_MANAGEMENT_API: 'on' });
  const table = await openTable(watched.service, 'scimTenants');
  const { token } = await addManagementToken(table, { label: 'Test', expires: undefined }, 'none');
  manager = managerOf(watched.service, token);
  await manager.send('GET', '/tenants');
});
afterAll(() => watched.stop());
beforeEach(() => {
  watched.proxy.treat(() => 'pass');
});

const isEntry = ({ method, url }: StorageCall) => method === 'PUT' && url.includes('audit');
const scopes = async () =>
  ((await manager.send('GET', '/tenants/demo/tokens')).body.secretTokens as { scope: string }[]).map(
    ({ scope }) => scope,
  );

/** Of the writes of one entry, lets those before `from` pass. */
function entriesFrom(from: number, treatment: Treatment): (call: StorageCall) => Treatment {
  let count = 0;
  return (call) => {
    if (!isEntry(call)) return 'pass';
    count += 1;
    return count > from ? treatment : 'pass';
  };
}

test('if storage does not take the entry, nothing is done', async () => {
  const before = await scopes();
  watched.proxy.treat(entriesFrom(0, 'refuse'));
  const { status } = await manager.send('POST', '/tenants/demo/tokens', { scope: 'read-only' });
  watched.proxy.treat(() => 'pass');
  expect(status).toBe(503);
  expect(await scopes()).toEqual(before);
});

test('if storage does not take the end of it, the answer shows the only copy of the secret all the same', async () => {
  watched.proxy.treat(entriesFrom(1, 'refuse'));
  const { status, body } = await manager.send('POST', '/tenants/demo/tokens', { scope: 'read-only' });
  watched.proxy.treat(() => 'pass');
  expect([status, typeof body.secretToken]).toEqual([201, 'string']);
  const table = await openTable(watched.service, 'scimTenants');
  const all = { from: undefined, to: undefined, tenant: 'demo', actor: undefined, after: undefined };
  const { entries } = await readAudit(
    table,
    { ...all, actions: ['token.add'], outcome: undefined, count: 10 },
    new AbortController().signal,
  );
  expect(entries).toMatchObject([{ action: 'token.add', outcome: 'unknown' }]);
  expect(watched.service.log()).toContain('"event":"backgroundTaskFailed"');
});

test('if an answer of storage never ends, the entry is written again, and what is asked is done', async () => {
  let hung = false;
  watched.proxy.treat((call) => {
    if (!isEntry(call) || hung) return 'pass';
    hung = true;
    return 'neverEnd';
  });
  const { status } = await manager.send('PATCH', '/tenants/demo', { displayName: 'Demo' });
  expect([hung, status]).toEqual([true, 200]);
});
