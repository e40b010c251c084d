import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { authenticate } from '../../shared/auth/authenticate.ts';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { readConfig } from '../../shared/config/config.ts';
import { createService, type Service } from '../../shared/service.ts';
import { changeTenant } from '../../shared/tenants/change.ts';
import { disableTenant, setTenant } from '../../shared/tenants/lifecycle.ts';
import { addSecretToken, revokeSecretToken } from '../../shared/tenants/secretTokens.ts';
import { tenantLifetimeMs } from '../../shared/tenants/tenantDirectory.ts';
import { anyToken, madeTenant, rotatedToken, useTenantsTable } from '../support/tenants.ts';

const tables = await useTenantsTable();
let service: Service;
let serial = 0;
let name: string;
let token: string;

beforeEach(async () => {
  service = serviceWith({});
  name = `tenant-${(serial += 1)}`;
  token = await madeTenant(tables.table, name);
  tables.proxy.forget();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A process that has just started. */
function serviceWith(settings: Readonly<Record<string, string>>): Service {
  return createService(
    readConfig({
      SCIM_STORAGE_CONNECTION_STRING: tables.proxy.connectionString,
      SCIM_SEALING_KEYS: `k=${Buffer.alloc(32, 1).toString('base64')}`,
      ...settings,
    }),
  );
}

const from = (authorization: string | null, tenant = name, address = '192.0.2.1') =>
  authenticate(service, tenant, { authorization, address });
const by = (presented: string, tenant = name, address?: string) =>
  from(`Bearer ${presented}`, tenant, address);
const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );
const unauthorized = { name: 'ScimError', status: 401 };
const storageCalls = () => tables.proxy.calls.length;

describe('authenticate', () => {
  test('says whose token it is, which of them, and what it may do', async () => {
    const principal = await by(token);
    expect(principal.tenant).toEqual(await tables.stored(name));
    const [record] = principal.tenant.secretTokens;
    expect(principal.credential).toMatchObject({ id: record?.id, label: 'Test', expires: undefined });
    expect(principal.scopes).toEqual(new Set(['provisioning']));
    const reader = await addSecretToken(
      tables.table,
      name,
      { label: 'Reports', scope: 'read-only', expires: undefined },
      'none',
    );
    expect(await by(reader.token)).toMatchObject({
      credential: { id: reader.record.id, label: 'Reports' },
      scopes: new Set(['read-only']),
    });
  });

  test('reads a tenant once and believes it for its lifetime', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    expect((await by(token)).tenant.name).toBe(name);
    expect(storageCalls()).toBe(1);
    vi.setSystemTime(start + tenantLifetimeMs - 1);
    await by(token);
    expect(storageCalls()).toBe(1);
    vi.setSystemTime(start + tenantLifetimeMs);
    await by(token);
    expect(storageCalls()).toBe(2);
  });

  test('a new token works at once, and an ended one no longer than the lifetime', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    await by(token);
    const rotated = await addSecretToken(tables.table, name, anyToken, 'others');
    // Another process may not know yet; this one learns of it with the new token.
    expect((await by(token)).tenant.secretTokens).toHaveLength(1);
    expect((await by(rotated.token)).credential.id).toBe(rotated.record.id);
    await expect(by(token)).rejects.toMatchObject(unauthorized);
    vi.setSystemTime(start + tenantLifetimeMs);
    await expect(by(token)).rejects.toMatchObject(unauthorized);
  });

  test('an ended token that is still believed ends with the lifetime', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    await by(token);
    await rotatedToken(tables.table, name, 'others');
    vi.setSystemTime(start + tenantLifetimeMs - 1);
    await by(token);
    vi.setSystemTime(start + tenantLifetimeMs);
    await expect(by(token)).rejects.toMatchObject(unauthorized);
  });

  test('a token works until the moment that it ends, also in a tenant that is believed', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    const expires = new Date(start + 10_000).toISOString();
    const ending = await addSecretToken(tables.table, name, { ...anyToken, expires }, 'none');
    vi.setSystemTime(start + 9_999);
    expect((await by(ending.token)).credential).toMatchObject({ id: ending.record.id, expires });
    vi.setSystemTime(start + 10_000);
    await expect(by(ending.token)).rejects.toMatchObject(unauthorized);
    expect((await by(token)).tenant.name).toBe(name);
  });

  test('whatever is wrong, the error is the same: whether there is a tenant can not be told', async () => {
    const expired = await addSecretToken(
      tables.table,
      name,
      { ...anyToken, expires: '2020-01-01T00:00:00.000Z' },
      'none',
    );
    const other = `${name}-other`;
    const theirs = await madeTenant(tables.table, other);
    const [record] = (await tables.stored(other))?.secretTokens ?? [];
    const revoked = await rotatedToken(tables.table, other, 'none');
    await revokeSecretToken(tables.table, other, (await by(revoked, other)).credential.id);
    service = serviceWith({});
    const oneWay = `${name}-way`;
    const closed = await madeTenant(tables.table, oneWay, { authentication: ['clientCredentials'] });
    const removed = `${name}-removed`;
    const gone = await madeTenant(tables.table, removed);
    await changeTenant(tables.table, removed, (tenant) => ({ ...tenant, removing: tenant.created }));
    const disabled = `${name}-disabled`;
    await madeTenant(tables.table, disabled);
    await disableTenant(tables.table, disabled);
    const errors = await Promise.all(
      [
        by(createSecretToken()),
        by(theirs),
        by(expired.token),
        by(revoked, other),
        by(record?.sha256 ?? '', other),
        by(closed, oneWay),
        by(gone, removed),
        by(token, disabled),
        by(createSecretToken(), disabled),
        by(token, `${name}-unknown`),
        by(token, 'No/Tenant'),
        by(token, ''),
        by(token, '__proto__'),
        by(token, 'x'.repeat(10_000)),
        by('x'),
        by(`${token}x`),
        by(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`),
        by(`${token} ${token}`),
        by('a.b.c'),
      ].map(errorOf),
    );
    for (const error of errors) {
      expect(error).toMatchObject({
        ...unauthorized,
        headers: { 'WWW-Authenticate': 'Bearer realm="scim", error="invalid_token"' },
      });
      expect(error).toEqual(errors[0]);
    }
  });

  test('a token of no known form or checksum, and a name that is none, cost no storage call', async () => {
    const altered = token.slice(0, 10) + (token.charAt(10) === 'a' ? 'b' : 'a') + token.slice(11);
    for (const call of [by('x'), by(altered), by(token.slice(0, -1)), by(token, 'No/Tenant')])
      await expect(call).rejects.toMatchObject(unauthorized);
    expect(storageCalls()).toBe(0);
  });

  test('however many wrong tokens come at once, storage is asked twice', async () => {
    await by(token);
    tables.proxy.forget();
    const errors = await Promise.all(Array.from({ length: 50 }, () => errorOf(by(createSecretToken()))));
    expect(errors.every((error) => error instanceof Error && 'status' in error && error.status === 401)).toBe(
      true,
    );
    expect(storageCalls()).toBeLessThanOrEqual(2);
  });

  test('a disabled tenant is 403, for who has its token; enabled again it works with the same', async () => {
    await disableTenant(tables.table, name);
    await expect(by(token)).rejects.toMatchObject({
      name: 'ScimError',
      status: 403,
      message: expect.stringContaining('turned off') as string,
    });
    await setTenant(tables.table, name, { enabled: true });
    service = serviceWith({});
    expect((await by(token)).tenant.name).toBe(name);
  });

  test('a way that is accepted again works', async () => {
    const ways = async (...authentication: ('secretToken' | 'clientCredentials')[]) => {
      await setTenant(tables.table, name, { settings: { authentication } });
      service = serviceWith({});
    };
    await ways('clientCredentials');
    await expect(by(token)).rejects.toMatchObject(unauthorized);
    await ways('secretToken');
    expect((await by(token)).tenant.name).toBe(name);
  });

  test('a damaged row accepts nobody: that is no wrong token, and the other tenants go on', async () => {
    const damaged = `${name}-damaged`;
    const theirs = await madeTenant(tables.table, damaged);
    const row = await tables.row(damaged);
    const document = String(row.document).replace('"settings":{', '"settings":{"externalIdRequired":"yes",');
    await tables.table.upsertEntity(
      {
        partitionKey: 'tenants',
        rowKey: damaged,
        format: 2,
        document: document.replace(/,"externalIdRequired":true/, ''),
      },
      'Replace',
    );
    await expect(by(theirs, damaged)).rejects.not.toMatchObject({ name: 'ScimError' });
    expect((await by(token)).tenant.name).toBe(name);
  });

  test('where storage fails it is not said that the token is wrong', async () => {
    tables.proxy.treat(() => 'refuse');
    await expect(by(token)).rejects.toMatchObject({ name: 'ScimError', status: 503 });
    tables.proxy.treat(() => 'pass');
    expect((await by(token)).tenant.name).toBe(name);
  });

  test.each([null, '', 'Bearer', 'Bearer ', 'Basic abc', 'Bearerx'])(
    '%j is no bearer token: the challenge names no error, and storage is not asked',
    async (authorization) => {
      await expect(from(authorization)).rejects.toMatchObject({
        ...unauthorized,
        headers: { 'WWW-Authenticate': 'Bearer realm="scim"' },
      });
      expect(storageCalls()).toBe(0);
    },
  );

  test.each(['bearer', 'BEARER', 'Bearer  '])(
    'the scheme is read without case and spaces: %j',
    async (scheme) => {
      expect((await from(`${scheme} ${token}`)).tenant.name).toBe(name);
    },
  );
});

describe('too many failures', () => {
  beforeEach(() => {
    service = serviceWith({ SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '3' });
  });
  const statuses = (number: number, call: () => Promise<unknown>) =>
    Promise.all(
      Array.from({ length: number }, async () => {
        const error = await errorOf(call());
        return error instanceof Error && 'status' in error ? error.status : 200;
      }),
    );

  test('from one address at one tenant are 429, and a valid token from there goes through at once', async () => {
    expect(await statuses(5, () => by('wrong'))).toEqual([401, 401, 401, 429, 429]);
    await expect(by(createSecretToken())).rejects.toMatchObject({
      status: 429,
      headers: { 'Retry-After': expect.stringMatching(/^\d+$/) as string },
    });
    expect(await statuses(10, () => by(token))).toEqual(Array.from({ length: 10 }, () => 200));
  });

  test('concern neither another address nor another tenant', async () => {
    await statuses(5, () => by('wrong'));
    expect(await statuses(4, () => by('wrong', name, '192.0.2.2'))).toEqual([401, 401, 401, 429]);
    const other = `${name}-other`;
    await madeTenant(tables.table, other);
    expect(await statuses(4, () => by('wrong', other))).toEqual([401, 401, 401, 429]);
  });

  test('are counted alike at a tenant that does not exist, and at what is no name', async () => {
    for (const unknown of [`${name}-unknown`, 'No/Tenant', ''])
      expect(await statuses(4, () => by('wrong', unknown)), unknown).toEqual([401, 401, 401, 429]);
    const [known, unknown] = await Promise.all(
      [name, `${name}-unknown`].map(async (tenant) => {
        await statuses(4, () => by('wrong', tenant));
        return errorOf(by('wrong', tenant));
      }),
    );
    expect(known).toEqual(unknown);
  });

  test('a request without a token is none: nothing was tried', async () => {
    expect(await statuses(5, () => from(null))).toEqual([401, 401, 401, 401, 401]);
    expect(await statuses(3, () => by('wrong'))).toEqual([401, 401, 401]);
  });

  test('a disabled tenant, and storage that fails, are none', async () => {
    await disableTenant(tables.table, name);
    expect(await statuses(5, () => by(token))).toEqual([403, 403, 403, 403, 403]);
    tables.proxy.treat(() => 'refuse');
    expect(await statuses(5, () => by(createSecretToken()))).toEqual([503, 503, 503, 503, 503]);
    tables.proxy.treat(() => 'pass');
    expect(await statuses(3, () => by('wrong'))).toEqual([401, 401, 401]);
  });
});
