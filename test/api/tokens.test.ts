import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientOf } from '../support/client.ts';
import {
  command,
  enableTenant,
  rotateToken,
  startService,
  type CommandResult,
  type RunningService,
} from '../support/service.ts';

let service: RunningService;
let token: string;

beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());
beforeEach(async () => {
  token = await rotateToken(service, '--revoke-others');
  expect(await status(token)).toBe(200);
});

const status = async (secret: string): Promise<number> =>
  (await clientOf(service.tenantUrl, secret).send('GET', '/ServiceProviderConfig')).status;

describe('a rotation', () => {
  test('gives a new token that works at once, and the old one works until the next rotation', async () => {
    const second = await rotateToken(service);
    expect(second).not.toBe(token);
    expect([await status(second), await status(token)]).toEqual([200, 200]);
    const third = await rotateToken(service);
    // The new token makes the service look: from then on the first is unknown to it.
    expect([await status(third), await status(second), await status(token)]).toEqual([200, 200, 401]);
  });

  test('--revoke-others ends the others', async () => {
    const second = await rotateToken(service);
    const only = await rotateToken(service, '--revoke-others');
    expect([await status(only), await status(second), await status(token)]).toEqual([200, 401, 401]);
  });

  test('does not concern other tenants', async () => {
    const { tenantUrl, token: theirs } = await enableTenant(service, 'bystander');
    await rotateToken(service, '--revoke-others');
    const reply = await clientOf(tenantUrl, theirs).send('GET', '/Users');
    expect(reply.status).toBe(200);
  });

  test('of nobody says so', async () => {
    const { code, stdout, stderr } = await command(service, 'token', 'rotate', 'nobody', '--json');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('There is no tenant "nobody".\n');
  });
});

describe('enabling a tenant', () => {
  const enable = (...words: string[]): Promise<CommandResult> =>
    command(service, 'tenant', 'enable', ...words);

  test('prints its URL and token once; the tenant serves at once', async () => {
    const first = await enable('fabrikam', '--json');
    const made = JSON.parse(first.stdout) as Record<string, string>;
    expect(first.code).toBe(0);
    expect(Object.keys(made)).toEqual(['tenant', 'tenantUrl', 'externalId', 'created', 'secretToken']);
    expect(made).toMatchObject({ tenant: 'fabrikam', externalId: 'required', created: true });
    expect(made.tenantUrl).toMatch(/^http:\/\/.+\/scim\/fabrikam$/);
    const secret = made.secretToken ?? '';
    expect((await clientOf(`${service.url}/scim/fabrikam`, secret).send('GET', '/Users')).status).toBe(200);

    const repeat = await enable('fabrikam', '--json');
    expect(repeat.code).toBe(0);
    expect(JSON.parse(repeat.stdout)).toEqual({
      tenant: 'fabrikam',
      tenantUrl: made.tenantUrl,
      externalId: 'required',
      created: false,
    });
    // A repeat changes no token either.
    expect((await clientOf(`${service.url}/scim/fabrikam`, secret).send('GET', '/Users')).status).toBe(200);
  });

  test('for a person: the token once, and then the command that makes a new one', async () => {
    const first = await enable('contoso');
    const [, secret = ''] = /secret token\s+(\S+)/i.exec(first.stdout) ?? [];
    expect((await clientOf(`${service.url}/scim/contoso`, secret).send('GET', '/Users')).status).toBe(200);
    const repeat = await enable('contoso');
    expect(repeat.stdout).toContain('token rotate contoso');
    expect(repeat.stdout).not.toContain(secret.slice(0, 12));
  });

  test.each(['Upper', 'under_score', '-lead', 'trail-', 'a/b', 'ü', '', 'x'.repeat(64)])(
    'a name like "%s" is refused with a sentence',
    async (name) => {
      const { code, stdout, stderr } = await enable('--json', '--', name);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain("can't be a tenant's name");
    },
  );

  test('--external-id optional: users without externalId come, go and are told apart', async () => {
    const { tenantUrl, token: secret } = await enableTenant(service, 'free', '--external-id', 'optional');
    const client = clientOf(tenantUrl, secret);
    const ada = await client.send('POST', '/Users', { userName: 'ada' });
    const bob = await client.send('POST', '/Users', { userName: 'bob', externalId: null });
    const eve = await client.send('POST', '/Users', { userName: 'eve', externalId: 'e' });
    expect([ada.status, bob.status, eve.status]).toEqual([201, 201, 201]);
    expect(ada.body).not.toHaveProperty('externalId');
    expect((await client.send('GET', '/Users?filter=userName+eq+%22ADA%22')).body.Resources).toEqual([
      ada.body,
    ]);
    expect((await client.send('POST', '/Users', { userName: 'Ada' })).status).toBe(409);
    expect((await client.send('POST', '/Users', { userName: 'new', externalId: 'e' })).status).toBe(409);
    const path = `/Users/${ada.body.id}`;
    const op = (value: unknown): unknown => ({ Operations: [{ op: 'Replace', path: 'externalId', value }] });
    expect((await client.send('PATCH', path, op('e'))).status).toBe(409);
    expect((await client.send('PATCH', path, op('a'))).body.externalId).toBe('a');
    expect((await client.send('PATCH', path, op(''))).body).not.toHaveProperty('externalId');
    expect((await client.send('DELETE', path)).status).toBe(204);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(2);
    expect((await client.send('POST', '/Users', { userName: 'ada' })).status).toBe(201);
  });

  test('the rule can be changed later, and a token survives it', async () => {
    const { tenantUrl, token: secret } = await enableTenant(service, 'changing');
    const client = clientOf(tenantUrl, secret);
    expect((await client.send('POST', '/Users', { userName: 'x' })).status).toBe(400);
    const { stdout } = await enable('changing', '--external-id', 'optional', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ externalId: 'optional', created: false });
    // Another process does not wait for what this one still believes.
    const fresh = await startService({
      SCIM_STORAGE_CONNECTION_STRING: service.connectionString,
      SCIM_SEALING_KEYS: `k=${Buffer.alloc(32, 1).toString('base64')}`,
    });
    const there = clientOf(`${fresh.url}/scim/changing`, secret);
    expect((await there.send('POST', '/Users', { userName: 'x' })).status).toBe(201);
    await fresh.stop();
  });
});
