import { expect } from 'vitest';
import { patch } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';
import { add, remove, replace } from '../support/operations.ts';

const general = section('RFC 7644', '3.5.2');

const home = { type: 'home', value: 'home@example.com' };
const other = { type: 'other', value: 'other@example.com' };

export const rows: readonly Row[] = [
  general.done(
    'operations',
    'MUST',
    'The body has a list "Operations"; without it the PATCH is refused.',
    async ({ create, send }) => {
      const { id } = await create();
      for (const body of [{}, { Operations: {} }, { Operations: 'x' }, { Operations: ['x'] }])
        refused(await send('PATCH', `/Users/${id}`, body), 400, 'invalidSyntax');
    },
  ),
  general.otherwise(
    'atLeastOne',
    'MUST',
    'The list has one operation or more.',
    'A PATCH that has nothing to change succeeds and changes nothing, which is what its sender wants.',
    async ({ create, patched }) => {
      const { id, meta } = await create();
      expect((await patched(id)).meta).toEqual(meta);
    },
  ),
  general.otherwise(
    'schemas',
    'MUST',
    'The body has "schemas" with the URI of PatchOp.',
    'Not insisted on: without it there is nothing else that the body could be. What names another message, and not this one, is 400 invalidSyntax.',
    async ({ create, send }) => {
      const { id } = await create();
      const Operations = [replace('title', 'x')];
      expect((await send('PATCH', `/Users/${id}`, { Operations })).status).toBe(200);
    },
  ),
  general.done(
    'op',
    'MUST',
    'Each operation has an "op" that is add, remove or replace.',
    async ({ create, patch: change }) => {
      const { id } = await create();
      for (const op of ['move', 'copy', 'test', '', undefined, 1])
        refused(await change(id, { op, path: 'title', value: 'x' }), 400, 'invalidSyntax');
    },
  ),
  general.done(
    'sequence',
    'states',
    'Operations are applied in their order, each to what the one before has made.',
    async ({ create, patched }) => {
      const { id } = await create({ emails: [] });
      const user = await patched(
        id,
        add('emails', [home]),
        replace('emails[type eq "home"].type', 'other'),
        add('emails[type eq "other"].display', 'Moved'),
        replace('title', 'one'),
        replace('title', 'two'),
      );
      expect(user.emails).toEqual([{ ...home, type: 'other', display: 'Moved' }]);
      expect(user.title).toBe('two');
    },
  ),
  general.done(
    'atomic',
    'SHALL',
    'All operations or none: after an error everything is as it was.',
    async ({ create, patch: change, read }) => {
      const user = await create();
      const good = replace('title', 'Changed');
      for (const bad of [replace('noSuch', 'x'), remove('userName'), add('active', 7)]) {
        expect((await change(user.id, good, bad)).status).toBe(400);
        expect((await change(user.id, good, bad, good)).status).toBe(400);
      }
      expect(await read(user.id)).toEqual(user);
    },
  ),
  general.done(
    'answer',
    'MUST',
    'A PATCH is answered with 200 and the whole resource (or 204).',
    async ({ create, patched, read }) => {
      const { id } = await create();
      expect(await patched(id, replace('title', 'x'))).toEqual(await read(id));
    },
  ),
  general.done(
    'attributes',
    'MUST',
    'With "attributes" a PATCH is answered with 200 and these attributes.',
    async ({ create, send }) => {
      const { id, schemas } = await create();
      const body = patch(replace('title', 'x'));
      const reply = await send('PATCH', `/Users/${id}?attributes=title`, body);
      expect([reply.status, reply.body]).toEqual([200, { schemas, id, title: 'x' }]);
    },
  ),
  general.done(
    'primary',
    'SHALL',
    'A value that becomes primary takes it from the others.',
    async ({ create, patched }) => {
      const { id } = await create({ emails: [{ ...home, primary: true }, other] });
      const first = await patched(id, replace('emails[type eq "other"].primary', true));
      expect(first.emails).toEqual([
        { ...home, primary: false },
        { ...other, primary: true },
      ]);
      const third = { type: 'work', value: 'w@example.com', primary: true };
      const second = await patched(id, add('emails', [third]));
      expect(second.emails).toEqual([{ ...home, primary: false }, { ...other, primary: false }, third]);
    },
  ),
  general.done(
    'error',
    'SHALL',
    'A PATCH that fails is answered with a SCIM error.',
    async ({ create, patch: change }) => {
      const { id } = await create();
      const reply = await change(id, replace('noSuch', 'x'));
      refused(reply, 400, 'invalidPath');
      expect(reply.body.detail).toContain('noSuch');
    },
  ),
];
