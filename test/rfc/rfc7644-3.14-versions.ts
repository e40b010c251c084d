import { expect } from 'vitest';
import { patch } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';
import { replace } from '../support/operations.ts';

const versions = section('RFC 7644', '3.14');

export const rows: readonly Row[] = [
  versions.done(
    'header',
    'MUST',
    'A version comes as ETag header, and in meta.version.',
    async ({ create, send, person }) => {
      const { id } = await create();
      const replies = [
        await send('POST', '/Users', person()),
        await send('GET', `/Users/${id}`),
        await send('PUT', `/Users/${id}`, person()),
        await send('PATCH', `/Users/${id}`, patch(replace('title', 'x'))),
      ];
      for (const { headers, body } of replies) {
        expect(headers.get('etag')).toMatch(/^(W\/)?"[^"]+"$/);
        expect(headers.get('etag')).toBe(body.meta.version);
      }
    },
  ),
  versions.done(
    'changes',
    'states',
    'Every change makes another version, and nothing else does.',
    async ({ create, read, patched }) => {
      const { id, meta } = await create();
      expect((await read(id)).meta.version).toBe(meta.version);
      const changed = await patched(id, replace('title', 'x'));
      expect(changed.meta.version).not.toBe(meta.version);
      const same = await patched(id, replace('title', 'x'));
      expect(same.meta.version).toBe(changed.meta.version);
    },
  ),
  versions.done(
    'notModified',
    'states',
    'A GET with If-None-Match is 304 as long as nothing has changed.',
    async ({ create, send, patched }) => {
      const { id, meta } = await create();
      const headers = { 'if-none-match': meta.version };
      const same = await send('GET', `/Users/${id}`, undefined, headers);
      expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', meta.version]);
      await patched(id, replace('title', 'x'));
      expect((await send('GET', `/Users/${id}`, undefined, headers)).status).toBe(200);
    },
  ),
  versions.done(
    'ifMatch',
    'states',
    'A PUT, PATCH or DELETE with an If-Match of another version is 412, and changes nothing.',
    async ({ create, send, person, patched, read }) => {
      const { id, meta } = await create();
      const path = `/Users/${id}`;
      const { meta: now } = await patched(id, replace('title', 'x'));
      const old = { 'if-match': meta.version };
      const change = patch(replace('title', 'y'));
      refused(await send('PUT', path, person(), old), 412);
      refused(await send('PATCH', path, change, old), 412);
      refused(await send('DELETE', path, undefined, old), 412);
      expect((await read(id)).meta).toEqual(now);
      const current = await send('PATCH', path, change, { 'if-match': now.version });
      expect(current.status).toBe(200);
      const { status } = await send('DELETE', path, undefined, {
        'if-match': current.body.meta.version,
      });
      expect(status).toBe(204);
    },
  ),
  versions.otherwise(
    'weak',
    'MUST',
    'If-Match compares strongly (RFC 7232 §3.1), so a weak ETag never matches.',
    'RFC 7644 §3.14 shows weak ETags in If-Match, and a client has no others to send: it compares weakly.',
    async ({ create, send }) => {
      const { id, meta } = await create();
      expect(meta.version).toMatch(/^W\//);
      for (const tag of [meta.version, meta.version.slice(2)]) {
        const change = patch(replace('active', true));
        expect((await send('PATCH', `/Users/${id}`, change, { 'if-match': tag })).status).toBe(200);
      }
    },
  ),
];
