import { expect } from 'vitest';
import { patch } from '../support/people.ts';
import { run, post, idOf } from './bulkRequests.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';

const bulk = section('RFC 7644', '3.7');

export const rows: readonly Row[] = [
  bulk.done(
    'operations',
    'states',
    'POST, PUT, PATCH and DELETE are carried out as if they were single requests.',
    async (context) => {
      const { create, person, send } = context;
      const [put, changed, gone] = [await create(), await create(), await create()];
      const results = await run(context, [
        post('a', person()),
        { method: 'PUT', path: `/Users/${put.id}`, data: person({ title: 'Put' }) },
        {
          method: 'PATCH',
          path: `/Users/${changed.id}`,
          data: patch({ op: 'replace', path: 'title', value: 'Changed' }),
        },
        { method: 'DELETE', path: `/Users/${gone.id}` },
      ]);
      expect(results.map(({ method, status }) => [method, status])).toEqual([
        ['POST', '201'],
        ['PUT', '200'],
        ['PATCH', '200'],
        ['DELETE', '204'],
      ]);
      const titles = [put, changed].map(
        async ({ id }) => (await send('GET', `/Users/${id}`)).body.title as unknown,
      );
      expect(await Promise.all(titles)).toEqual(['Put', 'Changed']);
      refused(await send('GET', `/Users/${gone.id}`), 404);
    },
  ),
  bulk.done('required', 'REQUIRED', 'The request has a list "Operations".', async ({ send }) => {
    refused(await send('POST', '/Bulk', { failOnErrors: 1 }), 400, 'invalidSyntax');
    refused(await send('POST', '/Bulk', { Operations: {} }), 400, 'invalidSyntax');
  }),
  bulk.done(
    'method',
    'REQUIRED',
    'An operation has a method: POST, PUT, PATCH or DELETE.',
    async (context) => {
      const results = await run(context, [{ method: 'GET', path: '/Users' }, { path: '/Users' }]);
      expect(results.map(({ status }) => status)).toEqual(['400', '400']);
    },
  ),
  bulk.done('bulkId', 'REQUIRED', 'A POST has a bulkId.', async (context) => {
    const [result] = await run(context, [{ method: 'POST', path: '/Users', data: context.person() }]);
    expect(result).toMatchObject({ status: '400', response: { scimType: 'invalidValue' } });
  }),
  bulk.done(
    'path',
    'REQUIRED',
    'An operation has a path: an endpoint for a POST, else a resource.',
    async (context) => {
      const { id } = await context.create();
      const results = await run(context, [
        { ...post('a', context.person()), path: `/Users/${id}` },
        { ...post('b', context.person()), path: undefined },
        { method: 'DELETE', path: '/Users' },
        { method: 'DELETE' },
      ]);
      for (const { status } of results) expect(['400', '404']).toContain(status);
      await context.read(id);
    },
  ),
  bulk.done('data', 'REQUIRED', 'A POST, PUT or PATCH has data.', async (context) => {
    const { id } = await context.create();
    const path = `/Users/${id}`;
    const results = await run(context, [
      { method: 'POST', path: '/Users', bulkId: 'a' },
      { method: 'PUT', path },
      { method: 'PATCH', path, data: 'x' },
    ]);
    for (const { status, response } of results) {
      expect(status).toBe('400');
      expect(response).toMatchObject({ scimType: 'invalidSyntax' });
    }
  }),
  bulk.done(
    'version',
    'states',
    'The version of an operation is the If-Match of the request that it stands for.',
    async (context) => {
      const { id, meta } = await context.create();
      const change = (value: string) => ({
        method: 'PATCH',
        path: `/Users/${id}`,
        version: meta.version,
        data: patch({ op: 'replace', path: 'title', value }),
      });
      const results = await run(context, [change('one'), change('two')]);
      expect(results.map(({ status }) => status)).toEqual(['200', '412']);
      expect(await context.read(id)).toMatchObject({ title: 'one' });
    },
  ),
  bulk.done('resultVersion', 'states', 'The result of a write has the new version.', async (context) => {
    const [result] = await run(context, [post('a', context.person())]);
    expect(result?.version).toBe((await context.read(idOf(result))).meta.version);
  }),
  bulk.done('sameBulkId', 'MUST', 'The result of a POST has its bulkId.', async (context) => {
    const results = await run(context, [post('one', context.person()), post('two', {})]);
    expect(results.map(({ bulkId }) => bulkId)).toEqual(['one', 'two']);
  }),
  bulk.done(
    'uniqueBulkId',
    'states',
    'A bulkId is unique in its request: a second POST with it fails.',
    async (context) => {
      const results = await run(context, [post('same', context.person()), post('same', context.person())]);
      expect(results.map(({ status }) => status)).toEqual(['201', '400']);
    },
  ),
  bulk.otherwise(
    'schemas',
    'MUST',
    'The body has "schemas" with the URI of BulkRequest.',
    'Not insisted on: without it there is nothing else that the body could be. What names another message, and not this one, is 400 invalidSyntax.',
    async ({ send, person }) => {
      const { status, body } = await send('POST', '/Bulk', { Operations: [post('a', person())] });
      expect([status, body.Operations]).toEqual([200, [expect.objectContaining({ status: '201' })]]);
    },
  ),
];
