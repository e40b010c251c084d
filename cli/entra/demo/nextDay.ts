import { domain, objectIdsOf } from './directory.ts';
import { offices } from '../source/sample/office.ts';
import type { DemoDirectory, Person, Team } from './person.ts';

/** The changes of the next day, by mail nickname. A manager is given by nickname, too. */
const changes: Readonly<Record<string, Partial<Person>>> = {
  maya: { jobTitle: 'Chief executive', telephoneNumber: '+00 555 0100' },
  aiko: { surname: '鈴木', displayName: '鈴木 愛子' },
  haruto: { department: '研究開発部', jobTitle: '課長', mobile: '+81 90-0555-0103' },
  layla: { ...offices.athens, telephoneNumber: '+00 555 0304' },
  omar: { ...offices.zurich },
  zofia: { department: 'Controlling', employeeId: '000606', cardNumber: '000A7F99' },
  lukasz: { cardNumber: '000B0001' },
  nikos: { manager: 'maya' },
  "s.o'brien": { pin: '0077001' },
  // Nothing that is mapped: Noël's PIN is sent again because it cannot be read back, An's turn ends without a PATCH.
  noel: { lastPasswordChange: '2025-01-02T03:04:05Z' },
  an: { lastPasswordChange: '2025-01-02T03:04:06Z' },
  zoe: { displayName: 'Zoë Miller 🌟', givenName: 'Zoë Ann' },
  jose: { jobTitle: 'Técnico' },
  bjorn: {
    userPrincipalName: `b.strauss@${domain}`,
    mail: `b.strauss@mail.${domain}`,
    mobile: '079 555 01 14',
  },
  ivan: { accountEnabled: false },
  david: { mail: `david.cohen@mail.${domain}` },
  kofi: { accountEnabled: true },
};

/** People who are purged from the directory. */
const gone: ReadonlySet<string> = new Set(['eleni']);

/** The directory a day later: the input of the incremental cycle. */
export function nextDay(directory: DemoDirectory): DemoDirectory {
  const ids = new Map(directory.map((person) => [person.mailNickname, person.objectId]));
  return directory
    .filter((person) => !gone.has(person.mailNickname))
    .map((person) => {
      const change = changes[person.mailNickname];
      if (change === undefined) return person;
      const manager = ids.get(change.manager ?? '') ?? person.manager;
      return { ...person, ...change, ...(manager !== undefined && { manager }) };
    });
}

/** The groups a day later: one has a new member, and one has lost one. */
export function nextDayTeams(teams: readonly Team[]): readonly Team[] {
  const [joined, left] = [objectIdsOf(['layla']), objectIdsOf(['haruto'])];
  const [colour, ...others] = teams;
  return [
    ...(colour === undefined ? [] : [{ ...colour, members: [...colour.members, ...joined] }]),
    ...others.map((team) => ({ ...team, members: team.members.filter((id) => !left.includes(id)) })),
  ];
}
