import { describe, expect, test } from 'vitest';
import { diff } from './diff.ts';
import { mapPerson } from './mapping.ts';
import type { Person } from './person.ts';
import { createBody, patchBody } from './requests.ts';
import { person, without } from '../../test/support/entra/person.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
const links = new Map([
  ['boss', 'id-of-boss'],
  ['other', 'id-of-other'],
]);

describe('createBody', () => {
  const body = createBody(mapPerson(person, links));

  test('has the shape that Entra sends', () => {
    expect(JSON.parse(JSON.stringify(body))).toEqual({
      schemas: [core, enterprise],
      externalId: 'object-1',
      userName: 'ana@contoso.example',
      active: true,
      displayName: 'Ana Ñandú',
      title: 'Clerk',
      emails: [{ primary: true, type: 'work', value: 'ana@mail.contoso.example' }],
      preferredLanguage: 'es-ES',
      name: { givenName: 'Ana', familyName: 'Ñandú', formatted: 'Ana Ñandú' },
      addresses: [
        {
          type: 'work',
          formatted: 'BOS 0',
          streetAddress: '1 Main Street',
          locality: 'Boston',
          region: 'MA',
          postalCode: '02108',
          country: 'US',
        },
      ],
      phoneNumbers: [
        { type: 'work', value: '+1 555 0100' },
        { type: 'mobile', value: '(555) 01-01' },
      ],
      [enterprise]: { employeeNumber: '000007', department: 'Sales' },
      [uniflow]: {
        cardNumber: '00123',
        pin: '004217',
        cardRegistrationCode: 'TIC000815',
        localUsername: 'ana',
      },
      meta: { resourceType: 'User' },
      roles: [],
    });
  });

  test('says null where Entra does, and leaves the rest out', () => {
    const bare = without(person, 'jobTitle', 'department', 'mobile', 'cardNumber');
    const sparse = JSON.parse(JSON.stringify(createBody(mapPerson(bare, links)))) as Record<string, unknown>;
    expect(sparse).toMatchObject({
      title: null,
      [enterprise]: { employeeNumber: '000007', department: null },
    });
    expect(sparse.phoneNumbers).toEqual([{ type: 'work', value: '+1 555 0100' }]);
    expect(sparse[uniflow]).not.toHaveProperty('cardNumber');
  });
});

describe('patchBody', () => {
  const stored = createBody(mapPerson(person, links));
  const untitled = without(stored, 'title');
  const answer = {
    ...untitled,
    [enterprise]: { employeeNumber: '000007', department: 'Sales', manager: { value: 'id-of-boss' } },
    [uniflow]: { cardNumber: '00123', localUsername: 'ana' },
  };
  const next: Person = {
    ...person,
    accountEnabled: false,
    displayName: 'Ana García',
    surname: 'García',
    mail: 'garcia@mail.contoso.example',
    department: 'Legal',
    manager: 'other',
    cardNumber: '00999',
  };
  const changes = diff(answer, mapPerson(next, links));

  test('puts one operation an attribute by default, capitalised, with "False" and a bare manager', () => {
    expect(patchBody(changes, 'default')).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'Replace', path: 'active', value: 'False' },
        { op: 'Replace', path: 'displayName', value: 'Ana García' },
        { op: 'Add', path: 'title', value: 'Clerk' },
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'garcia@mail.contoso.example' },
        { op: 'Replace', path: 'name.familyName', value: 'García' },
        { op: 'Replace', path: 'name.formatted', value: 'Ana García' },
        { op: 'Replace', path: `${enterprise}:department`, value: 'Legal' },
        { op: 'Replace', path: `${enterprise}:manager`, value: 'id-of-other' },
        { op: 'Replace', path: `${uniflow}:cardNumber`, value: '00999' },
        { op: 'Add', path: `${uniflow}:pin`, value: '004217' },
        { op: 'Add', path: `${uniflow}:cardRegistrationCode`, value: 'TIC000815' },
      ],
    });
  });

  test('gathers plain attributes into an operation without path when flagged', () => {
    expect(patchBody(changes, 'aadOptscim062020')).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        { op: 'replace', path: 'active', value: false },
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'garcia@mail.contoso.example' },
        { op: 'replace', path: `${enterprise}:manager`, value: 'id-of-other' },
        {
          op: 'add',
          value: {
            title: 'Clerk',
            [`${uniflow}:pin`]: '004217',
            [`${uniflow}:cardRegistrationCode`]: 'TIC000815',
          },
        },
        {
          op: 'replace',
          value: {
            displayName: 'Ana García',
            'name.familyName': 'García',
            'name.formatted': 'Ana García',
            [`${enterprise}:department`]: 'Legal',
            [`${uniflow}:cardNumber`]: '00999',
          },
        },
      ],
    });
  });

  test('leaves a plain attribute that comes alone its path, as Microsoft documents it', () => {
    const alone = changes.filter(({ entry }) => entry.target.label === 'title');
    expect(patchBody(alone, 'aadOptscim062020').Operations).toEqual([
      { op: 'add', path: 'title', value: 'Clerk' },
    ]);
  });
});
