import { beforeEach, expect, test } from 'vitest';
import { enableWithClient, enableWithFederation } from '../../shared/tenants/enableClient.ts';
import { addTenant, disableTenant, enableProvisioning } from '../../shared/tenants/lifecycle.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { loseOnce } from '../support/storageProxy.ts';
import { useTenantsTable } from '../support/tenants.ts';

const tables = await useTenantsTable();
let serial = 0;
let name: string;
let seen: Tenant;

beforeEach(async () => {
  name = `enabled-${(serial += 1)}`;
  seen = (await addTenant(tables.table, name, {}, undefined)).tenant;
});

/** As If-Match does it: the tenant must be as it was before the call. */
const requireUnchanged = (tenant: Tenant): void => {
  expect(tenant).toEqual(seen);
};

const federated = {
  ...{ label: 'Entra', audience: 'api://scim', expires: undefined },
  entraTenantId: '11111111-2222-3333-4444-555555555555',
  subject: '66666666-7777-8888-9999-000000000000',
};

test('a client whose write has lost its answer is made once, and its secret is known', async () => {
  tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
  const wish = { label: 'Entra', days: 730 };
  const { made } = await enableWithClient(tables.watched, name, wish, requireUnchanged);
  expect(made?.secret).toMatch(/^ufscimc_/);
  expect(await tables.stored(name)).toMatchObject({
    identityProvider: { provisioning: { enabled: true } },
    clients: [{ id: made?.clientId, secrets: [{ id: made?.record.id }] }],
  });
});

test('a federated credential whose write has lost its answer is made once', async () => {
  tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
  const { made } = await enableWithFederation(tables.watched, name, federated, requireUnchanged);
  expect((await tables.stored(name))?.federatedCredentials).toEqual([made]);
});

test.each([
  [
    'a secret token',
    () =>
      enableProvisioning(
        tables.watched,
        name,
        { label: 'Entra', scope: 'provisioning', expires: undefined },
        requireUnchanged,
      ),
  ],
  ['a client', () => enableWithClient(tables.watched, name, { label: 'Entra', days: 730 }, requireUnchanged)],
  ['a federated credential', () => enableWithFederation(tables.watched, name, federated, requireUnchanged)],
])(
  'by %s, a tenant that needs none is not taken for changed elsewhere because an answer is lost',
  async (_, enable) => {
    await enableWithClient(tables.table, name, { label: 'Entra', days: 730 }, () => undefined);
    seen = await disableTenant(tables.table, name);
    tables.proxy.treat(loseOnce(({ method }) => method === 'PUT'));
    await enable();
    expect(await tables.stored(name)).toMatchObject({
      ...{ identityProvider: { provisioning: { enabled: true } }, clients: seen.clients },
      ...{ secretTokens: [], federatedCredentials: [] },
    });
  },
);
