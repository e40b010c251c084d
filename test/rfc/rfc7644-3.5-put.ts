import { expect } from 'vitest';
import { enterprise, uniflow } from '../support/people.ts';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';
import { replace } from '../support/operations.ts';

const modify = section('RFC 7644', '3.5');
const put = section('RFC 7644', '3.5.1');

export const rows: readonly Row[] = [
  modify.done('put', 'MUST', 'PUT is supported.', async ({ create, send, person }) => {
    const { id } = await create();
    const { status, body } = await send('PUT', `/Users/${id}`, person({ title: 'New' }));
    expect([status, body.title, body.id]).toEqual([200, 'New', id]);
  }),
  modify.done('patch', 'SHOULD', 'PATCH is supported.', async ({ create, patched }) => {
    const { id } = await create();
    expect(await patched(id, replace('title', 'New'))).toMatchObject({
      id,
      title: 'New',
    });
  }),
  put.done('noCreate', 'MUST NOT', 'PUT makes no new resource.', async ({ send, person, list }) => {
    const body = person();
    refused(await send('PUT', '/Users/11111111-2222-3333-4444-555555555555', body), 404);
    expect(await list(`filter=userName+eq+%22${String(body.userName)}%22`)).toEqual([]);
  }),
  put.done(
    'replaces',
    'SHALL',
    'Values of readWrite attributes replace the ones that are there.',
    async ({ create, send, person, read }) => {
      const { id } = await create();
      const values = {
        title: 'New',
        emails: [{ type: 'home', value: 'new@example.com' }],
        name: { givenName: 'New' },
        [enterprise]: { division: 'New' },
      };
      await send('PUT', `/Users/${id}`, person(values));
      const { title, emails, name, [enterprise]: company } = await read(id);
      expect({ title, emails, name, [enterprise]: company }).toEqual(values);
    },
  ),
  put.done(
    'writeOnly',
    'SHALL',
    'Values of writeOnly attributes replace the ones that are there.',
    async ({ create, send, person }) => {
      const body = person({ [uniflow]: { pin: '1111' } });
      const { id, meta } = await create(body);
      const same = await send('PUT', `/Users/${id}`, body);
      expect(same.body.meta.version).toBe(meta.version);
      // What can't be read shows in the version: another value is another version.
      const other = await send('PUT', `/Users/${id}`, { ...body, [uniflow]: { pin: '2222' } });
      expect(other.body.meta.version).not.toBe(meta.version);
      const again = await send('PUT', `/Users/${id}`, { ...body, [uniflow]: { pin: '2222' } });
      expect(again.body.meta.version).toBe(other.body.meta.version);
      person();
    },
  ),
  put.done(
    'leftOut',
    'MAY',
    'A readWrite attribute that is left out is cleared, or given a default.',
    async ({ create, send, person, read }) => {
      const { id } = await create({ nickName: 'J', active: false });
      const { title, emails, ...rest } = person({ active: undefined });
      expect([title, emails]).not.toContain(undefined);
      await send('PUT', `/Users/${id}`, rest);
      const user = await read(id);
      for (const name of ['nickName', 'title', 'emails']) expect(user).not.toHaveProperty(name);
      // Not the default, but what it was: silence must not switch anybody on again.
      expect(user.active).toBe(false);
    },
  ),
  put.otherwise(
    'secretLeftOut',
    'MAY',
    'A writeOnly attribute that is left out is cleared.',
    'A client that cannot read a secret cannot send it back: left out, it stays; null clears it.',
    async ({ create, send, person }) => {
      const body = person({ [uniflow]: { localUsername: 'j', pin: '1111' } });
      const { id, meta } = await create(body);
      const without = await send('PUT', `/Users/${id}`, { ...body, [uniflow]: { localUsername: 'j' } });
      expect(without.body.meta.version).toBe(meta.version);
      const cleared = await send('PUT', `/Users/${id}`, {
        ...body,
        [uniflow]: { localUsername: 'j', pin: null },
      });
      expect(cleared.body.meta.version).not.toBe(meta.version);
      person();
    },
  ),
  put.done(
    'readOnly',
    'SHALL',
    'Values of readOnly attributes are ignored.',
    async ({ create, send, person }) => {
      const { id, meta } = await create();
      const wrong = { id: 'mine', groups: [{ value: 'g' }], meta: { created: '1999-01-01T00:00:00Z' } };
      const { status, body } = await send('PUT', `/Users/${id}`, person(wrong));
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, meta: { created: meta.created } });
      expect(body).not.toHaveProperty('groups');
    },
  ),
  put.notApplicable(
    'immutable',
    'MUST',
    'The value of an immutable attribute that is set must be the same in a PUT, else 400 mutability.',
    'No schema that is served has an immutable attribute; the engine keeps to it for extensions that have.',
  ),
  put.done(
    'required',
    'MUST',
    'Required attributes stand in a PUT, else it is refused.',
    async ({ create, send, person, read }) => {
      const { id, meta } = await create();
      for (const name of ['userName', 'externalId'])
        refused(await send('PUT', `/Users/${id}`, person({ [name]: undefined })), 400, 'invalidValue');
      expect((await read(id)).meta).toEqual(meta);
    },
  ),
  put.done(
    'answer',
    'states',
    'A PUT is answered with 200 and the whole resource.',
    async ({ create, send, person, read }) => {
      const { id } = await create();
      const { status, body } = await send('PUT', `/Users/${id}`, person());
      expect([status, body]).toEqual([200, await read(id)]);
    },
  ),
];
