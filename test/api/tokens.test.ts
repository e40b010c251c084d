import { beforeEach, describe, expect, test } from 'vitest';
import { clientOf } from '../support/client.ts';
import { command, enableTenant, rotateToken, startService } from '../support/service.ts';
import type { CommandResult } from '../support/runHere.ts';
import { useTenant } from '../support/useTenant.ts';

const { name, tenantUrl, service } = await useTenant();
let token: string;

beforeEach(async () => {
  token = await rotateToken(service, name, '--revoke-others');
  expect(await status(token)).toBe(200);
});

const status = async (secret: string): Promise<number> =>
  (await clientOf(tenantUrl, secret).send('GET', '/ServiceProviderConfig')).status;

describe('a rotation', () => {
  test('gives a new token that works at once beside the one in use; repeated, it ends the one that nobody used', async () => {
    const second = await rotateToken(service, name);
    expect(second).not.toBe(token);
    const third = await rotateToken(service, name);
    expect([await status(third), await status(second), await status(token)]).toEqual([200, 401, 200]);
  });

  test('--revoke-others ends the others', async () => {
    const second = await rotateToken(service, name);
    expect([await status(second), await status(token)]).toEqual([200, 200]);
    const only = await rotateToken(service, name, '--revoke-others');
    expect([await status(only), await status(second), await status(token)]).toEqual([200, 401, 401]);
  });

  test('does not concern other tenants', async () => {
    const bystander = await enableTenant(service, 'bystander');
    await rotateToken(service, name, '--revoke-others');
    const reply = await clientOf(bystander.tenantUrl, bystander.token).send('GET', '/Users');
    expect(reply.status).toBe(200);
  });

  test('of nobody says so', async () => {
    const { code, stdout, stderr } = await command(service, 'token', 'rotate', 'nobody', '--json');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe('There is no tenant "nobody".\n');
  });
});

describe('a token that is added', () => {
  const add = async (...words: string[]) => {
    const { stdout, stderr } = await command(service, 'token', 'add', name, '--json', ...words);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as { readonly secretToken: string; readonly token: { readonly id: string } };
  };

  test('works at once beside the other; revoked it ends, and the other goes on', async () => {
    const second = await add();
    expect([await status(second.secretToken), await status(token)]).toEqual([200, 200]);
    expect((await command(service, 'token', 'revoke', name, second.token.id)).code).toBe(0);
    // A token that the service does not know makes it look: it does not have to be waited for until it forgets.
    expect(await status((await add()).secretToken)).toBe(200);
    expect([await status(second.secretToken), await status(token)]).toEqual([401, 200]);
  });

  test('may do what its scope says', async () => {
    const { secretToken: reading } = await add('--scope', 'read-only');
    const { secretToken: managing } = await add('--scope', 'management');
    const create = (secret: string) =>
      clientOf(tenantUrl, secret).send('POST', '/Users', {
        userName: 'scoped',
        externalId: 'scoped',
      });
    const list = (secret: string) => clientOf(tenantUrl, secret).send('GET', '/Users');
    expect([(await list(reading)).status, (await create(reading)).status]).toEqual([200, 403]);
    expect([(await list(managing)).status, (await create(managing)).status]).toEqual([403, 403]);
    expect((await create(token)).status).toBe(201);
  });
});

describe('disabling a tenant', () => {
  test('shuts everybody out, and enabling it lets the same tokens in again', async () => {
    const { tenantUrl, token: secret } = await enableTenant(service, 'closing');
    const client = clientOf(tenantUrl, secret);
    const { body: user } = await client.send('POST', '/Users', { userName: 'x', externalId: 'x' });
    await command(service, 'tenant', 'disable', 'closing');
    const look = async () => {
      const { stdout } = await command(
        service,
        'token',
        'rotate',
        'closing',
        '--scope',
        'read-only',
        '--json',
      );
      const { secretToken } = JSON.parse(stdout) as { secretToken: string };
      return (await clientOf(tenantUrl, secretToken).send('GET', '/Users')).status;
    };
    expect([await look(), (await client.send('GET', '/Users')).status]).toEqual([403, 403]);
    await command(service, 'tenant', 'enable', 'closing');
    expect(await look()).toBe(200);
    expect((await client.send('GET', `/Users/${user.id}`)).status).toBe(200);
  });
});

describe('enabling a tenant', () => {
  const enable = (...words: string[]): Promise<CommandResult> =>
    command(service, 'tenant', 'enable', ...words);

  test('prints its URL and token once; the tenant serves at once', async () => {
    await command(service, 'tenant', 'add', 'fabrikam');
    const first = await enable('fabrikam', '--json');
    const made = JSON.parse(first.stdout) as Record<'tenantUrl' | 'secretToken', string>;
    expect(first.code).toBe(0);
    expect(made).toMatchObject({ tenant: 'fabrikam', settings: { externalIdRequired: true } });
    expect(made.tenantUrl).toMatch(/^http:\/\/.+\/scim\/fabrikam$/);
    const secret = made.secretToken;
    expect((await clientOf(`${service.url}/scim/fabrikam`, secret).send('GET', '/Users')).status).toBe(200);

    const repeat = await enable('fabrikam', '--json');
    expect(repeat.code).toBe(0);
    const { secretToken, token, ...rest } = JSON.parse(first.stdout) as Record<string, unknown>;
    expect(JSON.parse(repeat.stdout)).toEqual(rest);
    // A repeat changes no token either.
    expect((await clientOf(`${service.url}/scim/fabrikam`, secret).send('GET', '/Users')).status).toBe(200);
  });

  test('for a person: the token once, and then the command that makes a new one', async () => {
    await command(service, 'tenant', 'add', 'contoso');
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
      const { code, stdout, stderr } = await command(service, 'tenant', 'add', '--json', '--', name);
      expect([code, stdout]).toEqual([2, '']);
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
    const { stdout } = await command(
      service,
      'tenant',
      'set',
      'changing',
      '--external-id',
      'optional',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ settings: { externalIdRequired: false } });
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
