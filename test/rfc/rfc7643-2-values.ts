import { expect } from 'vitest';
import { filterQuery } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';

const multi = section('RFC 7643', '2.4');
const unassigned = section('RFC 7643', '2.5');

const work = (value: string, more: object = {}) => ({ type: 'work', value, ...more });

export const rows: readonly Row[] = [
  multi.done(
    'primaryOnce',
    'MUST NOT',
    'At most one value of an attribute is primary.',
    async ({ send, person, create, patch, read }) => {
      const two = [work('a@example.com', { primary: true }), work('b@example.com', { primary: true })];
      refused(await send('POST', '/Users', person({ emails: two })), 400, 'invalidValue');
      const { id, emails } = await create();
      refused(await patch(id, { op: 'replace', path: 'emails', value: two }), 400, 'invalidValue');
      expect((await read(id)).emails).toEqual(emails);
    },
  ),
  multi.done(
    'primaryAbsent',
    'SHALL',
    'A value that does not say that it is primary is not.',
    async ({ create, list, key }) => {
      const emails = (first: string, primary: string) => [
        work(`${first}@${key}`),
        { type: 'home', value: `${primary}@${key}`, primary: true },
      ];
      const one = await create({ title: key, emails: emails('a', 'z') });
      const other = await create({ title: key, emails: emails('b', 'y') });
      const sorted = await list(`${filterQuery(`title eq "${key}"`)}&sortBy=emails`);
      expect(sorted).toEqual([other.userName, one.userName]);
    },
  ),
  multi.otherwise(
    'display',
    'SHOULD',
    'Values of multi-valued attributes come back canonicalized, for instance with a display.',
    'Values come back exactly as they were sent: the directory compares them with its own, and would correct a canonical form for ever.',
    async ({ create, read }) => {
      const emails = [{ value: 'Jane.DOE@Example.COM', type: 'WORK' }];
      const { id } = await create({ emails });
      expect((await read(id)).emails).toEqual(emails);
    },
  ),
  multi.done(
    'repeated',
    'SHOULD NOT',
    'A value that is sent twice does not come back twice.',
    async ({ create, read, patched, key }) => {
      const email = work(`${key}@example.com`);
      const { id } = await create({
        emails: [email, { value: email.value, type: email.type }, { ...email, primary: false }],
      });
      expect((await read(id)).emails).toEqual([email]);
      const { emails } = await patched(id, { op: 'add', path: 'emails', value: [email] });
      expect(emails).toEqual([email]);
      const replaced = await patched(id, { op: 'replace', path: 'emails', value: [email, email] });
      expect(replaced.emails).toEqual([email]);
    },
  ),
  multi.otherwise(
    'repeatedType',
    'SHOULD NOT',
    'Values of the same type that differ in a label alone (display) do not come back side by side.',
    'To make one of them would be to guess whose label is meant; both are kept as they were sent.',
    async ({ create, key }) => {
      const emails = [work(key, { display: 'One' }), work(key, { display: 'Two' })];
      expect((await create({ emails })).emails).toEqual(emails);
    },
  ),
  unassigned.done(
    'equivalent',
    'SHALL',
    'Absent, null and an empty array are the same: unassigned.',
    async ({ create, read, finds }) => {
      const { id } = await create({ nickName: null, emails: [], roles: null });
      const user = await read(id);
      for (const name of ['nickName', 'emails', 'roles', 'ims']) {
        expect(Object.hasOwn(user, name)).toBe(false);
        expect(await finds(`${name} pr`, id)).toBe(false);
        expect(await finds(`${name} eq null`, id)).toBe(true);
      }
    },
  ),
  unassigned.done(
    'unassign',
    'SHALL',
    'Null or an empty array makes an attribute unassigned.',
    async ({ create, patched }) => {
      const { id } = await create({ nickName: 'J' });
      const user = await patched(
        id,
        { op: 'replace', path: 'nickName', value: null },
        { op: 'replace', path: 'emails', value: [] },
      );
      expect(user).not.toHaveProperty('nickName');
      expect(user).not.toHaveProperty('emails');
    },
  ),
];
