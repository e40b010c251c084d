import { describe, expect, test } from 'vitest';
import type { HashedSecret } from './credential.ts';
import { wishedAs, withNewCredential, type Replacing, type Uses } from './replacing.ts';

const now = Date.parse('2026-06-01T12:00:00.000Z');
const hour = 3_600_000;
const time = (hoursAgo: number) => new Date(now - hoursAgo * hour).toISOString();

function secret(id: string, more: Partial<HashedSecret> = {}): HashedSecret {
  return { id, label: id, created: time(0), expires: undefined, sha256: id, ...more };
}

/** What is left beside a new one. @param used hours since each was last used, by its id. */
function left(
  ids: readonly string[],
  replacing: Replacing,
  used: Readonly<Record<string, number>> = {},
  max = 2,
): readonly string[] {
  const uses: Uses = new Map(Object.entries(used).map(([id, hours]) => [id, time(hours)]));
  const siblings = ids.map((id) => secret(id));
  const kept = withNewCredential(siblings, secret('new'), { replacing, uses, max, kind: 'secrets' });
  return kept.map(({ id }) => id);
}
const refusal = expect.objectContaining({ name: 'ScimError', status: 409 }) as Error;

describe('a rotation keeps the one that was used last', () => {
  test('and ends the one that was made since and never used: its answer was lost', () => {
    expect(left(['lost', 'in use'], 'oldest', { 'in use': 1 })).toEqual(['new', 'in use']);
    expect(left(['lost again', 'lost', 'in use'], 'oldest', { 'in use': 1 }, 5)).toEqual(['new', 'in use']);
  });

  test('and the one in use may be the newest', () => {
    expect(left(['in use', 'before'], 'oldest', { 'in use': 1, before: 60 * 24 })).toEqual(['new', 'in use']);
    expect(left(['in use', 'never used'], 'oldest', { 'in use': 1 })).toEqual(['new', 'in use']);
  });

  test('however long ago that was: nobody may have come since', () => {
    expect(left(['lost', 'in use'], 'oldest', { 'in use': 24 * 365 })).toEqual(['new', 'in use']);
  });

  test('of those that nobody has used the oldest stays', () => {
    expect(left(['b', 'a'], 'oldest')).toEqual(['new', 'a']);
  });

  test('and none ends where no use is known of those that are older than a day: a backup holds none', () => {
    const old = ['b', 'a'].map((id) => secret(id, { created: time(25) }));
    const withNew = (siblings: readonly HashedSecret[], uses: Uses = new Map()) =>
      withNewCredential(siblings, secret('new'), { replacing: 'oldest', uses, max: 2, kind: 'secrets' });
    expect(() => withNew(old)).toThrow(refusal);
    expect(() => withNew(old)).toThrow(/No use is known of two secrets: "a" \(a\) and "b" \(b\)/);
    const lost = secret('lost', { created: time(1) });
    expect(withNew([lost, ...old.slice(1)]).map(({ id }) => id)).toEqual(['new', 'a']);
    expect(withNew(old, new Map([['b', time(1)]])).map(({ id }) => id)).toEqual(['new', 'b']);
  });

  // A note of a use is up to two hours behind, and a client may come once a day.
  test.each([
    [0, 0],
    [0, 2],
    [0, 23.9],
    [23.9, 0],
    [1_000, 1_023],
  ])('and none ends where both may be in use: %d and %d hours ago', (a, b) => {
    expect(() => left(['a', 'b'], 'oldest', { a, b })).toThrow(refusal);
    expect(() => left(['a', 'b'], 'oldest', { a, b })).toThrow(/"a" \(a\)/);
    expect(() => left(['a', 'b'], 'oldest', { a, b })).toThrow(/"b" \(b\)/);
    expect(left(['a', 'b'], 'others', { a, b })).toEqual(['new']);
  });

  test('a day apart is not at the same time', () => {
    expect(left(['a', 'b'], 'oldest', { a: 24, b: 0 })).toEqual(['new', 'b']);
  });

  test('none of several that may be in use ends, whatever room there is', () => {
    expect(() => left(['a', 'b', 'c'], 'oldest', { a: 1, c: 2 }, 5)).toThrow(refusal);
  });

  test('one that has expired goes, however it was used', () => {
    const siblings = [secret('gone', { expires: time(1) }), secret('stays')];
    const replacement = {
      replacing: 'oldest',
      uses: new Map([['gone', time(1)]]),
      max: 2,
      kind: 'x',
    } as const;
    expect(withNewCredential(siblings, secret('new'), replacement).map(({ id }) => id)).toEqual([
      'new',
      'stays',
    ]);
  });
});

describe('with an idempotency key', () => {
  const made = secret('new', wishedAs('rotation of June', 'nightly'));
  const earlier = secret('earlier', wishedAs('rotation of June', 'nightly'));
  const other = secret('other', wishedAs('another', 'nightly'));
  const withNew = (siblings: readonly HashedSecret[], replacing: Replacing, uses: Uses = new Map()) =>
    withNewCredential(siblings, made, { replacing, uses, max: 2, kind: 'secrets' }).map(({ id }) => id);

  test('a repetition replaces what the request before has made, and nothing piles up', () => {
    expect(withNew([earlier, secret('in use')], 'none')).toEqual(['new', 'in use']);
    expect(withNew([earlier, secret('a')], 'oldest')).toEqual(['new', 'a']);
  });

  test('what was made under another key, or none, is something else', () => {
    expect(withNew([other], 'none')).toEqual(['new', 'other']);
    expect(() => withNew([other, secret('a')], 'none')).toThrow(refusal);
  });

  test('what was made under the same key for another purpose stays', () => {
    const elsewhere = secret('elsewhere', wishedAs('rotation of June', 'printers'));
    expect(withNew([elsewhere], 'none')).toEqual(['new', 'elsewhere']);
  });

  test.each(['none', 'oldest', 'others'] as const)(
    'an answer that came is not repeated (%s)',
    (replacing) => {
      const uses = new Map([['earlier', time(0)]]);
      expect(() => withNew([earlier, secret('a')], replacing, uses)).toThrow(/"earlier" \(earlier\)/);
    },
  );

  test('it is kept as a hash; a wrong one is refused', () => {
    expect(wishedAs('rotation of June', 'nightly').wishedAs).toMatch(/^[\w-]{22}$/);
    expect(wishedAs(undefined, 'nightly')).toEqual({});
    for (const wrong of ['', ' ', 'x'.repeat(257)])
      expect(() => wishedAs(wrong, 'nightly')).toThrow(expect.objectContaining({ status: 400 }) as Error);
  });
});
