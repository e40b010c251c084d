import { expect } from 'vitest';
import { errorUrn, filterQuery, patch, person } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Check, type Row } from './row.ts';

const errors = section('RFC 7644', '3.12');

/** A request that is refused. */
function refusing(method: string, path: string, body: unknown, status: number, scimType?: string): Check {
  return async ({ send, create }) => {
    const { id } = await create();
    refused(await send(method, path.replace('{id}', id), body), status, scimType);
  };
}

const change = (operation: Record<string, unknown>) => patch(operation);

export const rows: readonly Row[] = [
  errors.done(
    'body',
    'MUST',
    'An error has a JSON body with the URI of Error, its status as a string, and a detail.',
    async ({ send, anonymous, create, person: fresh }) => {
      const { userName } = await create();
      const replies = [
        await anonymous.send('GET', '/Users'),
        await send('GET', '/Users/none'),
        await send('GET', '/none'),
        await send('DELETE', '/Users'),
        await send('POST', '/Users', '{'),
        await send('POST', '/Users', fresh({ userName })),
        await send('GET', '/Me'),
        await send('GET', '/Schemas?filter=id+pr'),
      ];
      expect(replies.map(({ status }) => status)).toEqual([401, 404, 404, 405, 400, 409, 501, 403]);
      for (const { status, body, headers } of replies) {
        expect(headers.get('content-type')).toBe('application/scim+json');
        const detail = expect.stringMatching(/./) as unknown;
        expect(body).toMatchObject({ schemas: [errorUrn], status: String(status), detail });
        const known = ['schemas', 'status', 'scimType', 'detail'];
        expect(Object.keys(body as object).filter((name) => !known.includes(name))).toEqual([]);
      }
    },
  ),
  errors.notApplicable(
    'redirects',
    'states',
    '307 and 308: the resource is at another address.',
    'A tenant has one address, and its resources do not move.',
  ),
  errors.done('401', 'states', '401: no valid credentials.', async ({ anonymous }) => {
    refused(await anonymous.send('GET', '/Users'), 401);
  }),
  errors.done(
    '403',
    'states',
    '403: the operation is not permitted.',
    refusing('GET', '/Schemas?filter=id+pr', undefined, 403),
  ),
  errors.done(
    '404',
    'states',
    '404: there is no such resource or endpoint.',
    refusing('GET', '/Users/none', undefined, 404),
  ),
  errors.done(
    '409',
    'states',
    '409: the resource is there already, or its version is not as expected.',
    async ({ create, send, person: fresh }) => {
      const { externalId } = await create();
      refused(await send('POST', '/Users', fresh({ externalId })), 409, 'uniqueness');
    },
  ),
  errors.done(
    '412',
    'states',
    '412: the resource has changed since it was read.',
    async ({ create, send }) => {
      const { id } = await create();
      refused(await send('DELETE', `/Users/${id}`, undefined, { 'if-match': 'W/"other"' }), 412);
    },
  ),
  errors.done(
    '413',
    'states',
    '413: more than the declared maximum.',
    refusing('POST', '/Bulk', ' '.repeat(1_048_577), 413),
  ),
  errors.notApplicable(
    '500',
    'states',
    '500: an internal error, with what the service provider can say about it.',
    'Nothing that a client sends leads to one; test/fault shows what is answered when storage fails.',
  ),
  errors.done(
    '501',
    'states',
    '501: the operation is not supported.',
    refusing('GET', '/Me', undefined, 501),
  ),
  errors.done(
    'invalidFilter',
    'states',
    'invalidFilter: the filter is wrong or not supported.',
    refusing('GET', `/Users?${filterQuery('x y "z"')}`, undefined, 400, 'invalidFilter'),
  ),
  errors.done(
    'tooMany',
    'states',
    'tooMany: more would have to be looked at than is possible.',
    // Also of more than 20,000 users: test/api/manyUsers.test.ts.
    async ({ create, send }) => {
      const { id } = await create({
        roles: Array.from({ length: 3_400 }, (_, i) => ({ value: `é${i.toString(36)}` })),
      });
      const terms = Array.from({ length: 170 }, (_, i) => `roles co "é!${i}"`).join(' or ');
      const filter = `id eq "${id}" and (${terms})`;
      refused(await send('POST', '/Users/.search', { filter }), 400, 'tooMany');
    },
  ),
  errors.done('uniqueness', 'states', 'uniqueness: a value is in use.', async ({ create, patch: send }) => {
    const [one, other] = [await create(), await create()];
    refused(
      await send(one.id, { op: 'replace', path: 'userName', value: other.userName }),
      409,
      'uniqueness',
    );
  }),
  errors.done(
    'mutability',
    'states',
    'mutability: the attribute cannot be changed so.',
    refusing('PATCH', '/Users/{id}', change({ op: 'remove', path: 'id' }), 400, 'mutability'),
  ),
  errors.done(
    'invalidSyntax',
    'states',
    'invalidSyntax: the body is not what the endpoint takes.',
    refusing('PATCH', '/Users/{id}', { Operations: 1 }, 400, 'invalidSyntax'),
  ),
  errors.done(
    'invalidPath',
    'states',
    'invalidPath: a path is wrong.',
    refusing('PATCH', '/Users/{id}', change({ op: 'add', path: '[x', value: 1 }), 400, 'invalidPath'),
  ),
  errors.done(
    'noTarget',
    'states',
    'noTarget: a path leads to nothing that could be changed.',
    refusing('PATCH', '/Users/{id}', change({ op: 'remove' }), 400, 'noTarget'),
  ),
  errors.done(
    'invalidValue',
    'states',
    'invalidValue: a value is missing or does not fit.',
    refusing('POST', '/Users', person('never', { title: 1 }), 400, 'invalidValue'),
  ),
  errors.notApplicable(
    'invalidVers',
    'states',
    'invalidVers: the version of the protocol is not supported.',
    'A tenant URL has no version segment that could be wrong.',
  ),
  errors.otherwise(
    'sensitive',
    'states',
    'sensitive: the request would show personal data in its URI.',
    'Clients filter by userName in a GET, and must be served. A secret in a filter is 400 invalidFilter, as is anything that cannot be filtered on.',
    refusing('GET', `/Users?${filterQuery('pin eq "0042"')}`, undefined, 400, 'invalidFilter'),
  ),
];
