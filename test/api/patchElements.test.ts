import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enterprise, patch, person, type Body } from '../support/people.ts';
import { useTenant } from '../support/useTenant.ts';

// Elements of multi-valued attributes, as Entra's default dialect adds, replaces and removes them.

const { client } = await useTenant();
let id: string;
let count = 0;

beforeEach(async () => {
  count += 1;
  const bare = { emails: [], addresses: [], phoneNumbers: [], [enterprise]: null };
  id = (await client.send('POST', '/Users', person(`user${count}`, bare))).body.id;
});

afterEach(() => client.send('DELETE', `/Users/${id}`));

/** PATCHes and gives back the answer, which GET must repeat. */
async function patched(...operations: readonly Body[]): Promise<Record<string, unknown>> {
  const reply = await client.send('PATCH', `/Users/${id}`, patch(...operations));
  expect(reply.text).not.toContain('scimType');
  expect(reply.status).toBe(200);
  expect((await client.send('GET', `/Users/${id}`)).body).toEqual(reply.body);
  return reply.body;
}

describe('multi-valued attributes', () => {
  const work = { type: 'work', value: 'w@x.example' };
  const home = { type: 'home', value: 'h@x.example' };

  test('Add appends, and not twice; Replace replaces', async () => {
    expect((await patched({ op: 'Add', path: 'emails', value: [work] })).emails).toEqual([work]);
    expect((await patched({ op: 'Add', path: 'emails', value: [work, home] })).emails).toEqual([work, home]);
    expect((await patched({ op: 'Replace', path: 'emails', value: [home] })).emails).toEqual([home]);
  });

  test('a new primary takes it from the old one', async () => {
    await patched({ op: 'Add', path: 'roles', value: [{ value: 'A', primary: 'True' }] });
    const body = await patched({ op: 'Add', path: 'roles', value: [{ value: 'B', primary: 'True' }] });
    expect(body.roles).toEqual([
      { value: 'A', primary: false },
      { value: 'B', primary: true },
    ]);
    const third = await patched({ op: 'Replace', path: 'roles[value eq "A"].primary', value: 'True' });
    expect(third.roles).toEqual([
      { value: 'A', primary: true },
      { value: 'B', primary: false },
    ]);
  });

  test('Remove with a value in a value path, as Entra sends it', async () => {
    await patched({ op: 'Add', path: 'emails', value: [work, home] });
    const body = await patched({ op: 'Remove', path: 'emails[type eq "work"].value', value: 'w@x.example' });
    expect(body.emails).toEqual([home]);
  });

  test('Remove by value removes that element only; without value, all', async () => {
    await patched({ op: 'Add', path: 'emails', value: [work, home] });
    expect(
      (await patched({ op: 'Remove', path: 'emails', value: [{ value: 'w@x.example' }] })).emails,
    ).toEqual([home]);
    expect(await patched({ op: 'Remove', path: 'emails' })).not.toHaveProperty('emails');
    expect(await patched({ op: 'Remove', path: 'emails[type eq "work"]' })).not.toHaveProperty('emails');
  });

  test.each([[''], [null], [[]]])('a value path set to %j is absent afterwards', async (nothing) => {
    await patched({ op: 'Add', path: 'emails', value: [work, home] });
    expect(
      (await patched({ op: 'Replace', path: 'emails[type eq "work"].value', value: nothing })).emails,
    ).toEqual([home]);
  });
});
