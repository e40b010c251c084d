import { expect } from 'vitest';
import { refused } from './context.ts';
import { section, type Row } from './row.ts';

const singular = section('RFC 7643', '4.1.1');

const asSent =
  'Values come back exactly as they were sent: the directory compares them with its own, and would correct another form for ever.';

export const rows: readonly Row[] = [
  singular.done('userName', 'REQUIRED', 'A user has a userName.', async ({ send, person, create, patch }) => {
    const { userName, ...rest } = person();
    expect(userName).toBeDefined();
    refused(await send('POST', '/Users', rest), 400, 'invalidValue');
    const { id } = await create();
    refused(await send('PUT', `/Users/${id}`, rest), 400, 'invalidValue');
    refused(await patch(id, { op: 'remove', path: 'userName' }), 400, 'mutability');
  }),
  singular.done(
    'userNameNonEmpty',
    'MUST',
    'A userName is not empty.',
    async ({ send, person, create, patch }) => {
      for (const userName of ['', null])
        refused(await send('POST', '/Users', person({ userName })), 400, 'invalidValue');
      const { id } = await create();
      refused(await patch(id, { op: 'replace', path: 'userName', value: '' }), 400, 'invalidValue');
    },
  ),
  singular.done(
    'userNameUnique',
    'MUST',
    'A userName is unique among all users, whatever its case.',
    async ({ create, send, person, patch }) => {
      const { userName } = await create();
      for (const same of [userName, userName.toUpperCase()])
        refused(await send('POST', '/Users', person({ userName: same })), 409, 'uniqueness');
      const { id } = await create();
      refused(await patch(id, { op: 'replace', path: 'userName', value: userName }), 409, 'uniqueness');
      refused(await send('PUT', `/Users/${id}`, person({ userName })), 409, 'uniqueness');
    },
  ),
  singular.done(
    'userNameCase',
    'states',
    'A userName is compared without regard to case, and keeps its own.',
    async ({ create, list, key }) => {
      const { userName } = await create({ userName: `${key}-Jane` });
      expect(userName).toBe(`${key}-Jane`);
      expect(await list(`filter=userName+eq+%22${key.toUpperCase()}-JANE%22`)).toEqual([userName]);
    },
  ),
  singular.done('name', 'states', 'A name has six components.', async ({ create, read }) => {
    const name = {
      formatted: 'Ms. Barbara J Jensen III',
      familyName: 'Jensen',
      givenName: 'Barbara',
      middleName: 'Jane',
      honorificPrefix: 'Ms.',
      honorificSuffix: 'III',
    };
    const { id } = await create({ name });
    expect((await read(id)).name).toEqual(name);
  }),
  singular.otherwise(
    'formatted',
    'SHOULD',
    'Where name.formatted and components are both returned, they describe the same name.',
    `The service provider makes neither from the other. ${asSent}`,
    async ({ create }) => {
      const { name } = await create({ name: { givenName: 'A', familyName: 'B' } });
      expect(name).toEqual({ givenName: 'A', familyName: 'B' });
    },
  ),
  singular.done(
    'strings',
    'states',
    'displayName, nickName, profileUrl, title, userType, preferredLanguage, locale, timezone are kept.',
    async ({ create, read, finds }) => {
      const values = {
        displayName: 'Babs Jensen',
        nickName: 'Babs',
        profileUrl: 'https://login.example.com/bjensen',
        title: 'Tour Guide',
        userType: 'Employee',
        preferredLanguage: 'da, en-gb;q=0.8',
        locale: 'en-US',
        timezone: 'America/Los_Angeles',
      };
      const { id } = await create(values);
      expect(await read(id)).toMatchObject(values);
      for (const [name, value] of Object.entries(values))
        expect(await finds(`${name} eq "${value}"`, id), name).toBe(true);
    },
  ),
  singular.otherwise(
    'profileUrl',
    'states',
    'profileUrl is canonicalized as a URI.',
    asSent,
    async ({ create }) => {
      const profileUrl = 'HTTPS://Example.COM:443/a/../b';
      expect((await create({ profileUrl })).profileUrl).toBe(profileUrl);
    },
  ),
  singular.otherwise(
    'timezone',
    'MUST',
    'A timezone is a name of the IANA time zone database.',
    'A time zone that a directory writes in its own way must not keep anybody from printing; it is kept as it is.',
    async ({ create }) => {
      const timezone = 'W. Europe Standard Time';
      expect((await create({ timezone })).timezone).toBe(timezone);
    },
  ),
  singular.otherwise(
    'locale',
    'states',
    'locale is a language tag of RFC 5646, preferredLanguage a value of Accept-Language.',
    'As with timezone: what a directory writes is kept, whatever it is.',
    async ({ create }) => {
      const { locale, preferredLanguage } = await create({ locale: 'en_US', preferredLanguage: 'German' });
      expect([locale, preferredLanguage]).toEqual(['en_US', 'German']);
    },
  ),
  singular.done(
    'active',
    'states',
    'active says whether the user is enabled: a disabled one stays and can be found.',
    async ({ create, read, patched, finds }) => {
      const { id } = await create();
      await patched(id, { op: 'replace', path: 'active', value: false });
      expect((await read(id)).active).toBe(false);
      expect(await finds('active eq false', id)).toBe(true);
      expect(await finds('active eq true', id)).toBe(false);
    },
  ),
  singular.done(
    'password',
    'SHALL NOT',
    'A password never comes back, in clear or hashed, not even when it is asked for by name.',
    async ({ send, person, service }) => {
      const password = 'correct horse battery';
      const post = await send('POST', '/Users?attributes=password,title', person({ password }));
      expect(post.status).toBe(201);
      const path = `/Users/${post.body.id}`;
      const put = await send('PUT', path, person({ password }));
      const get = await send('GET', `${path}?attributes=password`);
      for (const { text } of [post, put, get]) {
        expect(text).not.toContain('password');
        expect(text).not.toContain(password);
      }
      expect(service.log()).not.toContain(password);
    },
  ),
  singular.notApplicable(
    'passwordPrepared',
    'MUST',
    'A password is prepared as RFC 7644 §5 says before it is compared, and is not kept in clear.',
    'There is no password sign-in: a password is accepted, checked and forgotten.',
  ),
];
