import { expect } from 'vitest';
import { describedAttributes, refused } from './context.ts';
import { section, type Row } from './row.ts';

const names = section('RFC 7643', '2.1');
const defaults = section('RFC 7643', '2.2');
const types = section('RFC 7643', '2.3');

export const rows: readonly Row[] = [
  names.done(
    'case',
    'states',
    'Attribute names are the same in upper and lower case.',
    async ({ send, person, key }) => {
      const { userName, name, ...rest } = person();
      expect(name).toBeDefined();
      const { body } = await send('POST', '/Users?attributes=USERNAME', {
        ...rest,
        USERNAME: userName,
        NAME: { GIVENNAME: key },
      });
      expect(body).toMatchObject({ userName });
      const read = await send('GET', `/Users/${body.id}`);
      expect(read.body.name).toEqual({ givenName: key });
    },
  ),
  names.done(
    'syntax',
    'MUST',
    'Attribute names begin with a letter and hold letters, digits, "$", "-" and "_" ($ref apart).',
    async (context) => {
      for (const { name } of await describedAttributes(context))
        expect(name).toMatch(/^(\$ref|[A-Za-z][\w$-]*)$/);
    },
  ),
  defaults.done(
    'declared',
    'states',
    'The characteristics of each attribute have defaults; all that matter are declared, so nobody guesses.',
    async (context) => {
      for (const attribute of await describedAttributes(context)) {
        expect(Object.keys(attribute)).toEqual(
          expect.arrayContaining(['type', 'multiValued', 'required', 'mutability', 'returned', 'uniqueness']),
        );
      }
    },
  ),
  types.done('types', 'MUST', 'Each attribute is of one of the eight data types.', async (context) => {
    const known = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'];
    for (const { type } of await describedAttributes(context)) expect(known).toContain(type);
  }),
  section('RFC 7643', '2.3.1').done(
    'unicode',
    'states',
    'A string is a sequence of Unicode characters in UTF-8, and comes back as it was sent.',
    async ({ create, read }) => {
      const displayName = 'Ζωή "Ž" \\ \u0001 שלום 👩‍👩‍👧 e\u0301';
      const { id } = await create({ displayName });
      expect((await read(id)).displayName).toBe(displayName);
    },
  ),
  section('RFC 7643', '2.3.2').done(
    'boolean',
    'states',
    'A boolean is true or false, in JSON true or false.',
    async ({ create, send, person }) => {
      expect((await create({ active: false })).active).toBe(false);
      refused(await send('POST', '/Users', person({ active: 'perhaps' })), 400, 'invalidValue');
      refused(await send('POST', '/Users', person({ active: 1 })), 400, 'invalidValue');
    },
  ),
  section('RFC 7643', '2.3.3').notApplicable(
    'decimal',
    'MUST',
    'A decimal has a digit on either side of its point.',
    'No schema that is served has a decimal attribute.',
  ),
  section('RFC 7643', '2.3.4').notApplicable(
    'integer',
    'MUST NOT',
    'An integer has no fraction.',
    'No schema that is served has an integer attribute.',
  ),
  section('RFC 7643', '2.3.5').done(
    'dateTime',
    'MUST',
    'A dateTime is a valid xsd:dateTime with both date and time.',
    async ({ create }) => {
      const { meta } = await create();
      for (const time of [meta.created, meta.lastModified]) {
        expect(time).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/);
        expect(Math.abs(Date.now() - Date.parse(time))).toBeLessThan(60_000);
      }
    },
  ),
  section('RFC 7643', '2.3.6').done(
    'base64',
    'MUST',
    'A binary value is base64; what is not is refused.',
    async ({ create, read, send, person }) => {
      const { id } = await create({ x509Certificates: [{ value: 'MIIB+/8=' }] });
      expect((await read(id)).x509Certificates).toEqual([{ value: 'MIIB+/8=' }]);
      const wrong = person({ x509Certificates: [{ value: 'not base64 at all!' }] });
      refused(await send('POST', '/Users', wrong), 400, 'invalidValue');
    },
  ),
  section('RFC 7643', '2.3.6').done(
    'padding',
    'MAY',
    'The padding at the end of base64 may be left out.',
    async ({ create }) => {
      const { x509Certificates } = await create({ x509Certificates: [{ value: 'MIIB+/8' }] });
      expect(x509Certificates).toEqual([{ value: 'MIIB+/8' }]);
    },
  ),
  section('RFC 7643', '2.3.6').done(
    'caseExact',
    'states',
    'A binary value is compared with regard to case.',
    async ({ create, finds }) => {
      const { id } = await create({ x509Certificates: [{ value: 'MIIB' }] });
      expect(await finds('x509Certificates.value eq "MIIB"', id)).toBe(true);
      expect(await finds('x509Certificates.value eq "miib"', id)).toBe(false);
    },
  ),
  section('RFC 7643', '2.3.7').done(
    'caseExact',
    'states',
    'A reference is compared with regard to case.',
    async ({ create, finds, key }) => {
      const { id } = await create({ profileUrl: `https://example.com/${key}/A` });
      expect(await finds(`profileUrl eq "https://example.com/${key}/A"`, id)).toBe(true);
      expect(await finds(`profileUrl eq "https://example.com/${key}/a"`, id)).toBe(false);
    },
  ),
  section('RFC 7643', '2.3.7').done(
    'get',
    'MUST',
    'A GET on a reference that the service provider gives leads to the resource.',
    async ({ create, service }) => {
      const { id, meta } = await create();
      const response = await fetch(meta.location, {
        headers: { authorization: `Bearer ${service.token}` },
      });
      expect(await response.json()).toMatchObject({ id });
    },
  ),
  section('RFC 7643', '2.3.7').otherwise(
    'uri',
    'MUST',
    'The value of a reference is a URI, absolute or relative.',
    'What a directory holds as profileUrl is kept, whatever it is: refusing the person for it would help nobody to print.',
    async ({ create }) => {
      const profileUrl = 'see the intranet <ask Jane>';
      expect((await create({ profileUrl })).profileUrl).toBe(profileUrl);
    },
  ),
  section('RFC 7643', '2.3.8').done(
    'order',
    'MUST NOT',
    'No order of sub-attributes is required or expected.',
    async ({ create, read }) => {
      const { id } = await create({ name: { givenName: 'A', familyName: 'B' } });
      const other = await create({ name: { familyName: 'B', givenName: 'A' } });
      expect((await read(id)).name).toEqual((await read(other.id)).name);
    },
  ),
  section('RFC 7643', '2.3.8').done(
    'depth',
    'MUST NOT',
    'A sub-attribute is not complex itself.',
    async (context) => {
      const below = (await describedAttributes(context)).flatMap(({ subAttributes = [] }) => subAttributes);
      expect(below.filter(({ type }) => type === 'complex')).toEqual([]);
    },
  ),
];
