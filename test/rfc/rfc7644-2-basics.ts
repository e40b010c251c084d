import { expect } from 'vitest';
import { clientOf } from '../support/client.ts';
import { filterQuery, patch } from '../support/people.ts';
import { createdBy, list, refused } from './context.ts';
import { section, type Row } from './row.ts';
import { replace } from '../support/operations.ts';

const auth = section('RFC 7644', '2');
const http = section('RFC 7644', '3.1');
const endpoints = section('RFC 7644', '3.2');
const formats = section('RFC 7644', '3.8');
const me = section('RFC 7644', '3.11');
const versions = section('RFC 7644', '3.13');
const tenants = section('RFC 7644', '6');
const strings = section('RFC 7644', '5');
const security = section('RFC 7644', '7');

const media = 'application/scim+json';

export const rows: readonly Row[] = [
  auth.done(
    'challenge',
    'SHALL',
    'A request without a valid token is 401 with WWW-Authenticate, which names the scheme.',
    async ({ anonymous, tenantUrl, create }) => {
      const { id } = await create();
      const wrong = clientOf(tenantUrl, 'wrong');
      for (const client of [anonymous, wrong]) {
        for (const path of ['/Users', `/Users/${id}`, '/ServiceProviderConfig', '/Schemas', '/NoSuch']) {
          const reply = await client.send('GET', path);
          refused(reply, 401);
          expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer /);
        }
      }
    },
  ),
  auth.done(
    'noWrites',
    'MUST',
    'Nothing is written for who is not authenticated.',
    async ({ anonymous, create, read }) => {
      const { id, meta } = await create();
      const path = `/Users/${id}`;
      refused(await anonymous.send('DELETE', path), 401);
      refused(await anonymous.send('PATCH', path, patch({ op: 'add', path: 'title', value: 'x' })), 401);
      expect((await read(id)).meta).toEqual(meta);
    },
  ),
  http.done('mediaType', 'states', 'Bodies are application/scim+json.', async ({ create, send, person }) => {
    const { id } = await create();
    const replies = [
      await send('GET', '/Users?count=1'),
      await send('GET', `/Users/${id}`),
      await send('POST', '/Users', person()),
      await send('GET', '/Users/none'),
      await send('GET', '/Schemas'),
    ];
    for (const { headers } of replies) expect(headers.get('content-type')).toBe(media);
  }),
  endpoints.done(
    'methods',
    'states',
    'A resource is made with POST, read with GET, changed with PUT and PATCH, removed with DELETE.',
    async ({ send, person, patch: change }) => {
      const post = await send('POST', '/Users', person());
      const id = post.body.id;
      const path = `/Users/${id}`;
      const statuses = [
        post.status,
        (await send('GET', path)).status,
        (await send('PUT', path, person())).status,
        (await change(id, { op: 'add', path: 'title', value: 'x' })).status,
        (await send('DELETE', path)).status,
      ];
      expect(statuses).toEqual([201, 200, 200, 200, 204]);
    },
  ),
  endpoints.done(
    'notSupported',
    'states',
    'A method that an endpoint does not have is refused.',
    async ({ send, create, person }) => {
      const { id } = await create();
      refused(await send('PUT', '/Users', person()), 405);
      refused(await send('POST', `/Users/${id}`, person()), 405);
      refused(await send('DELETE', '/Users'), 405);
    },
  ),
  endpoints.done(
    'groups',
    'states',
    'Groups are made, read, changed and removed under /Groups.',
    async ({ send, person }) => {
      const group = { displayName: `Group ${String(person().userName)}` };
      const post = await send('POST', '/Groups', group);
      const path = `/Groups/${post.body.id}`;
      const renamed = patch({ op: 'replace', path: 'displayName', value: `${group.displayName}, renamed` });
      const statuses = [
        post.status,
        (await send('GET', path)).status,
        (await send('PUT', path, group)).status,
        (await send('PATCH', path, renamed)).status,
        (await send('DELETE', path)).status,
        (await send('GET', path)).status,
      ];
      expect(statuses).toEqual([201, 200, 200, 200, 204, 404]);
    },
  ),
  formats.done('json', 'MUST', 'Bodies are JSON in UTF-8; what is not is refused.', async ({ send }) => {
    refused(await send('POST', '/Users', '{"userName":'), 400, 'invalidSyntax');
    refused(await send('POST', '/Users', Uint8Array.of(0x22, 0xff, 0x22)), 400, 'invalidSyntax');
    refused(await send('POST', '/Users', '[]'), 400, 'invalidSyntax');
  }),
  ...[media, 'application/json', '*/*', `text/html, ${media};q=0.5`].map((accept, i) =>
    formats.done(
      `accept${i + 1}`,
      i === 0 ? 'MUST' : 'SHOULD',
      `"Accept: ${accept}" is answered with JSON.`,
      async ({ send, create }) => {
        const { id } = await create();
        const { status, headers, body } = await send('GET', `/Users/${id}`, undefined, { accept });
        expect([status, headers.get('content-type'), body.id]).toEqual([200, media, id]);
      },
    ),
  ),
  ...[media, 'application/json', `${media}; charset=utf-8`, 'application/json;charset=UTF-8'].map((type, i) =>
    formats.done(
      `contentType${i + 1}`,
      'MUST',
      `A body of the type "${type}" is accepted.`,
      async ({ send, person }) => {
        const { status } = await send('POST', '/Users', person(), { 'content-type': type });
        expect(status).toBe(201);
      },
    ),
  ),
  me.done('notImplemented', 'SHOULD', 'Where /Me is not supported, it is 501.', async ({ send, person }) => {
    for (const method of ['GET', 'DELETE']) refused(await send(method, '/Me'), 501);
    for (const method of ['POST', 'PUT', 'PATCH']) refused(await send(method, '/Me', person()), 501);
  }),
  me.notApplicable(
    'redirect',
    'MAY',
    '/Me redirects to the user that the caller is, or is answered in place of it.',
    'The caller is an application, not a user.',
  ),
  versions.notApplicable(
    'version',
    'SHOULD',
    'A version in the URL chooses the protocol; without one it is the newest.',
    'A tenant URL has no version segment: SCIM 2.0 is the only one.',
  ),
  tenants.done(
    'separate',
    'states',
    'Tenants are told apart, here by URL and token: nothing of one is seen or changed from another.',
    async ({ create, newTenant, read, person, key }) => {
      const { id, userName, meta } = await create({ title: key });
      const other = await newTenant();
      refused(await other.send('GET', `/Users/${id}`), 404);
      refused(await other.send('PUT', `/Users/${id}`, person()), 404);
      refused(await other.send('PATCH', `/Users/${id}`, patch(replace('title', 'x'))), 404);
      refused(await other.send('DELETE', `/Users/${id}`), 404);
      expect(await list(other, filterQuery(`userName eq "${userName}"`))).toEqual([]);
      await createdBy(other, person({ userName }));
      expect((await read(id)).meta).toEqual(meta);
    },
  ),
  tenants.done(
    'foreignToken',
    'MUST',
    'A token of one tenant opens no other.',
    async ({ newTenant, service, tenantUrl }) => {
      const other = await newTenant();
      const { body } = await other.send('GET', '/ServiceProviderConfig');
      const otherUrl = body.meta.location.replace('/ServiceProviderConfig', '');
      expect(otherUrl).not.toBe(tenantUrl);
      refused(await clientOf(otherUrl, service.token).send('GET', '/Users'), 401);
    },
  ),
  strings.done(
    'prepared',
    'MUST',
    'Strings are prepared before they are compared: composed and decomposed characters are the same.',
    async ({ create, send, person, list: found, key }) => {
      const { userName } = await create({ userName: `${key}-z\u00fcrich-STRASSE` });
      const decomposed = `${key}-Zu\u0308rich-stra\u00dfe`;
      refused(await send('POST', '/Users', person({ userName: decomposed })), 409, 'uniqueness');
      expect(await found(filterQuery(`userName eq "${decomposed}"`))).toEqual([userName]);
    },
  ),
  security.notApplicable(
    'tls',
    'MUST',
    'TLS protects every request.',
    'TLS ends at the platform in front of the functions, before a request reaches the service.',
  ),
  security.otherwise(
    'sensitiveUri',
    'SHOULD NOT',
    'Personal data is not put into a URI.',
    'Clients filter by userName in a GET, and must be served. /.search is there for those who can do better, and no URL is logged.',
    async ({ create, list: found, service }) => {
      const { userName } = await create();
      expect(await found(filterQuery(`userName eq "${userName}"`))).toEqual([userName]);
      expect(service.log()).not.toContain(userName);
    },
  ),
];
