import { expect } from 'vitest';
import { uniflow } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';
import { remove } from '../support/operations.ts';

const removing = section('RFC 7644', '3.5.2.2');

const work = { type: 'work', value: 'work@example.com', display: 'Work' };

const home = { type: 'home', value: 'home@example.com' };
const both = { emails: [work, home] };

export const rows: readonly Row[] = [
  removing.done('noPath', 'SHALL', 'A remove without path is 400 noTarget.', async ({ create, patch }) => {
    const { id } = await create();
    refused(await patch(id, { op: 'remove' }), 400, 'noTarget');
    refused(await patch(id, { op: 'remove', value: { title: 'x' } }), 400, 'noTarget');
  }),
  removing.done(
    'single',
    'SHALL',
    'A single-valued attribute becomes unassigned.',
    async ({ create, patched, finds }) => {
      const { id } = await create();
      const user = await patched(id, remove('title'), remove('name'), remove(`${uniflow}:localUsername`));
      expect(user).not.toHaveProperty('title');
      expect(user).not.toHaveProperty('name');
      expect(user[uniflow]).not.toHaveProperty('localUsername');
      expect(await finds('title pr', id)).toBe(false);
    },
  ),
  removing.done(
    'multi',
    'SHALL',
    'A multi-valued attribute loses all its values.',
    async ({ create, patched }) => {
      const { id } = await create(both);
      expect(await patched(id, remove('emails'))).not.toHaveProperty('emails');
    },
  ),
  removing.done(
    'filter',
    'SHALL',
    'With a value filter only the values that match go.',
    async ({ create, patched }) => {
      const { id } = await create(both);
      const { emails } = await patched(id, remove('emails[type eq "work" and value ew ".com"]'));
      expect(emails).toEqual([home]);
    },
  ),
  removing.done(
    'last',
    'SHALL',
    'A multi-valued attribute whose last value goes is unassigned.',
    async ({ create, patched, finds }) => {
      const { id } = await create(both);
      const user = await patched(id, remove('emails[value pr]'));
      expect(user).not.toHaveProperty('emails');
      expect(await finds('emails pr', id)).toBe(false);
    },
  ),
  removing.done(
    'subAttribute',
    'SHALL',
    'With a value filter and a sub-attribute only that goes, of the values that match.',
    async ({ create, patched }) => {
      const { id } = await create(both);
      const { emails } = await patched(id, remove('emails[type eq "work"].display'));
      expect(emails).toEqual([{ type: 'work', value: work.value }, home]);
    },
  ),
  removing.done(
    'required',
    'SHALL',
    'Removing a required or read-only attribute is 400 mutability.',
    async ({ create, patch }) => {
      const { id } = await create();
      for (const path of ['userName', 'externalId', 'id', 'groups'])
        refused(await patch(id, { op: 'remove', path }), 400, 'mutability');
    },
  ),
];
