import { expect } from 'vitest';
import { core, enterprise, uniflow } from '../support/people.ts';
import { described, describedAttributes, refused } from './context.ts';
import { section, type Row } from './row.ts';

const schemas = section('RFC 7643', '7');

export const rows: readonly Row[] = [
  schemas.done('id', 'MUST', 'A schema has its URI as id, a name and a description.', async ({ send }) => {
    const { body } = await send('GET', '/Schemas');
    const found = body.Resources as Record<string, string>[];
    const group = core.replace(':User', ':Group');
    expect(found.map(({ id }) => id).toSorted()).toEqual([core, enterprise, uniflow, group].toSorted());
    for (const { name, description } of found)
      expect([name, description]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
  }),
  schemas.done(
    'attribute',
    'states',
    'Each attribute has name, type, multiValued, description, required, mutability, returned and uniqueness, of the values that there are.',
    async (context) => {
      for (const attribute of await describedAttributes(context)) {
        expect(attribute, attribute.path).toMatchObject({
          name: expect.stringMatching(/./) as unknown,
          multiValued: expect.any(Boolean) as unknown,
          description: expect.stringMatching(/./) as unknown,
          required: expect.any(Boolean) as unknown,
          mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/) as unknown,
          returned: expect.stringMatching(/^(always|never|default|request)$/) as unknown,
          uniqueness: expect.stringMatching(/^(none|server|global)$/) as unknown,
        });
        const compared = ['string', 'reference', 'binary'].includes(attribute.type);
        expect(Object.hasOwn(attribute, 'caseExact'), attribute.path).toBe(compared);
      }
    },
  ),
  schemas.done(
    'subAttributes',
    'SHOULD',
    'A complex attribute has subAttributes, and no other has.',
    async (context) => {
      for (const { type, subAttributes, path } of await describedAttributes(context))
        expect((subAttributes ?? []).length > 0, path).toBe(type === 'complex');
    },
  ),
  schemas.done('referenceTypes', 'states', 'A reference says what it refers to.', async (context) => {
    const attributes = await describedAttributes(context);
    for (const { type, referenceTypes, path } of attributes)
      expect(Array.isArray(referenceTypes), path).toBe(type === 'reference');
    expect((await described(context, 'manager.$ref')).referenceTypes).toEqual(['User']);
    expect((await described(context, 'profileUrl')).referenceTypes).toEqual(['external']);
  }),
  schemas.done(
    'required',
    'states',
    'What is declared as required is required, and nothing else.',
    async (context) => {
      const { send, person, key } = context;
      const required = (await describedAttributes(context)).flatMap(({ path, required }) =>
        required === true ? [path] : [],
      );
      expect(required.toSorted()).toEqual(['displayName', 'externalId', 'members.value', 'userName']);
      const names = { externalId: key, userName: key };
      expect((await send('POST', '/Users', names)).status).toBe(201);
      for (const name of ['externalId', 'userName'] as const)
        refused(await send('POST', '/Users', person({ [name]: undefined })), 400, 'invalidValue');
    },
  ),
  schemas.done(
    'caseExact',
    'SHALL',
    'Case counts where caseExact is declared and nowhere else, and is kept in either case.',
    async (context) => {
      const { create, read, finds, key } = context;
      const cardNumber = `${key}aB`;
      const user = await create({ nickName: 'aB', [uniflow]: { cardNumber } });
      expect(await read(user.id)).toMatchObject({ nickName: 'aB', [uniflow]: { cardNumber } });
      expect(await described(context, 'nickName')).toMatchObject({ caseExact: false });
      expect(await described(context, 'cardNumber')).toMatchObject({ caseExact: true });
      expect(await finds('nickName eq "Ab"', user.id)).toBe(true);
      expect(await finds(`cardNumber eq "${cardNumber}"`, user.id)).toBe(true);
      expect(await finds(`cardNumber eq "${key}Ab"`, user.id)).toBe(false);
    },
  ),
  schemas.done('readOnly', 'SHALL NOT', 'A readOnly attribute is not changed.', async (context) => {
    const readOnly = (await describedAttributes(context)).filter(
      ({ mutability }) => mutability === 'readOnly',
    );
    expect(readOnly.map(({ path }) => path)).toContain('groups');
    const { id, meta } = await context.create();
    for (const { schema, path } of readOnly)
      refused(
        await context.patch(id, { op: 'replace', path: `${schema}:${path}`, value: 'x' }),
        400,
        'mutability',
      );
    expect((await context.read(id)).meta).toEqual(meta);
  }),
  schemas.notApplicable(
    'immutable',
    'SHALL NOT',
    'An immutable attribute is set once and not changed.',
    'No schema that is served has an immutable attribute; the engine keeps to it for extensions that have.',
  ),
  schemas.done(
    'writeOnly',
    'SHALL NOT',
    'A writeOnly attribute can be changed at any time, and its value never comes back.',
    async ({ create, patch, read, send, person }) => {
      const { id } = await create({ [uniflow]: { pin: '123456', cardRegistrationCode: 'secret-code' } });
      const replies = [
        await send('GET', `/Users/${id}?attributes=${uniflow}:pin,${uniflow}`),
        await patch(id, { op: 'replace', path: `${uniflow}:pin`, value: '654321' }),
        await send('PUT', `/Users/${id}`, person({ [uniflow]: { pin: '112233' } })),
      ];
      for (const { status, text } of replies) {
        expect(status).toBe(200);
        expect(text).not.toMatch(/"pin"|123456|654321|112233|secret-code/);
      }
      expect(await read(id)).not.toHaveProperty('password');
    },
  ),
  schemas.done(
    'returnedNever',
    'states',
    'What is returned never is declared so. It may be used in filters; here it is refused, lest it be guessed.',
    async (context) => {
      for (const path of ['pin', 'cardRegistrationCode', 'password']) {
        expect(await described(context, path)).toMatchObject({ mutability: 'writeOnly', returned: 'never' });
        const { status, body } = await context.send('GET', `/Users?filter=${path}+eq+%220042%22`);
        expect([status, body.scimType]).toEqual([400, 'invalidFilter']);
      }
    },
  ),
  schemas.notApplicable(
    'returnedRequest',
    'states',
    'What is returned on request comes back only when it is asked for.',
    'No schema that is served has such an attribute; the engine keeps to it for extensions that have.',
  ),
  schemas.done(
    'uniqueness',
    'SHOULD',
    'What is declared as unique on the server is unique in the tenant.',
    async (context) => {
      const unique = (await describedAttributes(context)).filter(({ uniqueness }) => uniqueness !== 'none');
      const ofBothTypes = ['cardNumber', 'displayName', 'externalId', 'externalId', 'userName'];
      expect(unique.map(({ path }) => path).toSorted()).toEqual(ofBothTypes);
      const { create, send, person, key, newTenant } = context;
      const values = { externalId: key, userName: key, [uniflow]: { cardNumber: key } };
      await create(values);
      for (const [name, value] of Object.entries(values))
        refused(await send('POST', '/Users', person({ [name]: value })), 409, 'uniqueness');
      const other = await newTenant();
      expect((await other.send('POST', '/Users', person(values))).status).toBe(201);
    },
  ),
];
