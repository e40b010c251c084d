import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ActivityRecorder } from '../../shared/activity/activityRecorder.ts';
import { readMinutes } from '../../shared/activity/minutes.ts';
import { changeSummary, readSummaries, withInstance } from '../../shared/activity/summary.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { ActivityCounter, hourMs } from '../../shared/telemetry/recorder.ts';
import { addManagementToken } from '../../shared/tenants/deployment.ts';
import { TenantDirectory } from '../../shared/tenants/tenantDirectory.ts';
import type { Client } from '../support/client.ts';
import { startWatchedService, type WatchedService } from '../support/faultyService.ts';
import { managerOf } from '../support/manage.ts';
import { person } from '../support/people.ts';
import { startStorageProxy, type StorageProxy } from '../support/storageProxy.ts';
import { startStorage, type TestStorage } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';

const { signal } = new AbortController();
const hour = Math.floor(Date.now() / hourMs);

describe('what is counted', () => {
  let storage: TestStorage;
  let proxy: StorageProxy;
  let table: Table;

  beforeAll(async () => {
    storage = await startStorage();
    proxy = await startStorageProxy(storage.connectionString);
    table = await openTable(storage, 'scimTenants');
    await (await openTable(storage, 'scimUsers')).createTable();
    for (const name of ['acme', 'beta']) await madeTenant(table, name);
  });
  afterAll(async () => {
    await proxy.close();
    await storage.close();
  });
  beforeEach(() => {
    proxy.treat(() => 'pass');
  });

  /** An instance of the service, as far as it counts. */
  function instance() {
    const counter = new ActivityCounter();
    const open = (name: 'scimTenants' | 'scimUsers') => openTable(proxy, name);
    const tenants = new TenantDirectory(() => open('scimTenants'));
    return { counter, recorder: new ActivityRecorder({ tenants, table: open }, counter) };
  }

  const requests = async (tenant: string) =>
    [...(await readMinutes(table, tenant, 0, signal)).values()].reduce((sum, [count = 0]) => sum + count, 0);
  const summaryOf = async (tenant: string) => (await readSummaries(table, signal)).get(tenant);

  test('on two instances adds up, however often each of them stores it', async () => {
    const [one, two] = [instance(), instance()];
    for (const { counter } of [one, two]) counter.count('acme', 'requests');
    await Promise.all([one.recorder.flush(), two.recorder.flush()]);
    one.counter.count('acme', 'requests');
    one.counter.count('acme', 'refused');
    await one.recorder.flush();
    expect(await requests('acme')).toBe(3);
    const live = [...((await summaryOf('acme'))?.live.values() ?? [])].map((hours) => hours.get(hour));
    expect(live.toSorted()).toEqual([
      [1, 0],
      [2, 1],
    ]);
    await Promise.all([one.recorder.end(), two.recorder.end()]);
  });

  test('costs nothing while nothing happens', async () => {
    const { recorder } = instance();
    proxy.forget();
    await recorder.flush();
    await recorder.end();
    expect(proxy.calls).toEqual([]);
  });

  test.each(['refuse', 'lose'] as const)(
    'is stored once, with the next, where storage is there to %s',
    async (treatment) => {
      const { counter, recorder } = instance();
      const before = await requests('beta');
      counter.count('beta', 'requests');
      let calls = 0;
      proxy.treat(({ method }) => (method !== 'GET' && (calls += 1) < 9 ? treatment : 'pass'));
      await recorder.flush();
      proxy.treat(() => 'pass');
      await recorder.flush();
      expect(await requests('beta')).toBe(before + 1);
      await recorder.end();
    },
  );

  test('of a tenant that is not there is forgotten', async () => {
    const { counter, recorder } = instance();
    counter.count('nobody', 'requests');
    await recorder.end();
    expect(await requests('nobody')).toBe(0);
    expect(await summaryOf('nobody')).toBeUndefined();
  });
});

describe('a service with its management API', () => {
  let watched: WatchedService;
  let table: Table;
  let manager: Client;

  beforeAll(async () => {
    watched = await startWatchedService({ SCIM_MANAGEMENT_API: 'on' });
    table = await openTable(watched.service, 'scimTenants');
    const { token } = await addManagementToken(table, { label: 'Test', expires: undefined }, 'none');
    manager = managerOf(watched.service, token);
    await manager.send('GET', '/tenants');
  });
  afterAll(() => watched.stop());

  test('answers overview and list in three storage calls at most for 100 tenants', async () => {
    for (let n = 0; n < 100; n += 1) {
      const name = `tenant-${n}`;
      await madeTenant(table, name);
      await changeSummary(table, name, signal, (summary) => ({
        ...withInstance(summary, 'other', new Map([[hour, [100, n % 2]]]), hour),
        ...{
          users: 10_000,
          groups: 10,
          counted: new Date().toISOString(),
          lastSeen: new Date().toISOString(),
        },
      }));
    }
    // Nothing is counted of the service's own tenant yet; the first list does that.
    await manager.send('GET', '/tenants?include=summary&count=1000');
    for (const path of ['/overview', '/tenants?include=summary&count=1000', '/tenants?state=attention']) {
      const counts: number[] = [];
      // Three times: the service also stores what it counted, now and then, and reads its tokens again.
      for (let n = 0; n < 3; n += 1) {
        watched.proxy.forget();
        expect((await manager.send('GET', path)).status).toBe(200);
        counts.push(watched.proxy.calls.length);
      }
      expect(Math.min(...counts), path).toBeLessThanOrEqual(3);
    }
    const { body } = await manager.send('GET', '/overview');
    expect(body).toMatchObject({ users: 1_000_000, groups: 1_000, tenants: { total: 101, on: 101 } });
  }, 60_000);

  test('keeps what it counted when it ends', async () => {
    const another = await watched.anotherProcess();
    expect((await another.client.send('POST', '/Users', person('ada'))).status).toBe(201);
    await another.stop();
    const minutes = await readMinutes(table, 'demo', 0, signal);
    expect([...minutes.values()].some(([, , created = 0]) => created > 0)).toBe(true);
    expect((await readSummaries(table, signal)).get('demo')).toMatchObject({ users: 1 });
  });
});
