import { newestForm } from '../../shared/tenants/tenantStore.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { addManagementToken } from '../../shared/tenants/deployment.ts';
import { addSecretToken } from '../../shared/tenants/secretTokens.ts';
import { clientOf } from '../support/client.ts';
import { startWatchedService } from '../support/faultyService.ts';
import { startService, type RunningService } from '../support/service.ts';
import { anyToken, madeTenant } from '../support/tenants.ts';

const { version } = packageJson;
const day = 24 * 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();

interface Served {
  readonly service: RunningService;
  readonly tenants: Table;
  readonly manager: string;
}

async function start(managementApi: 'on' | 'off'): Promise<Served> {
  const service = await startService({ SCIM_MANAGEMENT_API: managementApi });
  const tenants = await openTable({ connectionString: service.connectionString }, 'scimTenants');
  const { token } = await addManagementToken(tenants, { label: 'Portal', expires: inDays(365) }, 'none');
  return { service, tenants, manager: token };
}

async function health({ service }: Served, token?: string, method = 'GET', path = '/health') {
  const reply = await clientOf(service.url, token).send(method, path);
  return {
    status: reply.status,
    body: reply.body as unknown,
    challenge: reply.headers.get('www-authenticate'),
  };
}
const healthy = { status: 200, body: { status: 'healthy', version, storage: 'local' }, challenge: null };
const ready = { status: 200, body: { status: 'ready', version, storage: 'local' }, challenge: null };

describe('with the management API', () => {
  let served: Served;
  let tenantToken: string;
  let managing: string;
  beforeAll(async () => {
    served = await start('on');
    tenantToken = await madeTenant(served.tenants, 'contoso');
    managing = (await addSecretToken(served.tenants, 'contoso', { ...anyToken, scope: 'management' }, 'none'))
      .token;
  });
  afterAll(() => served.service.stop());

  test('who says nothing is told what everybody is told', async () => {
    expect(await health(served)).toEqual(healthy);
    expect(await health(served, undefined, 'HEAD')).toMatchObject({ status: 200 });
  });

  test('who has a management token of the deployment is told of every credential that ends soon', async () => {
    expect(await health(served, served.manager)).toEqual({
      ...healthy,
      body: { status: 'healthy', version, storage: 'local', warnings: [] },
    });
    const { tenants } = served;
    const [soon, gone, late, own] = [inDays(30), inDays(-1), inDays(90), inDays(7)];
    await madeTenant(tenants, 'fabrikam');
    const add = (name: string, label: string, expires: string) =>
      addSecretToken(tenants, name, { label, scope: 'read-only', expires }, 'none');
    const ending = await add('fabrikam', 'Reports', soon);
    await add('fabrikam', 'Later', late);
    const ended = await add('contoso', 'Old', gone);
    const ours = await addManagementToken(tenants, { label: 'Script', expires: own }, 'none');
    expect(await health(served, served.manager)).toEqual({
      ...healthy,
      body: {
        status: 'healthy',
        version,
        storage: 'local',
        warnings: [
          { tenant: 'contoso', credential: ended.record.id, label: 'Old', expires: gone },
          { tenant: 'fabrikam', credential: ending.record.id, label: 'Reports', expires: soon },
          { credential: ours.record.id, label: 'Script', expires: own },
        ],
      },
    });
    expect(await health(served, undefined)).toEqual(healthy);
    expect(await health(served, served.manager, 'HEAD')).toMatchObject({ status: 200 });
  });

  test('a wrong token is 401, whatever it is: no warnings would be taken for good news', async () => {
    const wrong = await health(served, createSecretToken());
    expect(wrong).toMatchObject({ status: 401, challenge: 'Bearer realm="scim", error="invalid_token"' });
    for (const token of ['garbage', tenantToken, managing])
      expect(await health(served, token)).toEqual(wrong);
  });

  test('who lives says so, and who is ready', async () => {
    expect(await health(served, undefined, 'GET', '/health/live')).toEqual({
      ...healthy,
      body: { status: 'alive', version },
    });
    expect(await health(served, undefined, 'GET', '/health/ready')).toEqual(ready);
    for (const path of ['/health/live', '/health/ready'])
      expect(await health(served, undefined, 'HEAD', path)).toMatchObject({ status: 200 });
  });

  test('what was found is told to a management token of the deployment and to nobody else', async () => {
    const { status, body } = await health(served, served.manager, 'GET', '/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ready',
      findings: ['storage', 'clock', 'format', 'keys'].map((check) => ({ check, ok: true })),
    });
    for (const token of ['garbage', tenantToken, managing, createSecretToken()])
      expect(await health(served, token, 'GET', '/health/ready')).toMatchObject({ status: 401 });
  });

  test('a damaged tenant hides nothing of the others, and is in the log', async () => {
    await served.tenants.upsertEntity(
      { partitionKey: 'tenants', rowKey: 'damaged', format: 2, document: '{' },
      'Replace',
    );
    const { status, body } = await health(served, served.manager);
    expect(status).toBe(200);
    expect((body as { warnings: readonly unknown[] }).warnings).toHaveLength(3);
    expect(served.service.log()).toContain('"event":"damagedTenant"');
    expect(served.service.log()).toContain('"tenant":"damaged"');
  });
});

describe('without the management API', () => {
  let served: Served;
  beforeAll(async () => {
    served = await start('off');
  });
  afterAll(() => served.service.stop());

  test('it is the same: who looks after a deployment is warned', async () => {
    expect(await health(served, undefined)).toEqual(healthy);
    expect(await health(served, served.manager)).toMatchObject({ body: { warnings: [] } });
    expect(await health(served, createSecretToken())).toMatchObject({ status: 401 });
  });

  test('what a later release has written makes an earlier one not ready', async () => {
    await served.tenants.upsertEntity(
      { partitionKey: 'tenants', rowKey: 'later', format: newestForm + 1, document: '{}' },
      'Replace',
    );
    const notReady = await health(served, undefined, 'GET', '/health/ready');
    expect(notReady).toEqual({
      status: 503,
      body: { status: 'not ready', version, storage: 'local' },
      challenge: null,
    });
    const { body } = await health(served, served.manager, 'GET', '/health/ready');
    const { findings } = body as { findings: readonly { check: string; ok: boolean }[] };
    expect(findings.filter(({ ok }) => !ok).map(({ check }) => check)).toEqual(['format']);
  });
});

test('with storage away it lives and is not ready, and asking does not keep storage busy', async () => {
  const watched = await startWatchedService();
  const { service, proxy } = watched;
  proxy.treat(() => 'hang');
  const ask = (path: string, token?: string) => clientOf(service.url, token).send('GET', path);
  expect((await ask('/health/live')).status).toBe(200);
  expect(proxy.calls).toEqual([]);
  const asked = await Promise.all(Array.from({ length: 11 }, () => ask('/health/ready')));
  for (const { status, body, headers } of asked)
    expect([status, body, headers.get('retry-after')]).toEqual([
      503,
      { status: 'not ready', version, storage: 'local' },
      '5',
    ]);
  // All of them wait for one look, and that for one call until its time is over.
  expect(proxy.calls).toHaveLength(1);
  // Nobody can be known now: who shows a token is told what everybody is.
  for (const treatment of ['refuse', 'forbid'] as const) {
    proxy.treat(() => treatment);
    const { status, body } = await ask('/health/ready', createSecretToken());
    expect({ status, body }, treatment).toEqual({
      status: 503,
      body: { status: 'not ready', version, storage: 'local' },
    });
  }
  await watched.stop();
});
