import { offices } from './office.ts';
import type { Directory, Entry } from '../entry.ts';
import { toEntry } from '../properties.ts';
import { departments, languages, type Language } from './names.ts';
import { randomFrom, uuidFrom, type Random } from './random.ts';

export interface SampleSize {
  readonly users: number;
  readonly groups: number;
  /** The same seed gives the same directory. */
  readonly seed: string;
}

/** Nobody can own a domain below `.example` (RFC 2606). */
const domain = 'contoso.example';

/** People for each manager. */
const reports = 8;

/** A directory of any size. All users are assigned, and all but the first have a manager. */
export function sampleDirectory({ users, groups, seed }: SampleSize): Directory {
  const random = randomFrom(seed);
  const idOf = (kind: string, index: number): string => uuidFrom(`${seed} ${kind} ${index}`);
  const people = Array.from({ length: users }, (_, index) =>
    entry('user', {
      objectId: idOf('user', index),
      ...person(index, random),
      ...(index > 0 && { manager: [idOf('user', Math.floor((index - 1) / reports))] }),
    }),
  );
  const teams = Array.from({ length: groups }, (_, index) =>
    entry('group', {
      objectId: idOf('group', index),
      ...team(index, random),
      members: membersOf(people, random),
    }),
  );
  return {
    users: people,
    groups: teams,
    assignments: new Set([...people, ...teams].map(({ objectId }) => objectId)),
  };
}

function entry(kind: Entry['kind'], properties: Parameters<typeof toEntry>[1]): Entry {
  const made = toEntry(kind, properties);
  if (made === undefined) throw new TypeError('A sample entry has no objectId.');
  return made;
}

function person(index: number, random: Random) {
  const language: Language = random.pick(languages);
  const [givenName, givenLatin] = random.pick(language.given);
  const [surname, surnameLatin] = random.pick(language.surnames);
  const alias = `${givenLatin}.${surnameLatin}${index}`.replaceAll(/[^a-z0-9.-]/g, '');
  const number = String(index + 1).padStart(6, '0');
  return {
    userPrincipalName: `${alias}@${domain}`,
    accountEnabled: !random.chance(0.02),
    displayName: language.surnameFirst === true ? `${surname} ${givenName}` : `${givenName} ${surname}`,
    givenName,
    surname,
    mailNickname: alias,
    preferredLanguage: language.tag,
    employeeId: number,
    jobTitle: random.pick(language.titles),
    department: random.pick(departments),
    telephoneNumber: `+00 555 ${number}`,
    ...offices[language.office],
    // Some people have no mailbox, no mobile phone or no card; few have a PIN or a code.
    ...(!random.chance(0.05) && { mail: `${alias}@mail.${domain}` }),
    ...(random.chance(0.6) && { mobile: `+00 (77) ${random.digits(3)}.${random.digits(4)}` }),
    // The number makes the card unique.
    ...(!random.chance(0.1) && { extensionAttribute1: `00${number}` }),
    ...(random.chance(0.2) && { extensionAttribute2: random.digits(6) }),
    ...(random.chance(0.05) && { extensionAttribute3: `TIC${random.digits(6)}` }),
  };
}

function team(index: number, random: Random) {
  const department = random.pick(departments);
  return {
    displayName: `${department} ${index + 1}`,
    description: `Sample group ${index + 1}`,
    mailNickname: `group${index + 1}`,
    securityEnabled: true,
    mailEnabled: random.chance(0.3),
  };
}

/** Most groups are small, and few are large: one in a hundred has a tenth of all people. */
function membersOf(people: readonly Entry[], random: Random): readonly string[] {
  if (people.length === 0) return [];
  const share = random.chance(0.01) ? 0.1 : random.chance(0.2) ? 0.02 : 0.004;
  const count = Math.min(people.length, 2 + random.below(Math.ceil(people.length * share) + 5));
  const members = new Set<string>();
  while (members.size < count) members.add(random.pick(people).objectId);
  return [...members];
}
