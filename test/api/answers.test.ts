import { beforeAll, describe, expect, test } from 'vitest';
import { clientOf, type Reply } from '../support/client.ts';
import { errorUrn, listUrn, patch, person } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const { client } = tenant;
let id: string;

beforeAll(async () => {
  id = (await client.send('POST', '/Users', person('jane'))).body.id;
});

const at = (path: string): string => path.replace('{id}', id);

/** An Error has the members of RFC 7644 §3.12 and no others, in its media type. */
function expectError({ status, headers, body }: Reply, wanted: number, scimType?: string): void {
  expect(status).toBe(wanted);
  expect(headers.get('content-type')).toBe('application/scim+json');
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const detail = expect.stringMatching(/^\S.+[.]$/) as unknown;
  const type = scimType === undefined ? {} : { scimType };
  expect(body).toEqual({ schemas: [errorUrn], status: String(wanted), detail, ...type });
}

describe('404', () => {
  test.each([
    ['GET', '/Users/00000000-0000-0000-0000-000000000000'],
    ['GET', '/Users/no-guid'],
    ['GET', '/Users/%C3%BC%F0%9F%98%80'],
    ['GET', "/Users/a'%20or%20'1'%20eq%20'1"],
    ['GET', `/Users/${'x'.repeat(2_000)}`],
    ['DELETE', '/Users/no-guid'],
    ['GET', '/Groups/any'],
    ['GET', '/Schemas/urn:no:such'],
    ['GET', '/ResourceTypes/Device'],
    ['GET', ''],
    ['GET', '/'],
    ['GET', '/NoSuch'],
    ['POST', '/NoSuch/thing'],
    ['GET', '/Users/{id}/more'],
  ])('%s %s', async (method, path) => {
    expectError(await client.send(method, at(path)), 404);
  });

  test('outside of any tenant', async () => {
    for (const path of ['/', '/scim', '/scim/', '/nowhere', '/Users']) {
      expectError(await clientOf(tenant.service.url, tenant.token).send('GET', path), 404);
    }
  });
});

describe('405 with Allow', () => {
  test.each([
    ['PUT', '/Users', 'GET, HEAD, POST'],
    ['DELETE', '/Users', 'GET, HEAD, POST'],
    ['PATCH', '/Users/', 'GET, HEAD, POST'],
    ['POST', '/Users/{id}', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['OPTIONS', '/Users/{id}/', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['DELETE', '/Groups', 'GET, HEAD, POST'],
    ['POST', '/Groups/any', 'DELETE, GET, HEAD, PATCH, PUT'],
    ['POST', '/Schemas', 'GET, HEAD'],
    ['DELETE', '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User', 'GET, HEAD'],
    ['PUT', '/ResourceTypes', 'GET, HEAD'],
    ['PUT', '/ResourceTypes/User', 'GET, HEAD'],
    ['POST', '/ServiceProviderConfig', 'GET, HEAD'],
    ['OPTIONS', '/Me', 'DELETE, GET, HEAD, PATCH, POST, PUT'],
    ['GET', '/Users/.search/', 'POST'],
    ['PUT', '/.search', 'POST'],
    ['POST', '/provisioningLog', 'GET, HEAD'],
  ])('%s %s', async (method, path, allow) => {
    const body = method === 'POST' || method === 'PUT' ? person('never') : undefined;
    const reply = await client.send(method, at(path), body);
    expectError(reply, 405);
    expect(reply.headers.get('allow')).toBe(allow);
  });
});

describe('HEAD goes wherever GET goes', () => {
  test.each([
    '/Users',
    '/Users/',
    '/Users?filter=userName+eq+%22jane@example.com%22',
    '/Users?filter=wrong',
    '/Users/{id}',
    '/Users/none',
    '/Groups',
    '/Groups/any',
    '/Schemas',
    '/Schemas/urn:ietf:params:scim:schemas:core:2.0:User',
    '/Schemas?filter=x',
    '/ResourceTypes',
    '/ResourceTypes/User',
    '/ServiceProviderConfig',
    '/Me',
    '/provisioningLog',
    '/NoSuch',
  ])('%s', async (path) => {
    const get = await client.send('GET', at(path));
    const head = await client.send('HEAD', at(path));
    expect(head.status).toBe(get.status);
    expect(head.text).toBe('');
    for (const name of ['content-type', 'etag', 'location', 'content-location', 'cache-control'])
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
  });
});

test('Location and Content-Location on every single-resource answer, and only there', async () => {
  const location = `${tenant.tenantUrl}/Users/${id}`;
  const single = [
    await client.send('GET', `/Users/${id}`),
    await client.send('GET', `/Users/${id}/`),
    await client.send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'title', value: 'T' })),
    await client.send('PUT', `/Users/${id}`, person('jane')),
  ];
  for (const { status, headers, body } of single) {
    expect(status).toBe(200);
    expect([headers.get('location'), headers.get('content-location')]).toEqual([location, location]);
    expect(headers.get('etag')).toBe(body.meta.version);
    expect(headers.get('content-type')).toBe('application/scim+json');
  }
  const list = await client.send('GET', '/Users');
  expect(list.headers.get('location')).toBeNull();
  expect(Object.keys(list.body as object).toSorted()).toEqual([
    'Resources',
    'itemsPerPage',
    'schemas',
    'startIndex',
    'totalResults',
  ]);
  expect(list.body.schemas).toEqual([listUrn]);
});

test('every answer has a request id of its own', async () => {
  const replies = await Promise.all(Array.from({ length: 5 }, () => client.send('GET', '/Users')));
  expect(new Set(replies.map(({ headers }) => headers.get('x-request-id'))).size).toBe(5);
});
