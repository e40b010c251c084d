import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { initialCycle } from './cycle.ts';
import type { JsonObject } from './json.ts';
import { secretsOf } from './person.ts';
import type { Removed } from './verify.ts';
import { verify } from './verify.ts';
import type { Exchange } from './wire.ts';
import { fakeService } from '../../test/support/entra/fakeService.ts';
import { person, without } from '../../test/support/entra/person.ts';

type Distort = NonNullable<Parameters<typeof fakeService>[0]>;

let service: Awaited<ReturnType<typeof fakeService>>;
let exchanges: Exchange[];
let distort: Distort;

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
const plain = without(person, 'manager', 'cardNumber');
const boss = {
  ...plain,
  objectId: 'boss',
  userPrincipalName: 'boss@contoso.example',
  displayName: 'The Boss',
};
const twin = {
  ...plain,
  objectId: 'twin',
  userPrincipalName: 'BOSS@contoso.example',
  displayName: 'The Twin',
};
const others = Array.from({ length: 20 }, (_, n) => ({
  ...plain,
  objectId: `object-${n + 10}`,
  userPrincipalName: `p${n}@contoso.example`,
}));
const directory = [person, boss, ...others, twin];

async function outcome(removed: readonly Removed[] = []) {
  const record = (exchange: Exchange) => void exchanges.push(exchange);
  const { tenantUrl, token } = service;
  const client = createClient({ tenantUrl, token, secrets: secretsOf(directory), record });
  const { log } = await initialCycle([client], directory);
  return {
    verify: async () => (await verify({ client, directory, removed, log, exchanges })).differences,
    /** Spoils what the service holds of Ana. */
    spoil: (change: (user: JsonObject) => JsonObject) => {
      const user = service.users.get('id-1');
      if (user) service.users.set('id-1', change(user));
    },
  };
}

beforeEach(async () => {
  exchanges = [];
  distort = (reply) => reply;
  service = await fakeService((reply, request) => distort(reply, request));
});
afterEach(() => service.close());

const difference = (attribute: string, expected: string, found: string, who = 'Ana Ñandú') => ({
  person: who,
  attribute,
  expected,
  found,
});

describe('verify', () => {
  test('finds nothing where everything is as it should be, over several pages', async () => {
    const { verify: differences } = await outcome();
    expect(await differences()).toEqual([]);
    expect(exchanges.filter(({ url }) => url.includes('startIndex')).length).toBe(3);
  });

  const put = (urn: string, more: JsonObject) => (user: JsonObject) => ({
    ...user,
    [urn]: { ...(user[urn] as JsonObject), ...more },
  });
  test.each<[string, (user: JsonObject) => JsonObject, ReturnType<typeof difference>]>([
    ['a lost zero', put(uniflow, { cardNumber: '123' }), difference('cardNumber', '"00123"', '"123"')],
    ['a wrong flag', (user) => ({ ...user, active: false }), difference('active', 'true', 'false')],
    ['text for a boolean', (user) => ({ ...user, active: 'True' }), difference('active', 'true', '"True"')],
    [
      'a wrong manager',
      put(enterprise, { manager: { value: 'id-3' } }),
      difference('manager', '"id-2"', '"id-3"'),
    ],
    [
      'a missing manager',
      put(enterprise, { manager: undefined }),
      difference('manager', '"id-2"', 'nothing'),
    ],
    [
      'a normalised accent',
      (user) => ({ ...user, displayName: 'Ana Ñandú'.normalize('NFD') }),
      difference('displayName', '"Ana \\u{d1}and\\u{fa}"', '"Ana N\\u{303}andu\\u{301}"'),
    ],
    [
      'a reformatted phone number',
      (user) => ({
        ...user,
        phoneNumbers: [
          { type: 'work', value: '+15550100' },
          { type: 'mobile', value: '(555) 01-01' },
        ],
      }),
      difference('phoneNumbers.work', '"+1 555 0100"', '"+15550100"'),
    ],
  ])('sees %s', async (_, change, expected) => {
    const { verify: differences, spoil } = await outcome();
    spoil(change);
    expect(await differences()).toEqual([expected]);
  });

  test('sees a value that nobody sent', async () => {
    const { verify: differences } = await outcome();
    const user = service.users.get('id-2') ?? {};
    service.users.set('id-2', put(uniflow, { cardNumber: '0' })(user));
    expect(await differences()).toEqual([difference('cardNumber', 'nothing', '"0"', 'The Boss')]);
  });

  test('sees somebody who was refused without reason', async () => {
    distort = (reply, { method }) => (method === 'PATCH' ? { status: 500 } : reply);
    const { verify: differences } = await outcome();
    expect(await differences()).toEqual([
      difference('answer', 'accepted', '500 the service answered 500 without a SCIM error'),
    ]);
  });

  test('sees somebody who is missing', async () => {
    const { verify: differences } = await outcome();
    service.users.delete('id-3');
    expect(await differences()).toEqual([difference('user', 'stored', 'nobody')]);
  });

  test('sees somebody who is there twice, and somebody who should not be', async () => {
    const { verify: differences } = await outcome();
    const user = service.users.get('id-1') ?? {};
    service.users.set('extra', { ...user, id: 'extra' });
    service.users.set('stranger', { ...user, id: 'stranger', externalId: 'stranger', userName: 'x' });
    const found = (await differences()).filter(({ attribute }) => attribute === 'user');
    expect(found.map((one) => one.found)).toEqual(['ana@contoso.example', 'x']);
  });

  test('sees a duplicate that was stored after all', async () => {
    const { verify: differences } = await outcome();
    service.users.set('twin', { ...service.users.get('id-2'), id: 'twin', externalId: 'twin' });
    expect((await differences()).map(({ attribute }) => attribute)).toEqual(['user', 'filter']);
  });

  test('sees somebody removed who still answers by id', async () => {
    const { verify: differences } = await outcome([{ person: { ...boss, objectId: 'gone' }, id: 'id-2' }]);
    expect(await differences()).toEqual([difference('GET by id', '404', '200', 'The Boss')]);
  });

  test('does not ask by id for somebody who never had one', async () => {
    const { verify: differences } = await outcome([{ person: { ...boss, objectId: 'gone' }, id: undefined }]);
    expect(await differences()).toEqual([]);
    expect(service.seen.filter(({ method, url }) => method === 'GET' && url.includes('/Users/'))).toEqual([]);
  });

  test('sees a filter that answers 404 for nobody', async () => {
    const { verify: differences } = await outcome();
    distort = (reply, { url }) => (url.includes('filter=') ? { status: 404 } : reply);
    expect(await differences()).toMatchObject([{ attribute: 'filter', person: 'The Twin' }]);
  });

  test('sees a secret in any earlier answer', async () => {
    distort = (reply, { method }) =>
      method === 'POST' ? { ...reply, body: { ...(reply.body as object), pin: '' } } : reply;
    const { verify: differences } = await outcome();
    const leaks = await differences();
    expect(leaks).toHaveLength(23);
    expect(leaks[0]).toMatchObject({ attribute: expect.stringContaining('POST') as string, found: 'pin' });
  });

  test.each<[string, object]>([
    ['does not echo startIndex', { startIndex: 7 }],
    ['counts too many', { totalResults: 99 }],
    ['counts too few', { totalResults: 3 }],
    ['does not count', { totalResults: undefined }],
  ])('stops at paging that %s', async (_, wrong) => {
    const { verify: differences } = await outcome();
    distort = (reply, { url }) =>
      url.includes('startIndex') ? { ...reply, body: { ...(reply.body as object), ...wrong } } : reply;
    await expect(differences()).rejects.toMatchObject({ code: 'paging' });
  });
});
