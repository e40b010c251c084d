import type { OfficeName } from '../source/sample/office.ts';
import { offices } from '../source/sample/office.ts';
import type { DemoDirectory, Person, Team } from './person.ts';

/** The mail domain of the sample customer (RFC 2606 reserves `.example`). */
export const domain = 'contoso.example';

type Row = readonly [
  alias: string,
  givenName: string,
  surname: string,
  office: OfficeName,
  language: string,
  card: string,
  department: string,
  title: string,
  manager?: string,
];

// An empty card, department or title is an attribute that the directory does not have. The marks of Noël and of An are
// written as code points of their own on purpose: a service that normalises what it stores would change them.
const rows: readonly Row[] = [
  ['maya', 'Maya', 'Lindqvist', 'zurich', 'en-GB', '00000001', 'Board', 'Managing director'],
  ['aiko', '愛子', '山田', 'tokyo', 'ja-JP', '0004711', 'デザイン部', 'デザイナー', 'maya'],
  ['haruto', '陽翔', '佐藤', 'tokyo', 'ja-JP', '0004712', 'デザイン部', '主任', 'aiko'],
  ['layla', 'ليلى', 'حداد', 'cairo', 'ar-EG', '00300815', 'Support', 'مديرة الدعم', 'maya'],
  ['omar', 'عمر', 'الفارسي', 'cairo', 'ar-EG', '00300816', 'Support', 'مهندس', 'layla'],
  ['zofia', 'Zofia', 'Wiśniewska', 'warsaw', 'pl-PL', '000A7F21', 'Księgowość', 'Główna księgowa', 'maya'],
  ['lukasz', 'Łukasz', 'Żółkiewski', 'warsaw', 'pl-PL', '000A7F22', 'Księgowość', 'Księgowy', 'zofia'],
  ['eleni', 'Ελένη', 'Οικονόμου', 'athens', 'el-GR', '07770001', 'Πωλήσεις', 'Διευθύντρια', 'maya'],
  ['nikos', 'Νίκος', 'Γεωργίου', 'athens', 'el-GR', '07770002', 'Πωλήσεις', 'Σύμβουλος', 'eleni'],
  ["s.o'brien", 'Siobhán', "O'Brien", 'boston', 'ga-IE', '00001798', 'Legal', 'Counsel', 'maya'],
  ['noel', 'Noe\u0308l', 'A\u030Akesson', 'zurich', 'sv-SE', '00055001', 'Research', 'Chemist', 'maya'],
  ['zoe', 'Zoë', 'Miller', 'boston', 'en-US', '00055002', 'Research', 'Engineer', 'noel'],
  ['jose', 'José', 'Núñez', 'boston', 'es-ES', '00055003', 'Research', ''],
  ['bjorn', 'Björn', 'Strauß', 'zurich', 'de-CH', '00099001', 'IT', 'Administrator'],
  ['ivan', 'Иван', 'Петров', 'warsaw', 'bg-BG', '00099002', 'IT', 'Администратор', 'bjorn'],
  ['an', 'A\u0302n', 'Nguye\u0302\u0303n', 'boston', 'vi-VN', '00099003', 'IT', 'Developer', 'bjorn'],
  ['david', 'דוד', 'כהן', 'athens', 'he-IL', '00012012', 'Legal', 'עורך דין', "s.o'brien"],
  ['chloe', 'Chloé', "D'Amico", 'zurich', 'fr-CH', '00012013', 'Legal', 'Juriste', "s.o'brien"],
  ['priya', 'Priya', 'Raman', 'boston', 'en-US', '00012014', '', 'Contractor'],
  ['kofi', 'Kofi', 'Mensah', 'boston', 'en-US', '00012015', 'Sales', 'Account manager'],
  ['tomas', 'Tomáš', 'Dvořák', 'warsaw', 'cs-CZ', '', 'Sales', 'Obchodník', 'kofi'],
  ['ines', 'Inês', 'Gonçalves', 'zurich', 'pt-PT', '00012017', 'Sales', 'Gestora'],
  ['lars', 'Lars', 'Ødegård', 'zurich', 'nb-NO', '00012018', 'Facilities', 'Caretaker'],
  ['emre', 'Emre', 'Yılmaz', 'athens', 'tr-TR', '00012019', 'Facilities', 'Porter', 'lars'],
  // The same sign-in name as Lars but for its letter case: the service has to refuse this one.
  ['LARS', 'Lars', 'Oedegaard', 'zurich', 'nb-NO', '', 'Facilities', ''],
];

/** What only some people have. The values are made up; nothing in this program prints a PIN or a code. */
const extras: Readonly<Record<string, Partial<Person>>> = {
  maya: { pin: '004217', mobile: '+41 (0)79 555 01-00' },
  layla: { pin: '000913', cardRegistrationCode: 'TIC000815' },
  zofia: { cardRegistrationCode: 'TIC004711' },
  "s.o'brien": { pin: '007700', mobile: '+1-617-555-0142 x07' },
  noel: { pin: '0020551' },
  zoe: { displayName: 'Zoë Miller 🚲', mobile: '(617) 555.0143' },
  jose: { pin: '000042' },
  kofi: { accountEnabled: false },
  tomas: { cardRegistrationCode: 'TIC000001' },
  ines: { pin: '0912345', cardRegistrationCode: 'TIC000002' },
};

function objectId(position: number): string {
  return `5f0c27d1-8c3e-4b6a-9d52-${String(position + 1).padStart(12, '0')}`;
}

function toPerson(row: Row, position: number): Person {
  const [alias, givenName, surname, office, preferredLanguage, cardNumber, department, jobTitle, manager] =
    row;
  return {
    objectId: objectId(position),
    userPrincipalName: `${alias}@${domain}`,
    accountEnabled: true,
    displayName: preferredLanguage === 'ja-JP' ? `${surname} ${givenName}` : `${givenName} ${surname}`,
    givenName,
    surname,
    mail: `${alias}@mail.${domain}`,
    mailNickname: alias,
    preferredLanguage,
    employeeId: String(position + 1).padStart(6, '0'),
    telephoneNumber: `+00 555 ${String(position + 1).padStart(4, '0')}`,
    ...offices[office],
    ...(jobTitle && { jobTitle }),
    ...(department && { department }),
    ...(cardNumber && { cardNumber }),
    ...(manager && { manager: objectId(rows.findIndex(([other]) => other === manager)) }),
    ...extras[alias],
  };
}

/** Contoso's 25 people on the first day: one of them disabled, one a duplicate that must be refused. */
export const directory: DemoDirectory = rows.map(toPerson);

/** The objectIds of people, by their nicknames. */
export function objectIdsOf(nicknames: readonly string[]): readonly string[] {
  return nicknames.map((nickname) => objectId(rows.findIndex(([alias]) => alias === nickname)));
}

function team(position: number, displayName: string, ...nicknames: readonly string[]): Team {
  const id = `7d1e4c0a-52b9-4f3e-8a61-${String(position).padStart(12, '0')}`;
  return { objectId: id, displayName, members: objectIdsOf(nicknames) };
}

/** Contoso's groups on the first day. One is sent in each of Entra's PATCH dialects. */
export const teams: readonly Team[] = [
  team(1, 'Colour printing', 'noel', 'zoe', 'jose', 'ines'),
  team(2, 'プロッター A0', 'aiko', 'haruto'),
];
