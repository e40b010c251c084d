import { describe, expect, test } from 'vitest';
import { usePatchedUser } from '../support/usePatchedUser.ts';

// Elements of multi-valued attributes, as Entra's default dialect adds, replaces and removes them.

const { patched } = await usePatchedUser();

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
