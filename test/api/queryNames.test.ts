import { describe, expect, test } from 'vitest';
import { sharedManagementToken, managerOf } from '../support/manage.ts';
import { person } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();
const { client } = tenant;
const manager = managerOf(tenant.service, (await sharedManagementToken(tenant.service)).token);
const jane = (await client.send('POST', '/Users', person('jane'))).body;
await client.send('POST', '/Users', person('john'));

const nobody = encodeURIComponent('userName eq "nobody"');
const cases = (name: string) => [name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)];

describe('a name of a query parameter is read in any case', () => {
  // Taken for an unknown parameter, it answers with everybody; the first of them a client takes for its match.
  test.each(cases('filter'))('%s on /Users', async (name) => {
    const { status, body } = await client.send('GET', `/Users?${name}=${nobody}`);
    expect([status, body.totalResults, body.Resources]).toEqual([200, 0, []]);
  });

  test.each(cases('filter'))('%s on the discovery endpoints, which take none', async (name) => {
    for (const path of ['/Schemas', '/ResourceTypes', '/ServiceProviderConfig'])
      expect((await client.send('GET', `${path}?${name}=${nobody}`)).status).toBe(403);
  });

  test('attributes and excludedAttributes, of reads and of the answers to writes', async () => {
    const one = `/Users/${jane.id}`;
    const only = await client.send('GET', `${one}?ATTRIBUTES=userName`);
    expect(Object.keys(only.body)).toEqual(['schemas', 'id', 'userName']);
    const without = await client.send('GET', `${one}?ExcludedAttributes=userName`);
    expect(without.body).not.toHaveProperty('userName');
    const written = await client.send('PUT', `${one}?Attributes=title`, person('jane'));
    expect(Object.keys(written.body)).toEqual(['schemas', 'id', 'title']);
  });

  test('sortBy, sortOrder, startIndex and count', async () => {
    const { body } = await client.send(
      'GET',
      '/Users?SortBy=userName&SORTORDER=descending&StartIndex=2&COUNT=1',
    );
    expect(body).toMatchObject({ startIndex: 2, itemsPerPage: 1 });
    expect(body.Resources[0]?.userName).toBe('jane@example.com');
  });

  test('cursor', async () => {
    const { body } = await client.send('GET', '/Users?Cursor=&Count=1');
    expect(body.itemsPerPage).toBe(1);
    const next = await client.send('GET', `/Users?CURSOR=${String(body.nextCursor)}&count=1`);
    expect(next.body.Resources[0]?.id).not.toBe(body.Resources[0]?.id);
  });

  test('those of the provisioning log', async () => {
    const { body } = await client.send(
      'GET',
      `/provisioningLog?User=${jane.id}&ACTION=create&Count=1&From=2020-01-01T00:00:00Z`,
    );
    expect(body.Resources).toHaveLength(1);
    const none = await client.send('GET', `/provisioningLog?TO=2020-01-01T00:00:00Z`);
    expect(none.body.Resources).toEqual([]);
  });

  test('those of /manage', async () => {
    const other = `${tenant.name}-2`;
    expect((await manager.send('POST', '/tenants', { name: other })).status).toBe(201);
    expect((await manager.send('GET', '/tenants?COUNT=1')).body.tenants).toHaveLength(1);
    const after = await manager.send('GET', `/tenants?After=${tenant.name}&COUNT=1`);
    expect(after.body.tenants).toMatchObject([{ name: other }]);
    const users = await manager.send('GET', `/tenants/${tenant.name}/users?Filter=${nobody}`);
    expect(users.body.totalResults).toBe(0);
    const log = await manager.send('GET', `/tenants/${tenant.name}/log?Action=delete`);
    expect(log.body.Resources).toEqual([]);
    expect((await manager.send('DELETE', `/tenants/${other}?CONFIRM=${other}`)).status).toBe(202);
  });

  test('what is unknown stays ignored, sent twice, too', async () => {
    const { body } = await client.send('GET', '/Users?aadOptscim062020&AADOPTSCIM062020&$filter=x&filters=y');
    expect(body.totalResults).toBe(2);
  });
});

// Of those in different case the host keeps one, so that only a request shows that both are seen.
test.each(['filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor'])(
  '%s is refused by name if it is sent twice, in any case',
  async (name) => {
    for (const other of [name, name.toUpperCase()]) {
      const { status, body } = await client.send('GET', `/Users?${name}=1&${other}=1`);
      expect([status, body.scimType]).toEqual([400, 'invalidValue']);
      expect(body.detail).toBe(`The query has the parameter ${name} 2 times; send it once.`);
    }
  },
);
