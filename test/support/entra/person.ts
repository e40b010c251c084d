import type { Person } from '../../../cli/entra/person.ts';

/** Somebody who has every attribute. */
export const person: Person = {
  objectId: 'object-1',
  userPrincipalName: 'ana@contoso.example',
  accountEnabled: true,
  displayName: 'Ana Ñandú',
  givenName: 'Ana',
  surname: 'Ñandú',
  mail: 'ana@mail.contoso.example',
  mailNickname: 'ana',
  preferredLanguage: 'es-ES',
  employeeId: '000007',
  physicalDeliveryOfficeName: 'BOS 0',
  streetAddress: '1 Main Street',
  city: 'Boston',
  state: 'MA',
  postalCode: '02108',
  country: 'US',
  telephoneNumber: '+1 555 0100',
  jobTitle: 'Clerk',
  department: 'Sales',
  mobile: '(555) 01-01',
  manager: 'boss',
  cardNumber: '00123',
  pin: '004217',
  cardRegistrationCode: 'TIC000815',
};

/** A copy of an object that lacks some of its keys. */
export function without<T extends object, K extends keyof T>(whole: T, ...keys: readonly K[]): Omit<T, K> {
  const copy = { ...whole };
  for (const key of keys) Reflect.deleteProperty(copy, key);
  return copy;
}
