import { expect } from 'vitest';
import { enterprise, errorUrn, patch } from '../support/people.ts';
import { run, post, bad, withManager, idOf } from './bulkRequests.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';

const circular = section('RFC 7644', '3.7.1');
const references = section('RFC 7644', '3.7.2');
const errors = section('RFC 7644', '3.7.3');
const maxima = section('RFC 7644', '3.7.4');

export const rows: readonly Row[] = [
  circular.done(
    'circular',
    'MUST',
    'References in a circle are resolved (or, after an attempt, 409).',
    async (context) => {
      const { person, read } = context;
      const results = await run(context, [
        post('a', person(withManager('bulkId:b'))),
        post('b', person(withManager('bulkId:a'))),
      ]);
      const [a, b] = results.map(idOf);
      expect(results.map(({ status }) => status)).toEqual(['201', '201']);
      expect((await read(a ?? ''))[enterprise]).toEqual({ manager: { value: b } });
      expect((await read(b ?? ''))[enterprise]).toEqual({ manager: { value: a } });
    },
  ),
  references.done(
    'resolved',
    'MUST',
    'A reference "bulkId:…" becomes the id of the resource, wherever its POST stands.',
    async (context) => {
      const { person, read } = context;
      const results = await run(context, [
        post('early', person(withManager('bulkId:boss'))),
        post('boss', person()),
        post('late', person(withManager('bulkId:boss'))),
      ]);
      const [early, boss, late] = results.map(idOf);
      for (const id of [early, late])
        expect((await read(id ?? ''))[enterprise]).toEqual({ manager: { value: boss } });
    },
  ),
  references.done(
    'inPath',
    'states',
    'A reference may stand in the path of an operation.',
    async (context) => {
      const data = patch({ op: 'replace', path: 'title', value: 'Changed' });
      const results = await run(context, [
        { method: 'PATCH', path: '/Users/bulkId:a', data },
        post('a', context.person()),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['200', '201']);
      expect(await context.read(idOf(results[1]))).toMatchObject({ title: 'Changed' });
    },
  ),
  references.done(
    'unresolved',
    'states',
    'A reference to what was not created fails its operation.',
    async (context) => {
      const { person } = context;
      const results = await run(context, [
        post('a', person(withManager('bulkId:none'))),
        post('bad', {}),
        post('c', person(withManager('bulkId:bad'))),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['400', '400', '409']);
    },
  ),
  errors.done(
    'continue',
    'MUST',
    'Without failOnErrors, errors keep no other operation from being carried out.',
    async (context) => {
      const { person } = context;
      const results = await run(context, [bad, post('a', person()), bad, post('b', person())]);
      expect(results.map(({ status }) => status)).toEqual(['404', '201', '404', '201']);
    },
  ),
  errors.done(
    'failOnErrors',
    'states',
    'After so many errors as failOnErrors says nothing more is carried out.',
    async (context) => {
      const { person, list } = context;
      const last = person();
      const results = await run(context, [bad, post('a', person()), bad, post('b', last)], {
        failOnErrors: 2,
      });
      expect(results.map(({ status }) => status)).toEqual(['404', '201', '404']);
      expect(await list(`filter=userName+eq+%22${String(last.userName)}%22`)).toEqual([]);
    },
  ),
  errors.done(
    'all',
    'MUST',
    'The answer has the result of every operation that was carried out, with method and status as a string.',
    async (context) => {
      const { id } = await context.create();
      const results = await run(context, [
        post('a', context.person()),
        { method: 'DELETE', path: `/Users/${id}` },
        bad,
      ]);
      expect(results).toHaveLength(3);
      for (const { method, status } of results)
        expect([method, status]).toEqual([
          expect.stringMatching(/^(POST|DELETE)$/),
          expect.stringMatching(/^\d{3}$/),
        ]);
    },
  ),
  errors.done(
    'location',
    'MUST',
    'Every result has a location, except that of a POST that failed.',
    async (context) => {
      const { tenantUrl, person, create } = context;
      const { id } = await create();
      const path = `/Users/${id}`;
      const [put, made, failed, gone] = await run(context, [
        { method: 'PUT', path, data: {} },
        post('a', person()),
        post('b', {}),
        { method: 'DELETE', path },
      ]);
      expect([put?.location, gone?.location]).toEqual([`${tenantUrl}${path}`, `${tenantUrl}${path}`]);
      expect(made?.location).toBe(`${tenantUrl}/Users/${idOf(made)}`);
      expect(failed).not.toHaveProperty('location');
    },
  ),
  errors.done(
    'response',
    'MUST',
    'The result of an operation that failed has the error as response.',
    async (context) => {
      const { userName } = await context.create();
      const results = await run(context, [post('a', context.person({ userName })), bad]);
      expect(results.map(({ response }) => response)).toEqual([
        expect.objectContaining({ schemas: [errorUrn], status: '409', scimType: 'uniqueness' }),
        expect.objectContaining({ schemas: [errorUrn], status: '404' }),
      ]);
    },
  ),
  errors.done(
    'status',
    'MUST',
    'A Bulk request that was worked through is 200, whatever became of its operations.',
    async (context) => {
      expect((await run(context, [bad]))[0]?.status).toBe('404');
    },
  ),
  maxima.done(
    'maxOperations',
    'MUST',
    'More operations than declared are 413, with the maximum in the message.',
    async ({ send, person, list }) => {
      const body = person();
      const operations = [post('a', body), ...Array.from({ length: 1000 }, () => bad)];
      const reply = await send('POST', '/Bulk', { Operations: operations });
      refused(reply, 413);
      expect(reply.body.detail).toContain('1000');
      expect(await list(`filter=userName+eq+%22${String(body.userName)}%22`)).toEqual([]);
    },
  ),
  maxima.done(
    'maxPayloadSize',
    'MUST',
    'More bytes than declared are 413, with the maximum in the message.',
    async ({ send }) => {
      const reply = await send('POST', '/Bulk', { Operations: [], padding: 'x'.repeat(1_048_576) });
      refused(reply, 413);
      expect(reply.body.detail).toContain('1048576');
    },
  ),
  maxima.done('declared', 'MUST', 'The maxima are declared.', async ({ send }) => {
    const { body } = await send('GET', '/ServiceProviderConfig');
    expect(body.bulk).toMatchObject({ maxOperations: 1000, maxPayloadSize: 1_048_576 });
  }),
];
