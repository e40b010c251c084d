import { expect } from 'vitest';
import { enterprise } from '../support/people.ts';
import { described, describedAttributes, refused } from './context.ts';
import { section, type Row } from './row.ts';

const multi = section('RFC 7643', '4.1.2');
const group = section('RFC 7643', '4.2');
const company = section('RFC 7643', '4.3');

const asSent =
  'Values come back exactly as they were sent: the directory compares them with its own, and would correct another form for ever.';

export const rows: readonly Row[] = [
  ...['emails', 'phoneNumbers', 'ims', 'photos'].map((name) =>
    multi.done(
      name,
      'states',
      `${name} are kept, each with value, type, display and primary.`,
      async ({ create, read, key }) => {
        const value = [
          { value: `${key}-1`, type: 'work', display: 'One', primary: true },
          { value: `${key}-2`, type: 'other', display: 'Two', primary: false },
        ];
        const { id } = await create({ [name]: value });
        expect((await read(id))[name]).toEqual(value);
      },
    ),
  ),
  ...['entitlements', 'roles', 'x509Certificates'].map((name) =>
    multi.done(name, 'states', `${name} are kept, of any type.`, async ({ create, read }) => {
      const value = [{ value: 'AAAA', type: 'any', primary: true }, { value: 'BBBB' }];
      const { id } = await create({ [name]: value });
      expect((await read(id))[name]).toEqual(value);
    }),
  ),
  multi.done('addresses', 'states', 'addresses are kept, with all their parts.', async ({ create, read }) => {
    const address = {
      formatted: '100 Universal City Plaza\nHollywood, CA 91608 USA',
      streetAddress: '100 Universal City Plaza',
      locality: 'Hollywood',
      region: 'CA',
      postalCode: '91608',
      country: 'US',
      type: 'work',
      primary: true,
    };
    const { id } = await create({ addresses: [address] });
    expect((await read(id)).addresses).toEqual([address]);
  }),
  multi.otherwise(
    'canonical',
    'SHOULD',
    'E-mail addresses, telephone numbers and instant messaging addresses are canonicalized.',
    asSent,
    async ({ create }) => {
      const values = { emails: [{ value: 'Joe@EXAMPLE.com' }], phoneNumbers: [{ value: '+49 (0)30 00' }] };
      expect(await create(values)).toMatchObject(values);
    },
  ),
  multi.otherwise(
    'country',
    'MUST',
    'The country of an address is an ISO 3166-1 alpha-2 code.',
    'As with timezone: what a directory writes is kept, whatever it is.',
    async ({ create }) => {
      expect(await create({ addresses: [{ country: 'Germany' }] })).toMatchObject({
        addresses: [{ country: 'Germany' }],
      });
    },
  ),
  multi.done('canonicalValues', 'states', 'The canonical values of "type" are declared.', async (context) => {
    const values = {
      emails: ['work', 'home', 'other'],
      phoneNumbers: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
      ims: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo'],
      photos: ['photo', 'thumbnail'],
      addresses: ['work', 'home', 'other'],
      groups: ['direct', 'indirect'],
    };
    const attributes = await describedAttributes(context);
    for (const [name, canonicalValues] of Object.entries(values)) {
      expect(attributes.find(({ path }) => path === `${name}.type`)).toMatchObject({ canonicalValues });
    }
  }),
  multi.done(
    'groups',
    'MUST',
    'groups is read-only: a membership is not changed at the user.',
    async ({ create, patch, send, person }) => {
      const { id, ...created } = await create({ groups: [{ value: 'g' }] });
      expect(created).not.toHaveProperty('groups');
      refused(await patch(id, { op: 'add', path: 'groups', value: [{ value: 'g' }] }), 400, 'mutability');
      const put = await send('PUT', `/Users/${id}`, person({ groups: [{ value: 'g' }] }));
      expect(put.body).not.toHaveProperty('groups');
    },
  ),
  group.done(
    'group',
    'REQUIRED',
    'A group has a displayName, and members.',
    async ({ send, create, person }) => {
      const { id } = await create();
      const displayName = `Group ${String(person().userName)}`;
      const { body } = await send('POST', '/Groups', { displayName, members: [{ value: id }] });
      expect(body).toMatchObject({ displayName, members: [{ value: id, type: 'User' }] });
      refused(await send('POST', '/Groups', { members: [{ value: id }] }), 400, 'invalidValue');
    },
  ),
  company.done(
    'enterprise',
    'states',
    'The enterprise attributes of a user are kept.',
    async ({ create, read, finds }) => {
      const values = {
        employeeNumber: '0701984',
        costCenter: '4130',
        organization: 'Universal Studios',
        division: 'Theme Park',
        department: 'Tour Operations',
      };
      const { id } = await create({ [enterprise]: values });
      expect((await read(id))[enterprise]).toEqual(values);
      for (const [name, value] of Object.entries(values))
        expect(await finds(`${enterprise}:${name} eq "${value}"`, id), name).toBe(true);
    },
  ),
  company.done(
    'manager',
    'RECOMMENDED',
    'A manager is the id of another user, with the URI of it where one was sent.',
    async ({ create, read, finds }) => {
      const boss = await create();
      const manager = { value: boss.id, $ref: `../Users/${boss.id}` };
      const { id } = await create({ [enterprise]: { manager } });
      expect((await read(id))[enterprise]).toEqual({ manager });
      expect(await finds(`manager.value eq "${boss.id}"`, id)).toBe(true);
    },
  ),
  company.done('managerName', 'states', 'manager.displayName is read-only.', async (context) => {
    expect(await described(context, 'manager')).toMatchObject({ type: 'complex', multiValued: false });
    const { id } = await context.create({
      [enterprise]: { manager: { value: 'x', displayName: 'Mine' } },
    });
    expect((await context.read(id))[enterprise]).toEqual({ manager: { value: 'x' } });
    const path = `${enterprise}:manager.displayName`;
    refused(await context.patch(id, { op: 'replace', path, value: 'Mine' }), 400, 'mutability');
  }),
];
