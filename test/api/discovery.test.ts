import { describe, expect, test } from 'vitest';
import { core, enterprise, listUrn, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// What the documents say is tested beside scripts/discoveryDocuments.ts, and that it is true in declared.test.ts.

const tenant = await useTenant();
const { client } = tenant;
const group = core.replace(':User', ':Group');

test('each has its own address, and the lists hold what each address answers', async () => {
  for (const [path, resourceType, ids] of [
    ['/ResourceTypes', 'ResourceType', ['User', 'Group']],
    ['/Schemas', 'Schema', [core, enterprise, uniflow, group]],
  ] as const) {
    const { body } = await client.send('GET', path);
    const { Resources } = body;
    expect(body).toEqual({
      schemas: [listUrn],
      totalResults: ids.length,
      startIndex: 1,
      itemsPerPage: ids.length,
      Resources,
    });
    expect(Resources.map(({ id }) => id)).toEqual(ids);
    for (const each of Resources) {
      const location = `${tenant.tenantUrl}${path}/${each.id}`;
      expect(each.meta).toEqual({ resourceType, location });
      expect(each.schemas).toEqual([`urn:ietf:params:scim:schemas:core:2.0:${resourceType}`]);
      const one = await client.send('GET', `${path}/${each.id}`);
      expect([one.body, one.headers.get('location')]).toEqual([each, location]);
    }
  }
  const { headers, body } = await client.send('GET', '/ServiceProviderConfig');
  const location = `${tenant.tenantUrl}/ServiceProviderConfig`;
  expect(body.meta.location).toBe(location);
  for (const name of ['location', 'content-location']) expect(headers.get(name)).toBe(location);
});

test('the URN of a schema matches without case, encoded or not', async () => {
  for (const urn of [core, enterprise, uniflow, group]) {
    const { body } = await client.send('GET', `/Schemas/${urn}`);
    for (const id of [urn.toUpperCase(), encodeURIComponent(urn), `${urn}/`])
      expect((await client.send('GET', `/Schemas/${id}`)).body).toEqual(body);
  }
});

describe('externalId', () => {
  test('is declared as required, but to a tenant whose users need none', async () => {
    const { client: optional } = await tenant.another({ externalIdRequired: false });
    const required = async (by: typeof client) => {
      const { body } = await by.send('GET', `/Schemas/${core}`);
      const attributes = body.attributes as { name: string; required: boolean }[];
      return attributes.filter((attribute) => attribute.required).map(({ name }) => name);
    };
    expect((await required(client)).toSorted()).toEqual(['externalId', 'userName']);
    expect(await required(optional)).toEqual(['userName']);
  });
});

test.each(['/ServiceProviderConfig', '/ResourceTypes/User', '/Schemas', `/Schemas/${core}`])(
  '%s: a filter is 403, everything else in the query is ignored',
  async (path) => {
    const plain = await client.send('GET', path);
    const query =
      'startIndex=7&count=0&attributes=id&excludedAttributes=id&sortBy=id&cursor&aadOptscim062020';
    for (const same of [`${path}?${query}`, `${path}/?${query}`])
      expect((await client.send('GET', same)).body).toEqual(plain.body);
    for (const filter of ['id+eq+%22User%22', 'nonsense'])
      expect((await client.send('GET', `${path}?filter=${filter}`)).status).toBe(403);
  },
);
