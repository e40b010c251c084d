import type { Person } from './person.ts';
import type { Target } from './target.ts';
import { core, element, enterpriseUser, extension, uniflowUser } from './target.ts';

/** One row of the attribute mapping. */
export interface MappingEntry {
  /** A directory attribute, or an expression over several. */
  readonly source: keyof Person | ((person: Person) => string);
  readonly target: Target;
  /** What the target is, where it is not plain text. */
  readonly kind?: 'boolean' | 'reference' | 'secret';
  /** A create says `null` where the person has no value, as Microsoft's validators do. */
  readonly nullOnCreate?: true;
}

/** A row with the value it gives for one person; no value means that nothing is ever sent. */
export interface Mapped {
  readonly entry: MappingEntry;
  readonly value: string | undefined;
}

/** `Switch([IsSoftDeleted], , "False", "True", "True", "False")`: why the wire says "False" and not false. */
function activeSwitch(person: Person): string {
  return person.accountEnabled ? 'True' : 'False';
}

/** `Join(" ", [givenName], [surname])`. */
function joinedName(person: Person): string {
  return `${person.givenName} ${person.surname}`;
}

const primary = { primary: true };

/**
 * Entra's default mapping with two changes: externalId comes from objectId, which never changes, and the attributes of
 * the uniFLOW extension are added.
 */
export const mapping: readonly MappingEntry[] = [
  { source: 'objectId', target: core('externalId') },
  { source: 'userPrincipalName', target: core('userName') },
  { source: activeSwitch, target: core('active'), kind: 'boolean' },
  { source: 'displayName', target: core('displayName') },
  { source: 'jobTitle', target: core('title'), nullOnCreate: true },
  { source: 'mail', target: element('emails', 'work', 'value', primary) },
  { source: 'preferredLanguage', target: core('preferredLanguage') },
  { source: 'givenName', target: core('name.givenName') },
  { source: 'surname', target: core('name.familyName') },
  { source: joinedName, target: core('name.formatted') },
  { source: 'physicalDeliveryOfficeName', target: element('addresses', 'work', 'formatted') },
  { source: 'streetAddress', target: element('addresses', 'work', 'streetAddress') },
  { source: 'city', target: element('addresses', 'work', 'locality') },
  { source: 'state', target: element('addresses', 'work', 'region') },
  { source: 'postalCode', target: element('addresses', 'work', 'postalCode') },
  { source: 'country', target: element('addresses', 'work', 'country') },
  { source: 'telephoneNumber', target: element('phoneNumbers', 'work', 'value') },
  { source: 'mobile', target: element('phoneNumbers', 'mobile', 'value') },
  { source: 'employeeId', target: extension(enterpriseUser, 'employeeNumber') },
  { source: 'department', target: extension(enterpriseUser, 'department'), nullOnCreate: true },
  { source: 'manager', target: extension(enterpriseUser, 'manager', 'value'), kind: 'reference' },
  { source: 'cardNumber', target: extension(uniflowUser, 'cardNumber') },
  { source: 'pin', target: extension(uniflowUser, 'pin'), kind: 'secret' },
  { source: 'cardRegistrationCode', target: extension(uniflowUser, 'cardRegistrationCode'), kind: 'secret' },
  { source: 'mailNickname', target: extension(uniflowUser, 'localUsername') },
];

function sourceValue(entry: MappingEntry, person: Person): string | undefined {
  const value = typeof entry.source === 'function' ? entry.source(person) : person[entry.source];
  return value === undefined ? undefined : String(value);
}

/**
 * What the mapping gives for a person.
 *
 * @param links - objectId → target id of everybody provisioned so far; a reference to anybody else gives no value yet
 */
export function mapPerson(person: Person, links: ReadonlyMap<string, string>): readonly Mapped[] {
  return mapping.map((entry) => {
    const value = sourceValue(entry, person);
    const linked = entry.kind === 'reference' && value !== undefined ? links.get(value) : value;
    return { entry, value: linked };
  });
}

/** The value as the target's type has it: a boolean for `active`, text for everything else. */
export function typedValue(entry: MappingEntry, value: string): string | boolean {
  return entry.kind === 'boolean' ? value === 'True' : value;
}
