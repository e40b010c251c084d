import type { InvocationContext } from '@azure/functions';
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../shared/config/config.ts';
import { maintenance } from '../../shared/jobs/maintenance.ts';
import { createService, type Service } from '../../shared/service.ts';
import { insertSession, readSession } from '../../shared/signIn/sessionRows.ts';
import { countKey, logKey, markerKey } from '../../shared/store/keys.ts';
import type { LogEntry } from '../../shared/store/logEntry.ts';
import { appendLogs } from '../../shared/store/logRow.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { addClient } from '../../shared/tenants/clients.ts';
import { addManagementToken } from '../../shared/tenants/deployment.ts';
import type { TenantSettings } from '../../shared/tenants/tenant.ts';
import { readTenant, writeTenant } from '../../shared/tenants/tenantStore.ts';
import { useAssertion } from '../../shared/tenants/usedAssertions.ts';
import { clientOf } from '../support/client.ts';
import { person } from '../support/people.ts';
import { startService, type RunningService } from '../support/service.ts';
import { startStorageProxy, type StorageProxy } from '../support/storageProxy.ts';
import { allRows, openPartition, operationId, startStorage, type TestStorage } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';

const day = 24 * 3_600_000;
const signal = new AbortController().signal;

function entryOf(daysAgo: number): LogEntry {
  return {
    operationId: operationId(),
    at: Date.now() - daysAgo * day,
    action: 'update',
    userId: 'user-1',
    externalId: undefined,
    changed: [],
    requestId: 'request-1',
    credential: { id: 'credential-1', label: 'Test' },
  };
}

/** Days since the entries of a tenant's log were written, newest first. */
async function logOf(connectionString: string, tenant: string): Promise<number[]> {
  const rows = await allRows(await openPartition(connectionString, tenant));
  return [...rows].flatMap(([key, row]) =>
    key.startsWith('a:') ? [Math.round((Date.now() - (row.at as Date).getTime()) / day)] : [],
  );
}

async function fillLog(connectionString: string, tenant: string, ...daysAgo: number[]): Promise<void> {
  await appendLogs(await openPartition(connectionString, tenant), daysAgo.map(entryOf));
}

describe('run by the host', () => {
  let service: RunningService;
  let tenants: Table;

  beforeAll(async () => {
    service = await startService({ SCIM_LOG_RETENTION_DAYS: '30', SCIM_AUDIT_RETENTION_DAYS: '60' });
    tenants = await openTable(service, 'scimTenants');
  });
  afterAll(() => service.stop());

  async function run(): Promise<void> {
    const { status } = await fetch(`${service.url}/admin/functions/maintenance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(status).toBe(202);
  }

  test('deletes what is older in the audit log than the deployment keeps it', async () => {
    const days = async () => {
      const found: number[] = [];
      for await (const { at } of tenants.listEntities<{ at: Date }>({
        queryOptions: { filter: "PartitionKey eq 'audit'" },
      }))
        found.push(Math.round((Date.now() - at.getTime()) / day));
      return found;
    };
    for (const daysAgo of [1, 59, 61, 400]) {
      const at = Date.now() - daysAgo * day;
      const rowKey = logKey(at, operationId());
      await tenants.createEntity({ partitionKey: 'audit', rowKey, at: new Date(at) });
    }
    await run();
    expect(await days()).toEqual([1, 59]);
  });

  test("deletes what is older than the tenant's own number of days, or else the deployment's", async () => {
    const settings: Partial<TenantSettings>[] = [{}, { logRetentionDays: 1 }, { logRetentionDays: 400 }];
    for (const [index, wish] of settings.entries()) {
      await madeTenant(tenants, `kept-${index}`, wish);
      await fillLog(service.connectionString, `kept-${index}`, 0.9, 29, 31, 399, 401);
    }
    await run();
    expect(await logOf(service.connectionString, 'kept-0')).toEqual([1, 29]);
    expect(await logOf(service.connectionString, 'kept-1')).toEqual([1]);
    expect(await logOf(service.connectionString, 'kept-2')).toEqual([1, 29, 31, 399]);
  });

  test('leaves users and their number as they are, and no marker of their counting', async () => {
    const client = clientOf(service.tenantUrl, service.token);
    const created = await client.send('POST', '/Users', person('jane'));
    await client.send('POST', '/Users', person('john'));
    await client.send('DELETE', `/Users/${created.body.id}`);
    const partition = await openPartition(service.connectionString, 'demo');
    const before = await allRows(partition);
    await run();
    const after = await allRows(partition);
    expect(after.get(countKey)?.count).toBe(1);
    const others = (rows: typeof after) => [...rows].filter(([key]) => !key.startsWith('k:'));
    expect(others(after)).toEqual(others(before));
    expect([...after.keys()].filter((key) => key.startsWith(markerKey('')))).toEqual([countKey]);
    expect((await client.send('GET', '/Users?count=0')).body.totalResults).toBe(1);
  });

  test('forgets used assertions that have expired, and no others', async () => {
    const use = (id: string, expires: number) =>
      useAssertion(tenants, { issuer: 'issuer', id, expires: new Date(expires) }, signal);
    await use('old', Date.now() - 1_000);
    await use('new', Date.now() + day);
    await run();
    const keys: unknown[] = [];
    const filter = "PartitionKey eq 'assertions'";
    for await (const row of tenants.listEntities({ queryOptions: { filter } })) keys.push(row.rowKey);
    const key = createHash('sha256')
      .update(JSON.stringify(['issuer', 'new']))
      .digest('hex');
    expect(keys).toEqual([key]);
  });
});

describe('the operation', () => {
  let storage: TestStorage;
  let proxy: StorageProxy;
  let service: Service;
  let tenants: Table;
  let lines: (Record<string, unknown> & { level: string })[];
  let context: InvocationContext;

  beforeEach(async () => {
    storage = await startStorage();
    proxy = await startStorageProxy(storage.connectionString);
    service = createService(
      readConfig({
        SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
        SCIM_SEALING_KEYS: `key=${randomBytes(32).toString('base64')}`,
      }),
    );
    tenants = await openTable(storage, 'scimTenants');
    lines = [];
    const level = (name: string) => (line: string) =>
      lines.push({ level: name, ...(JSON.parse(line) as object) });
    context = { info: level('info'), warn: level('warn') } as unknown as InvocationContext;
  });
  afterEach(async () => {
    await proxy.close();
    await storage.close();
  });

  const warnings = () => lines.filter((line) => line.level === 'warn').map(({ level, ...fields }) => fields);

  test('does nothing in a deployment that nobody has used yet', async () => {
    await maintenance(service, context);
    expect(lines).toEqual([{ level: 'info', event: 'maintenanceFinished' }]);
  });

  test('warns of every credential that ends within 60 days: of each kind, and of the deployment', async () => {
    await madeTenant(tenants, 'acme');
    await addClient(tenants, 'acme', { label: 'client', scopes: ['provisioning'], days: 365 });
    const read = await readTenant(tenants, 'acme', signal);
    if (read === undefined) throw new Error('There is no such tenant.');
    const [token] = read.tenant.secretTokens;
    const [client] = read.tenant.clients;
    const [secret] = client?.secrets ?? [];
    if (token === undefined || client === undefined || secret === undefined)
      throw new Error('Nothing was made.');
    const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();
    const [soon, later, past] = [inDays(59), inDays(61), inDays(-1)];
    const many = <Kind>(one: Kind, prefix: string) =>
      [soon, later, past, undefined].map((expires, n) => ({ ...one, id: `${prefix}-${n}`, expires }));
    const federated = { label: 'f', created: past, entraTenantId: 'e', subject: 's', audience: 'a' };
    const changed = {
      ...read.tenant,
      secretTokens: many(token, 'token'),
      clients: [{ ...client, secrets: many(secret, 'secret') }],
      federatedCredentials: many({ ...federated, scopes: client.scopes }, 'federated'),
    };
    expect(await writeTenant(tenants, changed, read.etag, signal)).toBe(true);
    const wish = { label: 'portal', expires: soon };
    const { record } = await addManagementToken(tenants, wish, 'none');
    await addManagementToken(tenants, { ...wish, expires: later }, 'none');
    await maintenance(service, context);
    expect(warnings()).toEqual([
      ...['token-0', 'secret-0', 'federated-0'].map((credential) => ({
        event: 'credentialExpires',
        tenant: 'acme',
        credential,
        expires: soon,
      })),
      { event: 'credentialExpires', credential: record.id, expires: soon },
    ]);
  });

  test('goes on with the other tenants where one fails', async () => {
    for (const name of ['first', 'second', 'third']) {
      await madeTenant(tenants, name);
      await fillLog(storage.connectionString, name, 1, 100);
    }
    proxy.treat(({ url }) => (decodeURIComponent(url).includes("'second'") ? 'refuse' : 'pass'));
    await maintenance(service, context);
    expect(warnings()).toEqual([
      {
        event: 'maintenanceFailed',
        tenant: 'second',
        error: 'RestError ServerBusy',
        stack: expect.any(String) as string,
      },
    ]);
    expect(await logOf(storage.connectionString, 'first')).toEqual([1]);
    expect(await logOf(storage.connectionString, 'second')).toEqual([1, 100]);
    expect(await logOf(storage.connectionString, 'third')).toEqual([1]);
  });

  test('goes on where the row of a tenant is damaged, and says whose', async () => {
    await madeTenant(tenants, 'whole');
    await fillLog(storage.connectionString, 'whole', 1, 100);
    await tenants.createEntity({ partitionKey: 'tenants', rowKey: 'damaged', format: 2, document: '{}' });
    await maintenance(service, context);
    expect(warnings()).toEqual([{ event: 'damagedTenant', tenant: 'damaged' }]);
    expect(await logOf(storage.connectionString, 'whole')).toEqual([1]);
  });

  test('deletes the sessions that have ended', async () => {
    await madeTenant(tenants, 'signing');
    const [ended, open] = ['e'.repeat(64), 'o'.repeat(64)];
    const now = Date.now();
    await insertSession(tenants, 'signing', ended, { userId: 'u', expires: now - 1_000 }, signal);
    await insertSession(tenants, 'signing', open, { userId: 'u', expires: now + day }, signal);
    await maintenance(service, context);
    expect(await readSession(tenants, 'signing', ended, signal)).toBeUndefined();
    expect(await readSession(tenants, 'signing', open, signal)).toMatchObject({ userId: 'u' });
    expect(warnings()).toEqual([]);
  });

  /** A tenant with a log, whose removal began so many milliseconds ago. */
  async function leaving(name: string, ago: number): Promise<void> {
    await madeTenant(tenants, name);
    const read = await readTenant(tenants, name, signal);
    if (read === undefined) throw new Error('There is no such tenant.');
    const removing = new Date(Date.now() - ago).toISOString();
    await writeTenant(tenants, { ...read.tenant, removing }, read.etag, signal);
    await fillLog(storage.connectionString, name, 100);
  }

  test('leaves alone a tenant that is being removed as long as requests may write', async () => {
    await leaving('leaving', 115_000);
    await maintenance(service, context);
    expect(await logOf(storage.connectionString, 'leaving')).toEqual([100]);
    expect(warnings()).toEqual([]);
  });

  test('brings to the end a removal as soon as nobody can write, and says so', async () => {
    await leaving('left', 125_000);
    await madeTenant(tenants, 'staying');
    await fillLog(storage.connectionString, 'staying', 1);
    await maintenance(service, context);
    expect(warnings()).toEqual([]);
    const finished = lines.filter(({ event }) => event === 'removalFinished');
    expect(finished).toEqual([{ level: 'info', event: 'removalFinished', tenant: 'left', deletedRows: 1 }]);
    expect(await logOf(storage.connectionString, 'left')).toEqual([]);
    expect(await readTenant(tenants, 'left', signal)).toBeUndefined();
    expect(await logOf(storage.connectionString, 'staying')).toEqual([1]);
    expect((await readTenant(tenants, 'staying', signal))?.tenant.removing).toBeUndefined();
  });

  test('leaves alone a tenant that is being restored, however long ago that began', async () => {
    await leaving('returning', 61 * 60_000);
    const read = await readTenant(tenants, 'returning', signal);
    if (read === undefined) throw new Error('There is no such tenant.');
    const restoring = { backup: '2026-01-01T00:00:00.000Z', run: 'r' };
    await writeTenant(tenants, { ...read.tenant, restoring }, read.etag, signal);
    await maintenance(service, context);
    expect(await logOf(storage.connectionString, 'returning')).toEqual([100]);
    expect(warnings()).toEqual([]);
  });

  test('goes on with a removal as long as it has time, and in the next run again', async () => {
    await leaving('left', 61 * 60_000);
    const stopping = new AbortController();
    proxy.treat(({ url }) => {
      if (url.includes('$batch')) stopping.abort();
      return 'pass';
    });
    await maintenance(service, context, stopping.signal);
    expect(lines.at(-1)).toEqual({ level: 'info', event: 'maintenanceUnfinished' });
    expect(await readTenant(tenants, 'left', signal)).toBeDefined();
    proxy.treat(() => 'pass');
    await maintenance(service, context);
    expect(await readTenant(tenants, 'left', signal)).toBeUndefined();
    expect(lines.filter(({ event }) => event === 'removalFinished')).toHaveLength(1);
  });

  test('ends when its time is over: what is left is left for the next run', async () => {
    const names = ['one', 'two', 'three'];
    for (const name of names) {
      await madeTenant(tenants, name);
      await fillLog(storage.connectionString, name, 100);
    }
    const stopping = new AbortController();
    proxy.treat(({ url }) => {
      if (url.includes('$batch')) stopping.abort();
      return 'pass';
    });
    await maintenance(service, context, stopping.signal);
    expect(lines).toEqual([{ level: 'info', event: 'maintenanceUnfinished' }]);
    const left = await Promise.all(names.map((name) => logOf(storage.connectionString, name)));
    expect(left.filter((days) => days.length === 1).length).toBeGreaterThanOrEqual(2);
    proxy.treat(() => 'pass');
    await maintenance(service, context);
    for (const name of names) expect(await logOf(storage.connectionString, name)).toEqual([]);
  });

  test('begins with another tenant each time: where there is never time for all, none goes without for ever', async () => {
    for (const name of ['busy', 'patient']) await madeTenant(tenants, name);
    await fillLog(storage.connectionString, 'patient', 100);
    let runs = 0;
    for (; runs < 100 && (await logOf(storage.connectionString, 'patient')).length > 0; runs += 1) {
      await fillLog(storage.connectionString, 'busy', 100);
      const stopping = new AbortController();
      proxy.treat(({ url }) => {
        if (url.includes('$batch')) stopping.abort();
        return 'pass';
      });
      await maintenance(service, context, stopping.signal);
    }
    // Beginning with the same one each time, it would be a hundred.
    expect(runs).toBeLessThan(100);
  });
});
