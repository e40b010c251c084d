import { expect, test } from 'vitest';
import { clientOf } from '../support/client.ts';
import { listUrn, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// Entra's "Test connection": a user that does not exist is asked for by the matching attribute, and /Groups is probed.
// Anything but 200 and an empty list fails the connection, and later quarantines the job.

const tenant = await useTenant();
const { client } = tenant;

const empty = { schemas: [listUrn], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] };
const guid = '5f0f1c1e-6a2b-4c5d-9d7e-0a1b2c3d4e5f';

test.each([
  `/Users?filter=userName+eq+%22${guid}%22`,
  `/Users?filter=externalId+eq+%22${guid}%22`,
  `/Users?filter=emails[type+eq+%22work%22].value+eq+%22${guid}%22`,
  `/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22${guid}%22`,
  `/Users?filter=userName%20eq%20%22${guid}%22`,
  `/Users/?filter=userName+eq+%22${guid}%22`,
  `/Users?aadOptscim062020&filter=userName+eq+%22${guid}%22`,
  `/Users?filter=userName+eq+%22${guid}%22&aadOptscim062020`,
  `/Users?aadOptscim062020=true&startIndex=1&filter=userName+eq+%22${guid}%22&count=1`,
  `/Users?count=1&filter=userName+eq+%22${guid}%22&startIndex=1&never-heard-of=it`,
  `/Users?filter=${uniflow}:cardNumber+eq+%22${guid}%22`,
  `/Users?filter=displayName+eq+%22${guid}%22`,
  '/Users',
  '/Users/',
  '/Groups',
  '/Groups/',
  '/Groups?excludedAttributes=members&filter=displayName+eq+%22nobody%22',
  '/Groups/?filter=displayName+eq+%22nobody%22&excludedAttributes=members',
])('GET %s is an empty list', async (path) => {
  const { status, headers, body } = await client.send('GET', path);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/scim+json');
  expect(body).toEqual(empty);
});

test.each([undefined, '*/*', 'text/html', 'application/xml;q=0.9', 'application/json', ''])(
  'an Accept of %s is answered all the same',
  async (accept) => {
    const headers: Record<string, string> = accept === undefined ? {} : { accept };
    const reply = await client.send('GET', `/Users?filter=userName+eq+%22${guid}%22`, undefined, headers);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('application/scim+json');
  },
);

test('a tenant URL typed with a trailing slash is no other tenant', async () => {
  const slashed = clientOf(`${tenant.tenantUrl}/`, tenant.token);
  expect(tenant.tenantUrl.endsWith('/')).toBe(false);
  const typed = await fetch(`${tenant.tenantUrl}/Users/?filter=userName+eq+%22${guid}%22`, {
    headers: { authorization: `Bearer ${tenant.token}` },
  });
  expect(await typed.json()).toEqual(empty);
  // What remains is `//Users`, which the platform routes nowhere: an answer, if not the wished one.
  expect((await slashed.send('GET', '/Users')).status).toBe(404);
});
