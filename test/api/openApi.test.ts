import { expect, test } from 'vitest';
import { clientOf, type Client, type Reply } from '../support/client.ts';
import type { OpenApi } from '../support/describedApi.ts';
import { fillGroupOf } from '../support/filledGroup.ts';
import { person } from '../support/people.ts';
import { checkScimAnswer, scimApi } from '../support/scimApi.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const { client } = tenant;
const root = clientOf(tenant.service.url, undefined);

test('anybody may read the document; its server is the deployment', async () => {
  const { status, body, headers } = await root.send('GET', '/openapi.json');
  expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=300']);
  const { servers, ...rest } = body as unknown as OpenApi & { readonly servers: unknown };
  expect(servers).toEqual([{ url: tenant.service.url, description: 'This deployment.' }]);
  expect({ ...rest, servers: undefined }).toEqual({ ...scimApi().document, servers: undefined });
});

test('who has the document is told so', async () => {
  const etag = (await root.send('GET', '/openapi.json')).headers.get('etag') ?? '';
  const again = await root.send('GET', '/openapi.json', undefined, { 'if-none-match': etag });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  const other = await root.send('GET', '/openapi.json', undefined, { 'if-none-match': 'W/"x"' });
  expect(other.status).toBe(200);
});

/** The same of groups, one of which has so many members that the answer to a PATCH does not repeat them. */
async function sendGroups(send: Client['send']): Promise<void> {
  const group = (displayName: string) => ({ displayName });
  const finance = (await send('POST', '/Groups', group('Finance'))).body;
  const path = `/Groups/${finance.id}`;
  const stale = { 'if-match': 'W/"x"' };
  await send('POST', '/Groups', group('Finance'));
  await send('POST', '/Groups', {});
  await send('POST', '/Groups', group('Sales'));
  await send('GET', path);
  await send('GET', path, undefined, { 'if-none-match': finance.meta.version });
  await send('GET', `${path}?attributes=id&excludedAttributes=members`);
  await send('GET', '/Groups/none');
  const renamed = { Operations: [{ op: 'replace', path: 'displayName', value: 'Sales' }] };
  for (const [method, right, wrong] of [
    ['PUT', group('Finance'), group('Sales')],
    ['PATCH', { Operations: [] }, renamed],
  ] as const) {
    await send(method, path, right);
    await send(method, path, wrong);
    await send(method, path, { Operations: 1 });
    await send(method, path, right, stale);
    await send(method, '/Groups/none', right);
  }
  const { id: large } = await fillGroupOf(tenant.partition, 'Everybody', 1_001);
  await send('PATCH', `/Groups/${large}`, { Operations: [] });
  await send('POST', '/Groups/.search', { filter: 'displayName pr', excludedAttributes: ['members'] });
  await send('POST', '/Groups/.search', { filter: 'x' });
  await send('DELETE', `${path}?attributes=id&excludedAttributes=members`);
  await send('DELETE', path, undefined, stale);
  await send('DELETE', path);
  await send('DELETE', path);
}

test('every answer that the document has for a right or wrong request of a tenant is given', async () => {
  const seen = new Set<string>();
  const send = async (...[method, path, ...more]: Parameters<Client['send']>): Promise<Reply> => {
    const reply = await client.send(method, path, ...more);
    const found = scimApi().operationOf(method, new URL(`${tenant.tenantUrl}${path}`).pathname);
    seen.add(`${found?.operation.operationId} ${reply.status}`);
    return reply;
  };
  const stale = { 'if-match': 'W/"x"' };
  const jane = (await send('POST', '/Users', person('jane'))).body;
  const path = `/Users/${jane.id}`;
  await send('POST', '/Users', person('jane'));
  await send('POST', '/Users', {});
  await send('GET', path);
  await send('GET', path, undefined, { 'if-none-match': jane.meta.version });
  await send('GET', `${path}?attributes=id&excludedAttributes=title`);
  await send('GET', '/Users/nobody');
  await send('GET', '/Users');
  await send('GET', '/Users?filter=x');
  await send('POST', '/Users', person('john'));
  for (const [method, right, wrong] of [
    ['PUT', person('jane'), person('john')],
    [
      'PATCH',
      { Operations: [] },
      { Operations: [{ op: 'replace', path: 'userName', value: person('john').userName }] },
    ],
  ] as const) {
    await send(method, path, right);
    await send(method, path, wrong);
    await send(method, path, { Operations: 1 });
    await send(method, path, right, stale);
    await send(method, '/Users/nobody', right);
  }
  await send('DELETE', `${path}?attributes=id&excludedAttributes=title`);
  await send('DELETE', path, undefined, stale);
  await send('DELETE', path);
  await send('DELETE', path);
  for (const search of ['/Users/.search', '/.search']) {
    await send('POST', search, { filter: 'userName pr' });
    await send('POST', search, { filter: 'x' });
  }
  await send('POST', '/Bulk', { Operations: [{ method: 'DELETE', path }] });
  await send('POST', '/Bulk', {});
  for (const discovery of ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas']) {
    await send('GET', discovery);
    await send('GET', `${discovery}?filter=x`);
  }
  for (const one of ['/ResourceTypes/', '/Schemas/']) {
    const { Resources } = (await send('GET', one.slice(0, -1))).body;
    await send('GET', `${one}${Resources[0]?.id}`);
    await send('GET', `${one}none`);
  }
  await send('GET', '/Groups');
  await send('GET', '/Groups?filter=wrong');
  await sendGroups(send);
  await send('GET', '/provisioningLog');
  await send('GET', '/provisioningLog?from=x');
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) await send(method, '/Me');

  const elsewhere = ['health', 'healthLive', 'healthReady', 'getOpenApi', 'jwks', 'issueToken'];
  const statuses = ['200', '201', '204', '304', '400', '404', '409', '412', '501'];
  const unseen = scimApi()
    .operations.filter(({ operation }) => !elsewhere.includes(operation.operationId))
    .flatMap(({ operation: { operationId, responses } }) =>
      Object.keys(responses)
        .filter((status) => statuses.includes(status))
        .map((status) => `${operationId} ${status}`),
    )
    .filter((answer) => !seen.has(answer));
  expect(unseen).toEqual([]);
});

test('every request that the document shows is carried out', async () => {
  const { examples } = scimApi().document.components as { examples: Record<string, { value: object }> };
  const created = await client.send('POST', '/Users', examples.User?.value);
  expect(created.status).toBe(201);
  const path = `/Users/${created.body.id}`;
  for (const patch of [examples.PatchAttributes, examples.PatchObject])
    expect((await client.send('PATCH', path, patch?.value)).status).toBe(200);
  expect((await client.send('PUT', path, examples.User?.value)).status).toBe(200);
  const found = await client.send('POST', '/Users/.search', examples.Search?.value);
  expect(found.body).toMatchObject({ totalResults: 1 });
  const { status, text } = await client.send('POST', '/Bulk', examples.Bulk?.value);
  expect([status, text.includes('"response"')]).toEqual([200, false]);
});

test('what an answer has beside what is described is found, and what it lacks', () => {
  const body: Record<string, unknown> = { schemas: [], id: '1', password: '' };
  const headers = new Headers({ 'content-type': 'application/scim+json' });
  for (const name of ['x-request-id', 'etag', 'location', 'content-location']) headers.set(name, 'x');
  const url = `${tenant.tenantUrl}/Users/1`;
  const check =
    (more: object = {}) =>
    () => {
      checkScimAnswer(scimApi(), 'PATCH', url, { status: 200, headers, text: '{}', body, ...more });
    };
  expect(check()).toThrow(
    `PATCH /scim/${tenant.name}/Users/1 200 (patchUser): body must NOT have additional properties (password)`,
  );
  delete body.password;
  expect(check()).not.toThrow();
  expect(check({ body: { schemas: [] } })).toThrow("must have required property 'id'");
  expect(check({ status: 418 })).toThrow('is not in the document');
  headers.delete('etag');
  expect(check()).toThrow('has no header ETag');
});
