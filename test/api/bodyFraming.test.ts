import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { clientOf } from '../support/client.ts';
import { sharedManagementToken } from '../support/manage.ts';
import { patch, person } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const manager = await sharedManagementToken(tenant.service);
const client = clientOf(tenant.tenantUrl, tenant.token);
const jane = (await client.send('POST', '/Users', person('jane'))).body.id;

interface Route {
  readonly method: string;
  readonly url: string;
  readonly token?: string;
  readonly type: string;
  readonly body: string;
}

const scim = (method: string, path: string, body: unknown): Route => ({
  method,
  url: `${tenant.tenantUrl}${path}`,
  token: tenant.token,
  type: 'application/scim+json',
  body: JSON.stringify(body),
});

const routes: readonly [what: string, route: Route, errors: string][] = [
  ['POST /Users', scim('POST', '/Users', person('john')), 'scim'],
  ['PUT /Users/{id}', scim('PUT', `/Users/${jane}`, person('jane')), 'scim'],
  ['PATCH /Users/{id}', scim('PATCH', `/Users/${jane}`, patch()), 'scim'],
  ['POST /Bulk', scim('POST', '/Bulk', { Operations: [] }), 'scim'],
  ['POST /Users/.search', scim('POST', '/Users/.search', {}), 'scim'],
  ['POST /.search', scim('POST', '/.search', {}), 'scim'],
  [
    'the token endpoint',
    {
      method: 'POST',
      url: `${tenant.tenantUrl}/oauth2/token`,
      type: 'application/x-www-form-urlencoded',
      body: 'grant_type=client_credentials',
    },
    'oauth',
  ],
  [
    'POST /manage/tenants',
    {
      method: 'POST',
      url: `${tenant.service.url}/manage/tenants`,
      token: manager.token,
      type: 'application/json',
      body: JSON.stringify({ name: 'other' }),
    },
    'problem',
  ],
];

/** Sends a body just as `headers` say, in two pieces; none where it is empty. */
async function sent(
  { method, url, token, type }: Route,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Promise<{
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly detail: string;
}> {
  const call = request(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      'content-type': type,
      ...headers,
    },
  });
  // Node would add a length, or chunks, of its own.
  call.useChunkedEncodingByDefault = false;
  if (body.length > 0) call.write(body.slice(0, 5));
  call.end(body.slice(5));
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  const answer = JSON.parse(text) as Partial<Record<string, string>>;
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    detail: answer.detail ?? answer.error_description ?? '',
  };
}

const mediaTypes: Readonly<Record<string, string>> = {
  scim: 'application/scim+json',
  oauth: 'application/json',
  problem: 'application/problem+json',
};

describe.each(routes)('%s', (_, route, errors) => {
  // The host hands over no such body, and the service can only see that it has none.
  test.each([
    ['a chunked body', { 'transfer-encoding': 'chunked' }, route.body],
    ['no body and no Content-Length', {}, ''],
  ])('%s is 411 that says what to do', async (_what, headers, body) => {
    const answer = await sent(route, headers, body);
    expect(answer).toMatchObject({ status: 411, type: mediaTypes[errors] });
    expect(answer.detail).toMatch(/Content-Length.*\(chunked\).*LoadIntoBufferAsync\(\)/);
  });

  test('an empty body that says so is 400', async () => {
    expect((await sent(route, { 'content-length': '0' }, '')).status).toBe(400);
  });

  test('a compressed body is 415 that says so', async () => {
    const body = gzipSync(route.body);
    const headers = { 'content-encoding': 'gzip', 'content-length': String(body.length) };
    const answer = await sent(route, headers, body);
    expect(answer).toMatchObject({ status: 415, type: mediaTypes[errors] });
    expect(answer.detail).toContain('Content-Encoding');
  });
});

test('the provisioning log says which writes were lost so', async () => {
  const { body } = await client.send('GET', '/provisioningLog?action=refused');
  const refused = body.Resources.map((entry) => entry.refusal as { status: number; operation: string });
  for (const operation of ['createUser', 'replaceUser', 'patchUser', 'bulk'])
    expect(refused).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ operation, status: 411 }),
        expect.objectContaining({ operation, status: 415 }),
      ]),
    );
});
