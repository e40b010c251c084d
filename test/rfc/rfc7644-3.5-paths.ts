import { expect } from 'vitest';
import { enterprise, uniflow } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';
import { add, remove, replace } from '../support/operations.ts';

const general = section('RFC 7644', '3.5.2');

const home = { type: 'home', value: 'home@example.com' };
const other = { type: 'other', value: 'other@example.com' };

export const rows: readonly Row[] = [
  general.done(
    'paths',
    'MUST',
    'A path is an attribute, a sub-attribute or a value path with or without one.',
    async ({ create, patched }) => {
      const { id } = await create({ emails: [home, other] });
      const user = await patched(
        id,
        replace('title', 'T'),
        replace('name.givenName', 'G'),
        replace('emails[type eq "home"].value', 'new@example.com'),
        remove('emails[type eq "other"]'),
        replace(`${enterprise}:department`, 'D'),
      );
      expect(user).toMatchObject({ title: 'T', name: { givenName: 'G' }, [enterprise]: { department: 'D' } });
      expect(user.emails).toEqual([{ ...home, value: 'new@example.com' }]);
    },
  ),
  general.done(
    'invalidPath',
    'states',
    'A path that leads nowhere or is none is 400 invalidPath.',
    async ({ create, patch: change }) => {
      const { id } = await create();
      for (const path of [
        'noSuch',
        'name.noSuch',
        'emails[',
        'emails[type eq "work"].noSuch',
        `${uniflow}:noSuch`,
        'a b',
        1,
      ])
        refused(await change(id, { op: 'replace', path, value: 'x' }), 400, 'invalidPath');
    },
  ),
  general.done(
    'pathFilter',
    'states',
    'A wrong filter in a path is 400 invalidFilter or invalidPath.',
    async ({ create, patch: change }) => {
      const { id } = await create();
      for (const path of [
        'emails[type like "work"].value',
        'emails[noSuch eq "x"].value',
        'emails[primary gt true].value',
      ]) {
        const { status, body } = await change(id, { op: 'replace', path, value: 'x' });
        expect([status, body.scimType]).toEqual([400, expect.stringMatching(/^invalid(Filter|Path)$/)]);
      }
    },
  ),
  general.done(
    'mutability',
    'MUST',
    'An operation keeps to the mutability of its attribute, else 400 mutability.',
    async ({ create, patch: change }) => {
      const { id } = await create();
      refused(await change(id, replace('id', 'x')), 400, 'mutability');
      refused(await change(id, add('groups', [{ value: 'g' }])), 400, 'mutability');
      refused(await change(id, { op: 'replace', value: { groups: [] } }), 400, 'mutability');
      refused(await change(id, remove('groups')), 400, 'mutability');
    },
  ),
  general.notApplicable(
    'immutable',
    'MUST NOT',
    'An immutable attribute is given a value where it has none, and not changed afterwards.',
    'No schema that is served has an immutable attribute; the engine keeps to it for extensions that have.',
  ),
  general.done(
    'schema',
    'MUST',
    'An operation keeps to the schema: a wrong type is 400 invalidValue.',
    async ({ create, patch: change }) => {
      const { id } = await create();
      for (const [path, value] of [
        ['title', 1],
        ['active', 'perhaps'],
        ['emails', [{ value: 1 }]],
        ['name', 'Jane'],
        ['name.givenName', {}],
      ])
        refused(await change(id, { op: 'replace', path, value }), 400, 'invalidValue');
    },
  ),
];
