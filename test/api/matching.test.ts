import { beforeAll, describe, expect, test } from 'vitest';
import { core, enterprise, filterQuery, patch, person, uniflow } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

const { client } = await useTenant();
let id: string;
let managerId: string;

beforeAll(async () => {
  managerId = (await client.send('POST', '/Users', person('boss'))).body.id;
  const jane = await client.send(
    'POST',
    '/Users',
    person('Jane', { active: false, nickName: 'back\\slash "q"' }),
  );
  id = jane.body.id;
  await client.send('PATCH', `/Users/${id}`, patch({ op: 'Add', path: 'manager', value: managerId }));
});

async function found(query: string): Promise<string[]> {
  const { status, body } = await client.send('GET', `/Users?${query}`);
  expect(status).toBe(200);
  const ids = (body.Resources as { id: string }[]).map((user) => user.id);
  expect(body.totalResults).toBe(ids.length);
  expect(body.itemsPerPage).toBe(ids.length);
  return ids;
}

describe('what finds Jane, as Entra writes it', () => {
  test.each([
    'userName eq "Jane@example.com"',
    'userName eq "JANE@EXAMPLE.COM"',
    'username EQ "jane@example.com"',
    'USERNAME Eq "jane@example.com"',
    `${core}:userName eq "jane@example.com"`,
    `${core.toUpperCase()}:USERNAME eq "jane@example.com"`,
    'externalId eq "ext-Jane"',
    'externalid eq "ext-Jane"',
    `${core}:externalId eq "ext-Jane"`,
    'emails[type eq "work"].value eq "Jane@mail.example.com"',
    'emails[type eq "work"].value eq "jane@MAIL.example.com"',
    'EMAILS[TYPE eq "work"].VALUE eq "jane@mail.example.com"',
    `${core}:emails[type eq "work"].value eq "jane@mail.example.com"`,
    'emails[type eq "work" and primary eq true].value eq "jane@mail.example.com"',
    'emails.value eq "jane@mail.example.com"',
    'emails eq "jane@mail.example.com"',
    'displayName eq "person jane"',
    'name.givenName eq "given" and userName eq "jane@example.com"',
    'userName eq "jane@example.com" and active eq false',
    'active eq false and userName eq "jane@example.com"',
    'active eq false',
    'active eq "False"',
    'phoneNumbers[type eq "work"].value eq "+49 (0)30 00-1" and externalId eq "ext-Jane"',
    'addresses[type eq "work"].streetAddress eq "1 main street" and active eq false',
    `${uniflow}:cardNumber eq "00Jane"`,
    `${uniflow.toLowerCase()}:CARDNUMBER eq "00Jane"`,
    `${uniflow}:localUsername eq "jane"`,
    'cardNumber eq "00Jane"',
    `${enterprise}:department eq "print" and active eq false`,
    'department eq "print" and active eq false',
    'nickName eq "back\\\\slash \\"q\\""',
    `${'('.repeat(32)}userName eq "jane@example.com"${')'.repeat(32)}`,
    'nickName eq "back\\u005cslash \\u0022q\\u0022"',
  ])('%s', async (filter) => {
    expect(await found(filterQuery(filter))).toEqual([id]);
  });

  test('by id and manager, as the older reference check does', async () => {
    for (const manager of [
      'manager',
      'manager.value',
      `${enterprise}:manager`,
      `${enterprise}:manager.value`,
    ]) {
      const filter = `id eq "${id}" and ${manager} eq "${managerId}"`;
      const { body } = await client.send('GET', `/Users?${filterQuery(filter)}&attributes=id`);
      expect(body.totalResults).toBe(1);
      expect(body.Resources).toEqual([{ schemas: [core, enterprise, uniflow], id }]);
      expect(await found(filterQuery(`id eq "${managerId}" and ${manager} eq "${managerId}"`))).toEqual([]);
    }
  });

  test.each([
    `filter=userName%20eq%20%22jane@example.com%22`,
    `filter=userName+eq+"jane@example.com"`,
    `filter=userName+eq+%22jane%40example.com%22`,
    `attributes=id&filter=userName+eq+%22jane@example.com%22`,
    `count=1&startIndex=1&filter=userName+eq+%22jane@example.com%22&aadOptscim062020`,
    `FILTER_=x&filter=userName+eq+%22jane@example.com%22`,
  ])('?%s', async (query) => {
    expect(await found(query)).toEqual([id]);
  });
});

describe('what is somebody else', () => {
  test.each([
    'userName eq "jane"',
    'userName eq "jane@example.co"',
    'externalId eq "EXT-JANE"',
    'externalId eq "ext-Jane" and active eq true',
    'emails[type eq "home"].value eq "jane@mail.example.com"',
    'emails[type eq "work" and primary eq false].value eq "jane@mail.example.com"',
    `${uniflow}:cardNumber eq "00JANE"`,
    `${uniflow}:cardNumber eq "0Jane"`,
    `userName eq "jane@example.com" and userName eq "boss@example.com"`,
    'id eq "00000000-0000-0000-0000-000000000000"',
    'externalId eq "%"',
    'externalId eq "ext-*"',
    'emails.value eq "jane@mail.example.com:"',
  ])('%s finds nobody: 200 and an empty list', async (filter) => {
    expect(await found(filterQuery(filter))).toEqual([]);
  });
});
