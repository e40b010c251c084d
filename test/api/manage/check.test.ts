import { beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { managerOf, sharedManagementToken, tenantToken } from '../../support/manage.ts';
import { person } from '../../support/people.ts';
import { useTenant } from '../../support/useTenant.ts';

const tenant = await useTenant();
let manager: Client;

interface Finding {
  readonly about: string;
  readonly state: string;
  readonly seen: string;
  readonly advice: string | null;
}

beforeAll(async () => {
  manager = managerOf(tenant.service, (await sharedManagementToken(tenant.service)).token);
});

async function check(name: string, by = manager) {
  const { status, body } = await by.send('POST', `/tenants/${name}/check`);
  expect(status).toBe(200);
  return body as unknown as { problems: number; warnings: number; findings: readonly Finding[] };
}

const about = (findings: readonly Finding[], wanted: string) =>
  findings.filter((finding) => finding.about === wanted).map(({ state, seen }) => `${state}: ${seen}`);

describe('the check of a tenant', () => {
  test('finds nothing wrong with one that works, and writes nothing', async () => {
    const { problems, warnings, findings } = await check(tenant.name);
    expect([problems, warnings]).toEqual([0, 0]);
    expect(about(findings, 'Test connection')).toEqual([
      'ok: A user that is not there, by userName, is 200 and an empty list.',
      'ok: The probe of /Groups is 200 and an empty list.',
    ]);
    expect(about(findings, 'Latency')).toHaveLength(1);
    expect(about(findings, 'Health')).toContain('ok: Storage answers.');
    expect((await tenant.client.send('GET', '/provisioningLog')).body.Resources).toEqual([]);
  });

  test('finds that provisioning is off, and what was refused', async () => {
    const another = await tenant.another();
    await another.client.send('POST', '/Users', {});
    expect(about((await check(another.name)).findings, 'Traffic').join()).toContain('A change was refused');
    await manager.send('PATCH', `/tenants/${another.name}`, { provisioning: { enabled: false } });
    const { problems, findings } = await check(another.name);
    expect(problems).toBe(1);
    expect(about(findings, 'Provisioning')[0]).toMatch(/^problem: It is turned off/);
  });

  test('finds a credential that is not accepted, and one that has ended', async () => {
    const another = await tenant.another({ authentication: ['clientCredentials'] });
    const found = about((await check(another.name)).findings, 'Credentials');
    expect(found.join()).toContain('warning: The tenant has credentials of the kind secretToken');
    const [token] = (await manager.send('GET', `/tenants/${another.name}/tokens`)).body.secretTokens as {
      id: string;
    }[];
    await manager.send('DELETE', `/tenants/${another.name}/tokens/${token?.id ?? ''}`);
    expect(about((await check(another.name)).findings, 'Credentials')[0]).toMatch(
      /^problem: Provisioning is on/,
    );
  });

  test("tells a customer's administrator of the service in a word", async () => {
    const own = managerOf(tenant.service, await tenantToken(tenant.service, tenant.name, 'management'));
    const { findings } = await check(tenant.name, own);
    expect(about(findings, 'Health')).toEqual(['ok: The service is ready for requests.']);
  });
});

test('the deployment says what it is, and holds no secret', async () => {
  await tenant.client.send('POST', '/Users', person('ada'));
  const { body } = await manager.send('GET', '/deployment');
  expect(body).toMatchObject({
    ...{
      url: tenant.service.url,
      storage: 'local',
      ready: true,
      sealingKeys: ['local'],
      signingKeys: ['local'],
    },
    version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    health: expect.arrayContaining([{ check: 'storage', ok: true, detail: 'Storage answers.' }]) as unknown,
    settings: expect.arrayContaining([
      { name: 'SCIM_MANAGEMENT_API', value: 'on' },
      { name: 'SCIM_PIN_LENGTH', value: '4-16' },
      { name: 'SCIM_AUDIT_RETENTION_DAYS', value: '365' },
    ]) as unknown,
  });
});
