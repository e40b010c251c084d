import { parseDateTime } from '../scim/json.ts';
import { refuse, SignInRefused } from './refusals.ts';
import { attributeOf, childrenNamed, onlyChild, type XmlElement, saml } from './xml/elements.ts';

/** Tolerated difference between the clocks of directory and service. */
export const clockSkewMs = 5 * 60_000;

const maxLifetimeMs = 24 * 3_600_000;

const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/** SAML core §2.5.1: an assertion with a condition that nobody understands is not valid. Each is used once in any case. */
const knownConditions = new Set(['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']);

/** The relying party and reply URL that an assertion must be for. */
export interface Recipient {
  readonly realm: string;
  readonly replyUrl: string;
  readonly issuer: string;
}

/** The parts of an assertion of which there is one, each in its place. */
export interface AssertionParts {
  readonly id: string;
  readonly nameId: string;
  readonly confirmation: XmlElement;
  readonly conditions: XmlElement;
  readonly attributes: readonly XmlElement[];
}

/** @throws SignInRefused */
export function partsOfAssertion(assertion: XmlElement): AssertionParts {
  if (assertion.namespace !== saml || assertion.name !== 'Assertion') refuse('structure');
  if (attributeOf(assertion, 'Version') !== '2.0') refuse('samlVersion');
  const id = attributeOf(assertion, 'ID');
  const subject = onlyChild(assertion, saml, 'Subject');
  const conditions = onlyChild(assertion, saml, 'Conditions');
  if (id === undefined || subject === undefined || conditions === undefined) return refuse('structure');
  const nameId = onlyChild(subject, saml, 'NameID')?.text;
  if (nameId === undefined || nameId === '') return refuse('nameId');
  const confirmation = onlyChild(subject, saml, 'SubjectConfirmation');
  if (confirmation === undefined) return refuse('confirmation');
  const attributes = childrenNamed(assertion, saml, 'AttributeStatement').flatMap((statement) =>
    childrenNamed(statement, saml, 'Attribute'),
  );
  return { id, nameId, confirmation, conditions, attributes };
}

/**
 * Checks that the assertion was issued by the directory, for this relying party, for now.
 *
 * @returns when it expires for this service, whose clock may be late.
 * @throws SignInRefused
 */
export function requireConditions(
  assertion: XmlElement,
  { conditions, confirmation }: AssertionParts,
  { realm, replyUrl, issuer }: Recipient,
  now: Date,
): Date {
  if (onlyChild(assertion, saml, 'Issuer')?.text !== issuer) refuse('issuer');
  requireAudience(conditions, realm);
  const expires = requireTimes(conditions, now);
  requireConfirmation(confirmation, replyUrl, now);
  return expires;
}

/** The realm must be among the audiences of each restriction (SAML core §2.5.1.4). */
function requireAudience(conditions: XmlElement, realm: string): void {
  if (conditions.children.some(({ namespace, name }) => namespace !== saml || !knownConditions.has(name)))
    refuse('condition');
  const restrictions = childrenNamed(conditions, saml, 'AudienceRestriction');
  const isForRealm = (restriction: XmlElement) =>
    childrenNamed(restriction, saml, 'Audience').some(({ text }) => text === realm);
  if (restrictions.length === 0 || !restrictions.every(isForRealm)) refuse('audience');
}

function requireTimes(conditions: XmlElement, now: Date): Date {
  const begins = parseDateTime(attributeOf(conditions, 'NotBefore') ?? '');
  const ends = parseDateTime(attributeOf(conditions, 'NotOnOrAfter') ?? '');
  if (begins === undefined || ends === undefined) return refuse('lifetime');
  if (ends <= begins || ends - begins > maxLifetimeMs) refuse('lifetime');
  if (now.getTime() < begins - clockSkewMs) refuse('notYetValid');
  const expires = ends + clockSkewMs;
  if (now.getTime() >= expires) refuse('expired');
  return new Date(expires);
}

/** Entra's WS-Federation names no recipient; one that is named must be this service. */
function requireConfirmation(confirmation: XmlElement, replyUrl: string, now: Date): void {
  if (attributeOf(confirmation, 'Method') !== bearer) refuse('confirmation');
  for (const data of childrenNamed(confirmation, saml, 'SubjectConfirmationData')) {
    if ((attributeOf(data, 'Recipient') ?? replyUrl) !== replyUrl) refuse('recipient');
    const until = attributeOf(data, 'NotOnOrAfter');
    if (until !== undefined && now.getTime() >= (parseDateTime(until) ?? 0) + clockSkewMs)
      refuse('confirmation');
  }
}

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
