import { expect } from 'vitest';
import { enterprise } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';
import { replace } from '../support/operations.ts';

const replacing = section('RFC 7644', '3.5.2.3');

const work = { type: 'work', value: 'work@example.com', display: 'Work' };

const home = { type: 'home', value: 'home@example.com' };
const both = { emails: [work, home] };

export const rows: readonly Row[] = [
  replacing.done(
    'noPath',
    'SHALL',
    'Without path the value holds attributes to be replaced.',
    async ({ create, patched }) => {
      const { id } = await create(both);
      const value = { title: 'New', emails: [home], [enterprise]: { department: 'New' } };
      expect(await patched(id, { op: 'replace', value })).toMatchObject(value);
    },
  ),
  replacing.done(
    'single',
    'SHALL',
    'The value of a single-valued attribute is replaced.',
    async ({ create, patched }) => {
      const { id } = await create({ title: 'Old' });
      expect((await patched(id, replace('title', 'New'))).title).toBe('New');
    },
  ),
  replacing.done(
    'multi',
    'SHALL',
    'Without filter all values of a multi-valued attribute are replaced.',
    async ({ create, patched }) => {
      const { id } = await create(both);
      const third = { type: 'other', value: 'o@example.com' };
      expect((await patched(id, replace('emails', [third]))).emails).toEqual([third]);
    },
  ),
  replacing.done('absent', 'SHALL', 'What is not there is added.', async ({ create, patched }) => {
    const { id } = await create({ title: undefined, name: undefined, emails: undefined });
    const user = await patched(
      id,
      replace('title', 'T'),
      replace('name.givenName', 'G'),
      replace('emails', [home]),
    );
    expect(user).toMatchObject({ title: 'T', name: { givenName: 'G' }, emails: [home] });
  }),
  replacing.done(
    'complex',
    'SHALL',
    'Of a complex attribute the given sub-attributes are replaced; others stay.',
    async ({ create, patched }) => {
      const { id } = await create({ name: { familyName: 'F', givenName: 'G' } });
      const { name } = await patched(id, replace('name', { givenName: 'New' }));
      expect(name).toEqual({ familyName: 'F', givenName: 'New' });
    },
  ),
  replacing.done(
    'filter',
    'SHALL',
    'With a value filter every value that matches is replaced as a whole.',
    async ({ create, patched }) => {
      const { id } = await create(both);
      const value = { type: 'work', value: 'new@example.com' };
      const { emails } = await patched(id, { op: 'replace', path: 'emails[type eq "work"]', value });
      expect(emails).toEqual([value, home]);
    },
  ),
  replacing.done(
    'subAttribute',
    'SHALL',
    'With a value filter and a sub-attribute that is replaced in every value that matches.',
    async ({ create, patched }) => {
      const { id } = await create({ emails: [work, { ...work, value: 'second@example.com' }, home] });
      const { emails } = await patched(id, replace('emails[type eq "work"].display', 'New'));
      expect(emails).toEqual([
        { ...work, display: 'New' },
        { ...work, value: 'second@example.com', display: 'New' },
        home,
      ]);
    },
  ),
  replacing.done(
    'noTarget',
    'SHALL',
    'A value filter that matches nothing, and does not say what to make, is 400 noTarget.',
    async ({ create, patch, read }) => {
      const user = await create(both);
      for (const filter of [
        'type sw "x"',
        'type eq "other" or type eq "x"',
        'not (type pr)',
        'type ne "work" and type ne "home"',
      ])
        refused(await patch(user.id, replace(`emails[${filter}].value`, 'x@example.com')), 400, 'noTarget');
      expect(await read(user.id)).toEqual(user);
    },
  ),
  replacing.otherwise(
    'created',
    'SHALL',
    'A value filter that matches nothing is always 400 noTarget.',
    'Made of eq and and, the filter says what is wanted, and it is created: Entra counts on it.',
    async ({ create, patched }) => {
      const { id } = await create({ emails: [work] });
      const { emails } = await patched(id, replace('emails[type eq "home"].value', home.value));
      expect(emails).toEqual([work, home]);
    },
  ),
];
