import { describe, expect, test } from 'vitest';
import { clientOf } from '../support/client.ts';
import { patch, person } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const other = await tenant.another();

const challenge = 'Bearer realm="scim"';
const invalid = 'Bearer realm="scim", error="invalid_token"';

/** The last letter of a token's random part, changed: right in form, but for its checksum. */
const altered = (token: string): string =>
  token.slice(0, -8) + (token.at(-8) === 'a' ? 'b' : 'a') + token.slice(-7);

async function answer(url: string, authorization?: string) {
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  const reply = await clientOf(url, undefined).send('GET', '/Users', undefined, headers);
  return {
    status: reply.status,
    challenge: reply.headers.get('www-authenticate'),
    type: reply.headers.get('content-type'),
    text: reply.text,
  };
}

test('no credentials: 401, and a challenge that names no error', async () => {
  const none = await answer(tenant.tenantUrl);
  expect(none).toMatchObject({ status: 401, challenge, type: 'application/scim+json' });
  expect(JSON.parse(none.text)).toMatchObject({ status: '401' });
  expect(await answer(tenant.tenantUrl, 'Basic dXNlcjpwYXNzd29yZA==')).toEqual(none);
  // An unknown tenant is not told from a known one.
  expect(await answer(`${tenant.service.url}/scim/nobody`)).toEqual(none);
});

test('whatever is wrong with a token, the answer is the same, byte for byte', async () => {
  const {
    name,
    tenantUrl,
    token,
    service: { url },
  } = tenant;
  const wrong = await answer(tenantUrl, 'Bearer garbage');
  expect(wrong).toMatchObject({ status: 401, challenge: invalid, type: 'application/scim+json' });
  expect(Object.keys(JSON.parse(wrong.text) as object).toSorted()).toEqual(['detail', 'schemas', 'status']);
  for (const [where, authorization] of [
    [tenantUrl, `Bearer ${other.token}`],
    [other.tenantUrl, `Bearer ${token}`],
    [`${url}/scim/nobody`, `Bearer ${token}`],
    [`${url}/scim/nobody`, 'Bearer garbage'],
    [`${url}/scim/${name.toUpperCase()}`, `Bearer ${token}`],
    [`${url}/scim/not%20a%20name`, `Bearer ${token}`],
    [`${url}/scim/-`, `Bearer ${token}`],
    [`${url}/scim/__proto__`, `Bearer ${token}`],
    [tenantUrl, `Bearer ${altered(token)}`],
    [tenantUrl, `Bearer ${token}x`],
    [tenantUrl, `Bearer ${token.slice(0, -1)}`],
    [tenantUrl, `Bearer ${token.toUpperCase()}`],
    [tenantUrl, `Bearer ${token} ${token}`],
    [tenantUrl, `Bearer ${token},${token}`],
    [tenantUrl, `Bearer "${token}"`],
    [tenantUrl, 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vIn0.'],
    [tenantUrl, `Bearer ${'x'.repeat(8_000)}`],
  ] as const) {
    expect({ authorization, ...(await answer(where, authorization)) }).toEqual({ authorization, ...wrong });
  }
});

test('the scheme is compared without case; spaces around the token do not count', async () => {
  for (const authorization of [`bearer ${tenant.token}`, `BEARER   ${tenant.token} `]) {
    expect((await answer(tenant.tenantUrl, authorization)).status).toBe(200);
  }
});

test('a token is fit for every cloud: below 512 characters, no white space', () => {
  expect(tenant.token).toMatch(/^[\x21-\x7e]{32,511}$/);
  expect(other.token).not.toBe(tenant.token);
});

describe('every route of a tenant needs its token, whatever stands in the request', () => {
  const id = '00000000-0000-0000-0000-000000000000';
  test.each([
    ['GET', '/Users'],
    ['GET', '/Users?filter=wrong'],
    ['HEAD', '/Users'],
    ['POST', '/Users'],
    ['GET', `/Users/${id}`],
    ['PUT', `/Users/${id}`],
    ['PATCH', `/Users/${id}`],
    ['DELETE', `/Users/${id}`],
    ['GET', '/Groups'],
    ['GET', '/Groups/x'],
    ['GET', '/ServiceProviderConfig'],
    ['GET', '/Schemas'],
    ['GET', '/Schemas/x'],
    ['GET', '/ResourceTypes'],
    ['GET', '/ResourceTypes/User'],
    ['GET', '/Me'],
    ['GET', '/NoSuch'],
    ['DELETE', '/Users'],
    ['GET', ''],
    ['GET', '/'],
  ])('%s %s', async (method, path) => {
    const body = ['POST', 'PUT', 'PATCH'].includes(method) ? '{' : undefined;
    for (const [token, expected] of [
      [undefined, challenge],
      [other.token, invalid],
    ] as const) {
      const reply = await clientOf(tenant.tenantUrl, token).send(method, path, body);
      expect([reply.status, reply.headers.get('www-authenticate')]).toEqual([401, expected]);
    }
  });
});

test('nothing crosses between tenants', async () => {
  const mine = clientOf(tenant.tenantUrl, tenant.token);
  const theirs = clientOf(other.tenantUrl, other.token);
  const created = await mine.send('POST', '/Users', person('same'));
  expect((await theirs.send('POST', '/Users', person('same'))).status).toBe(201);
  const { id } = created.body as { id: string };
  expect((await theirs.send('GET', `/Users/${id}`)).status).toBe(404);
  expect((await theirs.send('DELETE', `/Users/${id}`)).status).toBe(404);
  expect((await theirs.send('PATCH', `/Users/${id}`, patch())).status).toBe(404);
  expect((await theirs.send('PUT', `/Users/${id}`, person('same'))).status).toBe(404);
  const list = await theirs.send('GET', '/Users?filter=userName+eq+%22same@example.com%22');
  expect(list.body.totalResults).toBe(1);
  expect(list.body.Resources[0]?.id).not.toBe(id);
  expect(list.body.Resources[0]?.meta.location).toContain(`/scim/${other.name}/Users/`);
  expect((await mine.send('GET', `/Users/${id}`)).body).toEqual(created.body);
});

test('health needs no token and says no more than that', async () => {
  const response = await fetch(`${tenant.service.url}/health`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'healthy',
    version: expect.any(String) as unknown,
    storage: 'local',
  });
  expect((await fetch(`${tenant.service.url}/health`, { method: 'HEAD' })).status).toBe(200);
});
