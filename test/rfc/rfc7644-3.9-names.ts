import { expect } from 'vitest';
import { core, enterprise, filterQuery, patch, uniflow } from '../support/people.ts';
import { refused, type Context } from './context.ts';
import { section, type Row } from './row.ts';

const projection = section('RFC 7644', '3.9');
const notation = section('RFC 7644', '3.10');

/** The names of the members of an answer. */
async function members(
  { send }: Context,
  method: string,
  path: string,
  body?: unknown,
): Promise<readonly string[]> {
  const reply = await send(method, path, body);
  expect([200, 201], reply.text).toContain(reply.status);
  return Object.keys(reply.body);
}

const always = ['schemas', 'id'];

export const rows: readonly Row[] = [
  projection.done(
    'attributes',
    'SHALL',
    '"attributes" names what comes back, besides what always does, from reads and writes.',
    async (context) => {
      const { create, person } = context;
      const { id } = await create();
      const query = '?attributes=userName,emails.value';
      const wanted = ['schemas', 'id', 'userName', 'emails'];
      const change = patch({ op: 'replace', path: 'title', value: 'x' });
      expect(await members(context, 'GET', `/Users/${id}${query}`)).toEqual(wanted);
      expect(await members(context, 'POST', `/Users${query}`, person())).toEqual(wanted);
      expect(await members(context, 'PUT', `/Users/${id}${query}`, person())).toEqual(wanted);
      expect(await members(context, 'PATCH', `/Users/${id}${query}`, change)).toEqual(wanted);
    },
  ),
  projection.done(
    'lists',
    'SHALL',
    '"attributes" and "excludedAttributes" hold for every resource of a list.',
    async ({ create, send }) => {
      const { id, schemas, userName } = await create();
      const filter = filterQuery(`id eq "${id}"`);
      const only = await send('GET', `/Users?${filter}&attributes=userName`);
      expect(only.body.Resources).toEqual([{ schemas, id, userName }]);
      const without = await send('GET', `/Users?${filter}&excludedAttributes=userName`);
      expect(Object.keys(without.body.Resources[0] as object)).toEqual(
        expect.arrayContaining(['schemas', 'id', 'emails', 'meta']),
      );
      expect(without.body.Resources[0]).not.toHaveProperty('userName');
    },
  ),
  projection.done(
    'excluded',
    'SHALL',
    '"excludedAttributes" names what does not come back, from reads and writes.',
    async (context) => {
      const { create, person } = context;
      const { id } = await create();
      const query = '?excludedAttributes=userName,meta,name';
      const change = patch({ op: 'replace', path: 'title', value: 'x' });
      const answers = [
        await members(context, 'GET', `/Users/${id}${query}`),
        await members(context, 'POST', `/Users${query}`, person()),
        await members(context, 'PUT', `/Users/${id}${query}`, person()),
        await members(context, 'PATCH', `/Users/${id}${query}`, change),
      ];
      for (const names of answers) {
        expect(names).toEqual(expect.arrayContaining(['schemas', 'id', 'externalId', 'active', 'emails']));
        for (const name of ['userName', 'meta', 'name']) expect(names).not.toContain(name);
      }
    },
  ),
  projection.done('always', 'SHALL', 'What always comes back cannot be excluded.', async (context) => {
    const { id } = await context.create();
    expect(await members(context, 'GET', `/Users/${id}?excludedAttributes=id,schemas`)).toEqual(
      expect.arrayContaining(always),
    );
    expect(await members(context, 'GET', `/Users/${id}?attributes=title`)).toEqual([...always, 'title']);
  }),
  projection.done('subAttribute', 'states', 'A sub-attribute can be named.', async ({ create, read }) => {
    const { id } = await create({ name: { givenName: 'G', familyName: 'F' } });
    expect((await read(id, '?attributes=name.givenName')).name).toEqual({ givenName: 'G' });
    expect((await read(id, '?excludedAttributes=name.givenName')).name).toEqual({ familyName: 'F' });
  }),
  projection.done(
    'both',
    'states',
    'The two parameters exclude each other.',
    async ({ create, send, person, list }) => {
      const { id } = await create();
      const query = '?attributes=title&excludedAttributes=name';
      refused(await send('GET', `/Users/${id}${query}`), 400, 'invalidValue');
      const body = person();
      refused(await send('POST', `/Users${query}`, body), 400, 'invalidValue');
      expect(await list(filterQuery(`userName eq "${String(body.userName)}"`))).toEqual([]);
    },
  ),
  notation.done(
    'urn',
    'MUST',
    'An attribute can be named with the URN of its schema, wherever one is named.',
    async ({ create, finds, read, patched, list, key }) => {
      const { id, userName } = await create({ title: key, name: { givenName: 'G' } });
      expect(await finds(`${core}:title eq "${key}" and ${core}:name.givenName eq "G"`, id)).toBe(true);
      expect(await finds(`${enterprise}:department eq "Print"`, id)).toBe(true);
      expect(await read(id, `?attributes=${core}:title,${enterprise}:department`)).toMatchObject({
        title: key,
        [enterprise]: { department: 'Print' },
      });
      expect(await list(`${filterQuery(`title eq "${key}"`)}&sortBy=${core}:userName`)).toEqual([userName]);
      const user = await patched(
        id,
        { op: 'replace', path: `${core}:name.givenName`, value: 'New' },
        { op: 'remove', path: `${enterprise}:department` },
      );
      expect(user.name).toMatchObject({ givenName: 'New' });
      expect(user).not.toHaveProperty([enterprise]);
    },
  ),
  notation.done('short', 'MAY', 'The URN of the core schema may be left out.', async ({ create, finds }) => {
    const { id } = await create();
    expect(await finds('name.givenName eq "Given" and title eq "Engineer"', id)).toBe(true);
  }),
  notation.done(
    'case',
    'states',
    'All of such a name is the same in upper and lower case, the URN too.',
    async ({ create, finds, read, patched }) => {
      const { id } = await create();
      expect(await finds(`${enterprise.toUpperCase()}:DEPARTMENT eq "Print"`, id)).toBe(true);
      expect(await finds(`${core.toUpperCase()}:NAME.GIVENNAME eq "Given"`, id)).toBe(true);
      expect(await read(id, `?attributes=${uniflow.toUpperCase()}:LOCALUSERNAME`)).toHaveProperty([
        uniflow,
        'localUsername',
      ]);
      const user = await patched(id, {
        op: 'replace',
        path: `${enterprise.toUpperCase()}:DEPARTMENT`,
        value: 'New',
      });
      expect(user[enterprise]).toEqual({ department: 'New' });
    },
  ),
];
