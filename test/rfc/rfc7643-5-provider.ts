import { expect } from 'vitest';
import { core, enterprise, patch, uniflow } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';

const config = section('RFC 7643', '5');
const types = section('RFC 7643', '6');

export const rows: readonly Row[] = [
  config.done(
    'patch',
    'REQUIRED',
    'The configuration says truly whether PATCH is supported.',
    async ({ send, create }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      expect(body.patch).toEqual({ supported: true });
      const { id } = await create();
      const reply = await send('PATCH', `/Users/${id}`, patch({ op: 'add', path: 'title', value: 'Yes' }));
      expect(reply.body.title).toBe('Yes');
    },
  ),
  config.done(
    'bulk',
    'REQUIRED',
    'The configuration says truly whether Bulk is supported, with its maxima of operations and bytes.',
    async ({ send }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      expect(body.bulk).toEqual({ supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 });
      const { status } = await send('POST', '/Bulk', { Operations: [] });
      expect(status).toBe(200);
    },
  ),
  config.done(
    'filter',
    'REQUIRED',
    'The configuration says truly whether filters are supported, and how many resources come at most.',
    async ({ send, create, finds }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      expect(body.filter).toEqual({ supported: true, maxResults: 1000 });
      const { id } = await create({ title: 'A' });
      expect([await finds('title eq "A"', id), await finds('title eq "B"', id)]).toEqual([true, false]);
    },
  ),
  config.done(
    'changePassword',
    'REQUIRED',
    'The configuration says truly whether a password can be changed.',
    async ({ send }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      expect(body.changePassword).toEqual({ supported: false });
    },
  ),
  config.done(
    'sort',
    'REQUIRED',
    'The configuration says truly whether sorting is supported.',
    async ({ send, create, list, key }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      expect(body.sort).toEqual({ supported: true });
      const b = await create({ title: key, displayName: 'b' });
      const a = await create({ title: key, displayName: 'a' });
      const filter = `filter=title+eq+%22${key}%22`;
      expect(await list(`${filter}&sortBy=displayName`)).toEqual([a.userName, b.userName]);
    },
  ),
  config.done(
    'etag',
    'REQUIRED',
    'The configuration says truly whether ETags are supported.',
    async ({ send, create }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      expect(body.etag).toEqual({ supported: true });
      const { id, meta } = await create();
      const headers = { 'if-none-match': meta.version };
      expect((await send('GET', `/Users/${id}`, undefined, headers)).status).toBe(304);
    },
  ),
  config.done(
    'schemes',
    'REQUIRED',
    'The configuration lists the authentication schemes, each with type, name and description.',
    async ({ send }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      const schemes = body.authenticationSchemes as Record<string, string>[];
      expect(schemes.length).toBeGreaterThan(0);
      for (const { type, name, description } of schemes) {
        expect(['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest']).toContain(type);
        expect([name, description]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
      }
    },
  ),
  config.done(
    'noId',
    'states',
    'The configuration needs no id; it is a resource with its schema and its meta.',
    async ({ send, tenantUrl }) => {
      const { body } = await send('GET', '/ServiceProviderConfig');
      expect(body).toMatchObject({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
        meta: { resourceType: 'ServiceProviderConfig', location: `${tenantUrl}/ServiceProviderConfig` },
      });
    },
  ),
  config.done('readOnly', 'states', 'The configuration is read-only.', async ({ send }) => {
    for (const method of ['PUT', 'PATCH', 'POST', 'DELETE'])
      refused(await send(method, '/ServiceProviderConfig', { patch: { supported: false } }), 405);
  }),
  types.done(
    'resourceType',
    'REQUIRED',
    'A resource type has name, endpoint and schema, and the extensions with whether they are required.',
    async ({ send }) => {
      const { body } = await send('GET', '/ResourceTypes');
      expect(body.Resources.toSorted((left, right) => (left.id < right.id ? -1 : 1))).toEqual([
        expect.objectContaining({ id: 'Group', name: 'Group', endpoint: '/Groups', schemaExtensions: [] }),
        expect.objectContaining({
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
          id: 'User',
          name: 'User',
          endpoint: '/Users',
          schema: core,
          schemaExtensions: [
            { schema: enterprise, required: false },
            { schema: uniflow, required: false },
          ],
        }),
      ]);
    },
  ),
  types.done(
    'optionalExtension',
    'states',
    'A resource need not hold an extension that is declared as not required.',
    async ({ create }) => {
      const { schemas: held } = await create({ schemas: [core], [enterprise]: {}, [uniflow]: {} });
      expect(held).toEqual([core]);
    },
  ),
];
