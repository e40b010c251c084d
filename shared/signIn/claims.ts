import { SignInRefused } from './refusals.ts';
import { attributeOf, childrenNamed, type XmlElement } from './xml/elements.ts';
import { saml } from './xml/namespaces.ts';

const microsoft = 'http://schemas.microsoft.com/identity/claims/';
const schemas = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/';

/**
 * The names under which Entra sends each claim, the preferred one first. An administrator chooses the names of
 * `displayname` and `nickname`, with a namespace or without.
 */
const names = {
  directoryId: [`${microsoft}tenantid`],
  objectId: [`${microsoft}objectidentifier`],
  userName: [`${schemas}upn`, `${schemas}name`],
  displayName: [`${microsoft}displayname`, `${schemas}displayname`, 'displayname'],
  nickname: [`${schemas}nickname`, `${microsoft}nickname`, 'nickname'],
  givenName: [`${schemas}givenname`],
  familyName: [`${schemas}surname`],
  email: [`${schemas}emailaddress`],
} as const;

type Claim = keyof typeof names;

/** One value for each claim that is there. */
export type Claims = Readonly<Record<Claim, string | undefined>>;

/**
 * Reads the claims of an assertion's attributes. The others, such as groups, may have any form.
 *
 * @throws SignInRefused `claims` if one that is read occurs twice or has several values: nobody can say which counts.
 */
export function readClaims(attributes: readonly XmlElement[]): Claims {
  const claim = (candidates: readonly string[]) =>
    candidates.map((name) => valueOf(attributes, name)).find((value) => value !== undefined);
  return {
    directoryId: claim(names.directoryId),
    objectId: claim(names.objectId),
    userName: claim(names.userName),
    displayName: claim(names.displayName),
    nickname: claim(names.nickname),
    givenName: claim(names.givenName),
    familyName: claim(names.familyName),
    email: claim(names.email),
  };
}

/** Undefined if the attribute is missing or empty. */
function valueOf(attributes: readonly XmlElement[], name: string): string | undefined {
  const [attribute, ...others] = attributes.filter((candidate) => attributeOf(candidate, 'Name') === name);
  if (attribute === undefined) return undefined;
  const [value, ...more] = childrenNamed(attribute, saml, 'AttributeValue');
  if (others.length > 0 || more.length > 0 || (value !== undefined && value.text === undefined))
    throw new SignInRefused('claims');
  return value?.text === '' ? undefined : value?.text;
}
