import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { person, startWatchedService, type WatchedService } from '../support/faultyService.ts';

/** A release before groups drops the mark of members when it writes a user: it must refuse a tenant with groups. */
let watched: WatchedService;
let tenants: Table;

beforeAll(async () => {
  watched = await startWatchedService();
  tenants = await openTable(watched.service, 'scimTenants');
});
afterAll(() => watched.stop());

const formOf = async () => (await tenants.getEntity('tenants', watched.partition.tenant)).format;

test('the first group raises the form of the tenant, which then costs nothing more', async () => {
  await watched.client.send('POST', '/Users', person('ada'));
  expect(await formOf()).toBe(2);
  const urls: string[] = [];
  watched.proxy.treat(({ method, url }) => {
    if (url.includes('scimTenants')) urls.push(method);
    return 'pass';
  });
  const first = await Promise.all(
    ['One', 'Two', 'Three'].map((displayName) => watched.client.send('POST', '/Groups', { displayName })),
  );
  expect(first.map(({ status }) => status)).toEqual([201, 201, 201]);
  expect(await formOf()).toBe(3);
  expect(urls).toContain('PUT');
  urls.length = 0;
  expect((await watched.client.send('POST', '/Groups', { displayName: 'Four' })).status).toBe(201);
  expect(urls).toEqual([]);
});

test('no group is made before the form is raised', async () => {
  const another = await startWatchedService();
  another.proxy.treat(({ method, url }) =>
    method === 'PUT' && url.includes('scimTenants') ? 'forbid' : 'pass',
  );
  expect((await another.client.send('POST', '/Groups', { displayName: 'One' })).status).toBe(503);
  another.proxy.treat(() => 'pass');
  expect((await another.client.send('GET', '/Groups')).body.totalResults).toBe(0);
  await another.stop();
});
