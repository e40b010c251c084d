import type { DirectoryPerson } from '../directory/assertion.ts';

/** A person of the demo's directory. */
export interface DemoPerson extends DirectoryPerson {
  /** Undefined for somebody whom SCIM does not provision. */
  readonly cardNumber: string | undefined;
}

export const ada: DemoPerson = {
  objectId: '3f0a6f1e-6a0b-4d52-9d0c-0b5c8a1f0001',
  userName: 'ada.lovelace@contoso.com',
  displayName: 'Ada Lovelace',
  nickname: 'ada',
  cardNumber: '000B0001',
};

/** The directory knows her; nobody has provisioned her. */
export const grace: DemoPerson = {
  objectId: '3f0a6f1e-6a0b-4d52-9d0c-0b5c8a1f0002',
  userName: 'grace.hopper@contoso.com',
  displayName: 'Grace Hopper',
  nickname: 'grace',
  cardNumber: undefined,
};
