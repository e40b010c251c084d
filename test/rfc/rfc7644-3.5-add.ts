import { expect } from 'vitest';
import { enterprise } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';
import { add } from '../support/operations.ts';

const adding = section('RFC 7644', '3.5.2.1');

const work = { type: 'work', value: 'work@example.com', display: 'Work' };

const home = { type: 'home', value: 'home@example.com' };
const both = { emails: [work, home] };

export const rows: readonly Row[] = [
  adding.done(
    'noPath',
    'MUST',
    'Without path the value holds attributes to be added to the resource.',
    async ({ create, patched }) => {
      const { id } = await create({ emails: [work] });
      const value = {
        nickName: 'J',
        emails: [home],
        name: { middleName: 'M' },
        [enterprise]: { division: 'X' },
      };
      expect(await patched(id, { op: 'add', value })).toMatchObject({
        nickName: 'J',
        emails: [work, home],
        name: { familyName: 'Family', givenName: 'Given', middleName: 'M' },
        [enterprise]: { department: 'Print', division: 'X' },
      });
    },
  ),
  adding.done('value', 'MUST', 'An add has a value.', async ({ create, patch }) => {
    const { id } = await create();
    refused(await patch(id, { op: 'add', path: 'title' }), 400, 'invalidValue');
    refused(await patch(id, { op: 'add' }), 400, 'invalidValue');
    refused(await patch(id, { op: 'add', value: 'x' }), 400, 'invalidValue');
  }),
  adding.done(
    'absent',
    'states',
    'What is not there is added, complex and multi-valued attributes too.',
    async ({ create, patched }) => {
      const { id } = await create({ title: undefined, name: undefined, emails: undefined });
      const user = await patched(id, add('title', 'T'), add('name.givenName', 'G'), add('emails', [work]));
      expect(user).toMatchObject({ title: 'T', name: { givenName: 'G' }, emails: [work] });
    },
  ),
  adding.done(
    'multi',
    'states',
    'To a multi-valued attribute the value is added.',
    async ({ create, patched }) => {
      const { id } = await create({ emails: [work] });
      expect((await patched(id, add('emails', [home]))).emails).toEqual([work, home]);
      const third = { type: 'other', value: 'o@example.com' };
      expect((await patched(id, add('emails', third))).emails).toEqual([work, home, third]);
    },
  ),
  adding.done(
    'single',
    'states',
    'Of a single-valued attribute the value is replaced.',
    async ({ create, patched }) => {
      const { id } = await create({ title: 'Old' });
      expect((await patched(id, add('title', 'New'))).title).toBe('New');
    },
  ),
  adding.done(
    'complex',
    'states',
    'To a complex attribute the sub-attributes are added; others stay.',
    async ({ create, patched }) => {
      const { id } = await create({ name: { familyName: 'F', givenName: 'G' } });
      const { name } = await patched(id, add('name', { givenName: 'New', middleName: 'M' }));
      expect(name).toEqual({ familyName: 'F', givenName: 'New', middleName: 'M' });
    },
  ),
  adding.done(
    'valuePath',
    'states',
    'With a value path the sub-attribute is added to the values that match.',
    async ({ create, patched }) => {
      const { id } = await create(both);
      const { emails } = await patched(id, add('emails[type eq "home"].display', 'Home'));
      expect(emails).toEqual([work, { ...home, display: 'Home' }]);
    },
  ),
  adding.done(
    'present',
    'SHALL NOT',
    'A value that is there already changes nothing: not the resource, not lastModified.',
    async ({ create, patched }) => {
      const { id, meta, emails } = await create({ ...both, title: 'T' });
      await new Promise((resolve) => setTimeout(resolve, 5));
      const user = await patched(id, add('emails', [home]), add('title', 'T'));
      expect([user.emails, user.meta]).toEqual([emails, meta]);
    },
  ),
];
