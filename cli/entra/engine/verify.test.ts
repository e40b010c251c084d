import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { directoryOf, groupOf, personOf, testJob } from '../../../test/support/entra/jobs.ts';
import { PlainScimServer, type Resource } from '../../../test/support/entra/plainScimServer.ts';
import type { Directory } from '../source/entry.ts';
import { contextOf } from './cycle.ts';
import { verify } from './verify.ts';

const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
let server: PlainScimServer;
beforeEach(async () => {
  server = await PlainScimServer.start({ hidden: [`${uniflow}:pin`] });
});
afterEach(() => server.close());

const people = [personOf('a', { jobTitle: 'Café' }), personOf('b', { extensionAttribute2: '0042' })];
const directory = directoryOf(...people, groupOf('g', ['a', 'b']));

async function differencesAfter(spoil: (server: PlainScimServer) => void, later: Directory = directory) {
  const job = testJob(server);
  await job.cycle(directory);
  spoil(server);
  const record = job.state.job;
  if (record === undefined) throw new Error('The job has run.');
  const verification = await verify(contextOf(job.job(later), record, 'onDemand'));
  return {
    ...verification,
    differences: verification.differences.map(({ attribute, expected, found }) => [
      attribute,
      expected,
      found,
    ]),
  };
}

const change = (name: string, more: Resource) => {
  const user = server.user(`${name}@contoso.example`);
  if (user === undefined) throw new Error('There is no such user.');
  Object.assign(user, more);
};

describe('verify', () => {
  test('finds no difference after a cycle', async () => {
    const found = await differencesAfter(() => undefined);
    expect(found).toMatchObject({ users: 2, groups: 1, memberships: 2, others: 0, differences: [] });
  });

  test.each([
    [
      'a value',
      () => {
        change('a', { displayName: 'X' });
      },
      ['displayName', '"Person a"', '"X"'],
    ],
    [
      'a value that only looks the same',
      () => {
        change('a', { title: 'Cafe\u0301' });
      },
      ['title', String.raw`"Caf\u{e9}"`, String.raw`"Cafe\u{301}"`],
    ],
    [
      'somebody who is gone',
      () => server.users.delete(String(server.user('b@contoso.example')?.id)),
      ['user', 'stored', 'missing'],
    ],
    [
      'a member who is missing',
      () => {
        [...server.groups.values()].forEach((group) => {
          group.members = [];
        });
      },
      ['members', 'Person a', 'no member'],
    ],
    [
      'somebody who is there twice',
      () => server.users.set('2', { id: '2', externalId: 'a' }),
      ['externalId', 'once', 'again'],
    ],
    [
      'a secret that comes back',
      () => {
        change('a', { [uniflow]: { cardRegistrationCode: 'TIC1' } });
      },
      ['cardRegistrationCode', 'never returned', '[Redact]'],
    ],
  ])('finds %s', async (_, spoil, expected) => {
    const { differences } = await differencesAfter(spoil);
    expect(differences).toContainEqual(expected);
  });

  test('finds who should be disabled or deleted', async () => {
    const later = { ...directoryOf(...people.slice(0, 1)), assignments: new Set<string>() };
    const { differences } = await differencesAfter(() => undefined, later);
    expect(differences).toEqual([
      ['active', 'disabled: it is out of scope', 'active'],
      ['user', 'deleted', 'stored'],
      ['group', 'deleted', 'stored'],
    ]);
  });

  test('stops where pages can not be counted', async () => {
    server.conduct = ({ path }) =>
      path.includes('count=') ? { status: 200, body: { totalResults: 5, Resources: [] } } : undefined;
    await expect(differencesAfter(() => undefined)).rejects.toThrow('totalResults 5 and an empty page');
  });
});
