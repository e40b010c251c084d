import { describe, expect, test } from 'vitest';
import { mapPerson } from './mapping.ts';
import { person, without } from '../../test/support/entra/person.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

function mapped(of = person, links: ReadonlyMap<string, string> = new Map([['boss', 'id-of-boss']])) {
  return Object.fromEntries(mapPerson(of, links).map(({ entry, value }) => [entry.target.path, value]));
}

describe('mapping', () => {
  test('gives every target of the default mapping its value', () => {
    expect(mapped()).toEqual({
      externalId: 'object-1',
      userName: 'ana@contoso.example',
      active: 'True',
      displayName: 'Ana Ñandú',
      title: 'Clerk',
      'emails[type eq "work"].value': 'ana@mail.contoso.example',
      preferredLanguage: 'es-ES',
      'name.givenName': 'Ana',
      'name.familyName': 'Ñandú',
      'name.formatted': 'Ana Ñandú',
      'addresses[type eq "work"].formatted': 'BOS 0',
      'addresses[type eq "work"].streetAddress': '1 Main Street',
      'addresses[type eq "work"].locality': 'Boston',
      'addresses[type eq "work"].region': 'MA',
      'addresses[type eq "work"].postalCode': '02108',
      'addresses[type eq "work"].country': 'US',
      'phoneNumbers[type eq "work"].value': '+1 555 0100',
      'phoneNumbers[type eq "mobile"].value': '(555) 01-01',
      [`${enterprise}:employeeNumber`]: '000007',
      [`${enterprise}:department`]: 'Sales',
      [`${enterprise}:manager`]: 'id-of-boss',
      [`${uniflow}:cardNumber`]: '00123',
      [`${uniflow}:pin`]: '004217',
      [`${uniflow}:cardRegistrationCode`]: 'TIC000815',
      [`${uniflow}:localUsername`]: 'ana',
    });
  });

  test('switches a disabled account to "False"', () => {
    expect(mapped({ ...person, accountEnabled: false }).active).toBe('False');
  });

  test('gives no value for an attribute that the directory does not have', () => {
    const untitled = without(person, 'jobTitle');
    expect(mapped(untitled).title).toBeUndefined();
  });

  test('gives no manager before the manager has an id', () => {
    expect(mapped(person, new Map())[`${enterprise}:manager`]).toBeUndefined();
  });
});
