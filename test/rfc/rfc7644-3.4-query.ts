import { expect } from 'vitest';
import { filterQuery, listUrn } from '../support/people.ts';
import { refused } from './context.ts';
import { some } from './filterChecks.ts';
import { section, type Row } from './row.ts';

const query = section('RFC 7644', '3.4.2');
const root = section('RFC 7644', '3.4.2.1');
const search = section('RFC 7644', '3.4.3');

export const rows: readonly Row[] = [
  query.done(
    'listResponse',
    'MUST',
    'The answer to a query is a ListResponse, with totalResults.',
    async (context) => {
      const { users, filter } = await some(context, {}, {});
      const { status, body } = await context.send('GET', `/Users?${filter}`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ schemas: [listUrn], totalResults: 2 });
      expect(body.Resources).toEqual(expect.arrayContaining([...users]));
    },
  ),
  query.done('none', 'SHALL', 'A query that finds nothing is 200 with totalResults 0.', async ({ send }) => {
    const { status, body } = await send('GET', `/Users?${filterQuery('userName eq "nobody"')}`);
    expect([status, body.totalResults, body.Resources]).toEqual([200, 0, []]);
  }),
  query.done('partial', 'REQUIRED', 'Part of a result has startIndex and itemsPerPage.', async (context) => {
    const { filter } = await some(context, {}, {}, {});
    const { body } = await context.send('GET', `/Users?${filter}&startIndex=2&count=1`);
    expect(body).toMatchObject({ totalResults: 3, startIndex: 2, itemsPerPage: 1 });
    expect(body.Resources).toHaveLength(1);
  }),
  query.done(
    'total',
    'states',
    'totalResults counts all results, also those of a list without filter.',
    async ({ newTenant, person }) => {
      const tenant = await newTenant();
      for (let i = 0; i < 3; i += 1) await tenant.send('POST', '/Users', person());
      const { body } = await tenant.send('GET', '/Users?count=2');
      expect(body).toMatchObject({ totalResults: 3, itemsPerPage: 2 });
    },
  ),
  root.done(
    'unknown',
    'SHALL',
    'Where several resource types may be searched, an attribute that one does not have has no value in it.',
    async ({ create, send }) => {
      const { id } = await create();
      const found = async (filter: string) => {
        const { status, body } = await send('POST', '/.search', { filter: `id eq "${id}" and ${filter}` });
        return [status, body.totalResults] as unknown;
      };
      expect(await found('members pr')).toEqual([200, 0]);
      expect(await found('members.value eq "x"')).toEqual([200, 0]);
      expect(await found('not (members pr)')).toEqual([200, 1]);
    },
  ),
  root.done(
    'resourceType',
    'states',
    'meta.resourceType chooses among the types that are searched.',
    async ({ create, send }) => {
      const { id } = await create();
      const total = async (type: string) => {
        const filter = `meta.resourceType eq "${type}" and id eq "${id}"`;
        return (await send('POST', '/.search', { filter })).body.totalResults as unknown;
      };
      expect([await total('User'), await total('Group')]).toEqual([1, 0]);
    },
  ),
  root.notApplicable(
    'getRoot',
    'MAY',
    'A GET on the base URL searches all resource types.',
    'Users are listed under /Users and groups under /Groups; the root is searched with POST /.search.',
  ),
  search.done(
    'body',
    'states',
    'POST …/.search takes the parameters of a query in a SearchRequest.',
    async (context) => {
      const { users } = await some(context, { displayName: 'a' }, { displayName: 'b' }, { displayName: 'c' });
      const [a, b] = users;
      for (const path of ['/Users/.search', '/.search']) {
        const { status, body } = await context.send('POST', path, {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
          filter: `title eq "${context.key}"`,
          attributes: ['userName'],
          sortBy: 'displayName',
          sortOrder: 'descending',
          startIndex: 2,
          count: 2,
        });
        expect(status).toBe(200);
        expect(body).toMatchObject({ schemas: [listUrn], totalResults: 3, startIndex: 2, itemsPerPage: 2 });
        expect(body.Resources).toEqual(
          [b, a].map((user) => ({ schemas: user?.schemas, id: user?.id, userName: user?.userName })),
        );
      }
    },
  ),
  search.done(
    'excluded',
    'states',
    'A SearchRequest may name excludedAttributes instead.',
    async ({ create, send }) => {
      const { id } = await create();
      const { body } = await send('POST', '/Users/.search', {
        filter: `id eq "${id}"`,
        excludedAttributes: ['emails', 'name'],
      });
      expect(body.Resources).toEqual([expect.objectContaining({ id, active: true })]);
      expect(body.Resources[0]).not.toHaveProperty('emails');
      expect(body.Resources[0]).not.toHaveProperty('name');
    },
  ),
  search.done('sameErrors', 'states', 'A search fails as the query would.', async ({ send }) => {
    refused(await send('POST', '/Users/.search', { filter: 'userName eq' }), 400, 'invalidFilter');
    refused(await send('POST', '/Users/.search', { filter: 'members pr' }), 400, 'invalidFilter');
    refused(await send('POST', '/.search', { sortBy: 1 }), 400, 'invalidValue');
  }),
  search.otherwise(
    'schemas',
    'MUST',
    'The body has "schemas" with the URI of SearchRequest.',
    'Not insisted on: without it there is nothing else that the body could be. What names another message, and not this one, is 400 invalidSyntax.',
    async ({ create, send }) => {
      const { id } = await create();
      const { status, body } = await send('POST', '/Users/.search', { filter: `id eq "${id}"` });
      expect([status, body.totalResults]).toEqual([200, 1]);
    },
  ),
];
