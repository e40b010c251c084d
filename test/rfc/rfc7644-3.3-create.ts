import { expect } from 'vitest';
import { core, enterprise, filterQuery, patch, patchUrn } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';

const create = section('RFC 7644', '3.3');
const typed = section('RFC 7644', '3.3.1');
const read = section('RFC 7644', '3.4.1');
const remove = section('RFC 7644', '3.6');

export const rows: readonly Row[] = [
  create.done('created', 'SHALL', 'A created resource is answered with 201.', async ({ send, person }) => {
    expect((await send('POST', '/Users', person())).status).toBe(201);
  }),
  create.done(
    'body',
    'SHOULD',
    'The answer holds the new resource as the service provider has it.',
    async ({ send, person }) => {
      const { body } = await send('POST', '/Users', person({ title: 'Guide' }));
      expect(body).toMatchObject({ title: 'Guide', active: true });
      expect((await send('GET', `/Users/${body.id}`)).body).toEqual(body);
    },
  ),
  create.done(
    'location',
    'SHALL',
    'The URI of the new resource stands in Location and in meta.location.',
    async ({ send, person, tenantUrl }) => {
      const { headers, body } = await send('POST', '/Users', person());
      const location = `${tenantUrl}/Users/${body.id}`;
      expect([headers.get('location'), body.meta.location]).toEqual([location, location]);
    },
  ),
  create.done(
    'readOnly',
    'SHALL',
    'Read-only attributes in the request are ignored.',
    async ({ send, person }) => {
      const wrong = { id: 'mine', groups: [{ value: 'g' }], meta: { version: 'W/"1"', location: 'x' } };
      const { status, body } = await send('POST', '/Users', person(wrong));
      expect(status).toBe(201);
      expect(body).not.toHaveProperty('groups');
      expect([body.id, body.meta.version, body.meta.location]).not.toContain('mine');
      expect(body.meta).not.toMatchObject({ version: 'W/"1"' });
    },
  ),
  create.done(
    'defaults',
    'MAY',
    'An attribute that is left out may be given a default: active is true.',
    async ({ send, person }) => {
      for (const active of [undefined, null]) {
        const { body } = await send('POST', '/Users', person({ active }));
        expect(body.active).toBe(true);
      }
    },
  ),
  create.done(
    'conflict',
    'MUST',
    'A resource that is there already is 409 with scimType uniqueness.',
    async ({ create: make, send, person }) => {
      const { userName } = await make();
      refused(await send('POST', '/Users', person({ userName })), 409, 'uniqueness');
    },
  ),
  create.otherwise(
    'schemas',
    'MUST',
    'The body of a request has "schemas" with the URIs of what it holds.',
    'Not insisted on: clients leave it out, or list extensions that they do not send and send what they do not list. Refused (400 invalidSyntax) is what names another message or core resource, and not its own.',
    async ({ send, person }) => {
      for (const schemas of [undefined, [], [core], ['urn:nobody:knows']]) {
        const { status, body } = await send('POST', '/Users', person({ schemas }));
        expect(status).toBe(201);
        expect(body[enterprise]).toEqual({ department: 'Print' });
      }
      refused(await send('POST', '/Users', person({ schemas: [patchUrn] })), 400, 'invalidSyntax');
    },
  ),
  create.done(
    'unknown',
    'states',
    'Attributes that no schema has are ignored, and do not come back.',
    async ({ send, person }) => {
      const more = { favouriteColour: 'red', 'urn:example:2.0:User': { a: 1 } };
      const { status, text } = await send('POST', '/Users', person(more));
      expect(status).toBe(201);
      expect(text).not.toMatch(/favouriteColour|urn:example/);
    },
  ),
  typed.done(
    'resourceType',
    'SHALL',
    'meta.resourceType is set by the endpoint, whatever the client says.',
    async ({ send, person }) => {
      const { body } = await send('POST', '/Users', person({ meta: { resourceType: 'Group' } }));
      expect(body.meta.resourceType).toBe('User');
    },
  ),
  read.done(
    'get',
    'states',
    'A known resource is 200 with the resource in the body.',
    async ({ create: make, send }) => {
      const user = await make();
      const { status, body } = await send('GET', `/Users/${user.id}`);
      expect([status, body]).toEqual([200, user]);
    },
  ),
  read.done('unknown', 'states', 'An unknown resource is 404.', async ({ send }) => {
    refused(await send('GET', '/Users/00000000-0000-0000-0000-000000000000'), 404);
  }),
  remove.done(
    'noContent',
    'SHALL',
    'A removed resource is answered with 204 and no body.',
    async ({ create: make, send }) => {
      const { id } = await make();
      const { status, text, headers } = await send('DELETE', `/Users/${id}`);
      expect([status, text, headers.get('content-type')]).toEqual([204, '', null]);
    },
  ),
  remove.done(
    'gone',
    'MUST',
    'Every later request for a removed resource is 404.',
    async ({ create: make, send, person }) => {
      const path = `/Users/${(await make()).id}`;
      await send('DELETE', path);
      refused(await send('GET', path), 404);
      refused(await send('PUT', path, person()), 404);
      refused(await send('PATCH', path, patch({ op: 'add', path: 'title', value: 'x' })), 404);
      refused(await send('DELETE', path), 404);
    },
  ),
  remove.done(
    'notListed',
    'MUST',
    'A removed resource is in no later list.',
    async ({ create: make, send, list, key }) => {
      const { id, userName } = await make({ title: key });
      await send('DELETE', `/Users/${id}`);
      for (const filter of [
        `userName eq "${userName}"`,
        `title eq "${key}"`,
        `id eq "${id}"`,
        `userName sw "${key}"`,
      ])
        expect(await list(filterQuery(filter)), filter).toEqual([]);
    },
  ),
  remove.done(
    'reuse',
    'SHOULD NOT',
    "A removed resource is in nobody's way: its userName and other keys are free.",
    async ({ create: make, send, person }) => {
      const body = person();
      const { id } = await make(body);
      await send('DELETE', `/Users/${id}`);
      expect((await send('POST', '/Users', body)).status).toBe(201);
    },
  ),
];
