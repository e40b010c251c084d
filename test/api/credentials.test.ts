import { expect, test } from 'vitest';
import { clientOf } from '../support/client.ts';
import { useTenant } from '../support/useTenant.ts';

// Every kind of wrong token on every route: isolation.test.ts. That nothing crosses between tenants: test/rfc/ (RFC 7644 §6).

const tenant = await useTenant();
const other = await tenant.another();

const challenge = 'Bearer realm="scim"';
const invalid = 'Bearer realm="scim", error="invalid_token"';

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
    [other.tenantUrl, `Bearer ${token}`],
    [`${url}/scim/nobody`, `Bearer ${token}`],
    [`${url}/scim/nobody`, 'Bearer garbage'],
    [`${url}/scim/${name.toUpperCase()}`, `Bearer ${token}`],
    [`${url}/scim/not%20a%20name`, `Bearer ${token}`],
    [`${url}/scim/-`, `Bearer ${token}`],
    [`${url}/scim/__proto__`, `Bearer ${token}`],
    [tenantUrl, `Bearer ${token.toUpperCase()}`],
    [tenantUrl, `Bearer ${token} ${token}`],
    [tenantUrl, `Bearer ${token},${token}`],
    [tenantUrl, `Bearer "${token}"`],
    [tenantUrl, 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vIn0.'],
  ] as const) {
    expect({ authorization, ...(await answer(where, authorization)) }).toEqual({ authorization, ...wrong });
  }
});

test('the scheme is compared without case; spaces around the token do not count', async () => {
  for (const authorization of [`bearer ${tenant.token}`, `BEARER   ${tenant.token} `]) {
    expect((await answer(tenant.tenantUrl, authorization)).status).toBe(200);
  }
});
