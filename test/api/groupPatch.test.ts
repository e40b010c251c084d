import { describe, expect, test } from 'vitest';
import { fillGroupOf } from '../support/filledGroup.ts';
import { groupsOf, groupUrn, named, valuesIn } from '../support/groups.ts';
import { patch, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';
import { add, remove, replace } from '../support/operations.ts';

/** Every form in which clients change the members of a group. */
const tenant = await useTenant();
const { client } = tenant;
const { users, group, membersOf } = groupsOf(tenant);

/** Four users, each named by a letter. */
const ids = await users(4);
const letters = ['a', 'b', 'c', 'd'];
const id = (letter: string) => ids[letters.indexOf(letter)] ?? letter;
const lettersOf = (values: readonly string[]) =>
  values
    .map((value) => letters[ids.indexOf(value)] ?? value)
    .toSorted()
    .join('');
const refs = (text: string) => Array.from(text, (letter) => named(id(letter)));

type Form = readonly [name: string, before: string, operations: readonly Body[], after: string];

const forms: readonly Form[] = [
  ['add: a list', 'a', [add('members', refs('bc'))], 'abc'],
  ['add: a list with somebody who is there', 'ab', [add('members', refs('bc'))], 'abc'],
  ['add: one object', 'a', [add('members', named(id('b')))], 'ab'],
  ['add: a bare string', 'a', [add('members', id('b'))], 'ab'],
  ['add: bare strings', 'a', [add('members', [id('b'), id('c')])], 'abc'],
  ['add: the same one twice', 'a', [add('members', refs('bb'))], 'ab'],
  [
    'add: what Entra sends',
    'a',
    [{ op: 'Add', path: 'members', value: [{ $ref: null, value: id('b') }] }],
    'ab',
  ],
  ['add: with the URN', 'a', [add(`${groupUrn}:members`, refs('b'))], 'ab'],
  ['add: without path', 'a', [{ op: 'add', value: { members: refs('b') } }], 'ab'],
  ['add: without path, as Entra names it', 'a', [{ op: 'Add', value: { Members: refs('b') } }], 'ab'],
  [
    'add: without path, with other attributes',
    'a',
    [{ op: 'add', value: { externalId: 'with', members: refs('b') } }],
    'ab',
  ],
  ['add: a value path', 'a', [add(`members[value eq "${id('b')}"]`, { type: 'User' })], 'ab'],
  ['replace: a list', 'ab', [replace('members', refs('bc'))], 'bc'],
  ['replace: one object', 'ab', [{ op: 'Replace', path: 'members', value: named(id('c')) }], 'c'],
  ['replace: a bare string', 'ab', [{ op: 'Replace', path: 'members', value: id('c') }], 'c'],
  ['replace: an empty list', 'ab', [replace('members', [])], ''],
  ['replace: without path', 'ab', [{ op: 'replace', value: { members: refs('cd') } }], 'cd'],
  [
    'replace: a value path swaps one for another',
    'ab',
    [replace(`members[value eq "${id('a')}"]`, named(id('c')))],
    'bc',
  ],
  [
    'replace: the value of a value path',
    'ab',
    [replace(`members[value eq "${id('a')}"].value`, id('c'))],
    'bc',
  ],
  ['remove: a value path', 'ab', [remove(`members[value eq "${id('a')}"]`)], 'b'],
  [
    'remove: value paths, as Okta sends them',
    'abc',
    ['a', 'c'].map((each) => remove(`members[value eq "${id(each)}"]`)),
    'b',
  ],
  ['remove: another filter', 'abc', [remove(`members[value eq "${id('a')}" or value eq "${id('b')}"]`)], 'c'],
  ['remove: by type', 'ab', [remove('members[type eq "User"]')], ''],
  [
    'remove: members in value, as Entra does',
    'abc',
    [{ op: 'Remove', path: 'members', value: refs('ac') }],
    'b',
  ],
  ['remove: one object', 'ab', [{ op: 'Remove', path: 'members', value: named(id('a')) }], 'b'],
  ['remove: a bare string', 'ab', [{ op: 'Remove', path: 'members', value: id('a') }], 'b'],
  ['remove: an empty list', 'ab', [{ op: 'Remove', path: 'members', value: [] }], 'ab'],
  ['remove: without value, all', 'abc', [remove('members')], ''],
  ['nothing', 'ab', [], 'ab'],
  [
    'several, in their order',
    'ab',
    [
      add('members', refs('c')),
      remove(`members[value eq "${id('c')}"]`),
      remove(`members[value eq "${id('a')}"]`),
      add('members', refs('a')),
      add('members', refs('d')),
    ],
    'abd',
  ],
  [
    'all removed in between',
    'ab',
    [add('members', refs('c')), remove('members'), add('members', refs('d'))],
    'd',
  ],
];

describe('a PATCH of members', () => {
  test.each(forms)('%s', async (_, before, operations, after) => {
    const made = await group(refs(before).map(({ value }) => String(value)));
    const { status, text, body, headers } = await client.send(
      'PATCH',
      `/Groups/${made.id}`,
      patch(...operations),
    );
    expect(status, text).toBe(200);
    expect(lettersOf(valuesIn(body.members))).toBe(after);
    expect(lettersOf(await membersOf(made.id))).toBe(after);
    expect(headers.get('etag')).toBe(body.meta.version);
    expect(body.meta.version === made.meta.version).toBe(before === after);
    // Sent again, as Entra does where it has heard no answer, it gives the same.
    const again = await client.send('PATCH', `/Groups/${made.id}`, patch(...operations));
    expect([again.status, lettersOf(valuesIn(again.body.members))]).toEqual([200, after]);
  });

  test.each([
    ['add of somebody who is there', add('members', refs('a'))],
    ['add of all who are there', add('members', refs('ab'))],
    ['remove of somebody who is not', remove(`members[value eq "${id('c')}"]`)],
    ['remove of somebody who is nobody', remove('members[value eq "nobody"]')],
    ['remove of several who are not', { op: 'Remove', path: 'members', value: refs('cd') }],
    ['replace by the same', replace('members', refs('ba'))],
    ['remove of what only describes a member', remove(`members[value eq "${id('a')}"].type`)],
  ])('%s changes nothing, and is no new version', async (_, operation) => {
    const made = await group([id('a'), id('b')]);
    const { status, body } = await client.send('PATCH', `/Groups/${made.id}`, patch(operation));
    expect([status, body.meta]).toEqual([200, made.meta]);
    expect((await client.send('GET', `/Groups/${made.id}`)).body).toEqual(body);
  });

  const nobody = '0b1f7f0e-0000-4000-8000-000000000000';
  test.each([
    ['somebody who is not there', add('members', [named(nobody)]), 'invalidValue', nobody],
    ['one among several', add('members', [...refs('b'), named(nobody)]), 'invalidValue', nobody],
    ['a replacement', replace('members', [named(nobody)]), 'invalidValue', nobody],
    ['no value', add('members', [{ type: 'User' }]), 'invalidValue', 'members.value'],
    ['a value of another type', add('members', [{ value: 7 }]), 'invalidValue', 'members.value'],
    ['a part of members', replace('members.type', 'User'), 'invalidPath', 'members.type'],
    ['no member that could be made', add('members[type eq "User"]', {}), 'noTarget', 'value eq'],
    ['an unknown attribute', add('member', []), 'invalidPath', 'member'],
    ['a name that is taken away', remove('displayName'), 'mutability', 'displayName'],
  ])('%s: 400, and nothing is changed', async (_, operation, scimType, named_) => {
    const made = await group([id('a')]);
    const other = replace('externalId', 'never');
    const reply = await client.send('PATCH', `/Groups/${made.id}`, patch(other, operation));
    expect([reply.status, reply.body.scimType], reply.text).toEqual([400, scimType]);
    expect(reply.body.detail).toContain(named_);
    expect((await client.send('GET', `/Groups/${made.id}`)).body).toEqual(made);
  });

  test('a version that is not the current one: 412; the current one: 200', async () => {
    const made = await group([id('a')]);
    const change = patch(add('members', refs('b')));
    const send = (version: string) =>
      client.send('PATCH', `/Groups/${made.id}`, change, { 'if-match': version });
    expect((await send('W/"other"')).status).toBe(412);
    const { status, body } = await send(made.meta.version);
    expect([status, body.meta.version === made.meta.version]).toEqual([200, false]);
    expect((await send(made.meta.version)).status).toBe(412);
  });

  test('a change of members is no new version of the user', async () => {
    const [user = ''] = await users(1);
    const before = (await client.send('GET', `/Users/${user}`)).body.meta;
    const { id: made } = await group([user]);
    expect((await client.send('GET', `/Users/${user}`)).body).toMatchObject({
      meta: before,
      groups: [{ value: made }],
    });
  });

  test('beyond 1,000 members it is 204, and 200 where the answer shows none', async () => {
    const { id: large } = await fillGroupOf(tenant.partition, 'A thousand', 1_000);
    const path = `/Groups/${large}`;
    const send = (query: string, op: string, letter: string) =>
      client.send('PATCH', `${path}${query}`, patch({ op, path: 'members', value: refs(letter) }));
    const first = await send('', 'add', 'a');
    expect([first.status, first.text]).toEqual([204, '']);
    for (const [query, letter] of [
      ['?excludedAttributes=members', 'b'],
      ['?attributes=displayName', 'c'],
    ] as const) {
      const { status, body } = await send(query, 'add', letter);
      expect([status, body.id, body.members]).toEqual([200, large, undefined]);
    }
    expect(await membersOf(large)).toHaveLength(1_003);
    expect((await send('', 'remove', 'ab')).status).toBe(204);
    const last = await send('', 'remove', 'c');
    expect([last.status, valuesIn(last.body.members).length]).toEqual([200, 1_000]);
  });
});
