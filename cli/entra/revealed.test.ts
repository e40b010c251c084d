import { describe, expect, test } from 'vitest';
import { revealed } from './revealed.ts';

describe('revealed', () => {
  test('finds a key of a secret at any depth and in any case', () => {
    const answer = { Resources: [{ 'urn:x:User': { PIN: null } }, { a: { cardregistrationcode: '' } }] };
    expect(revealed(answer, [])).toEqual(['PIN', 'cardregistrationcode']);
  });

  test('finds the value of a secret in a sentence', () => {
    expect(revealed({ detail: 'the pin "004217" is too short' }, ['004217'])).toEqual([
      'the value of a secret',
    ]);
  });

  test('does not take a longer number, or the mere name, for a secret', () => {
    expect(
      revealed({ id: '1004217', detail: 'pin: 4 to 16 digits', cardNumber: '00123' }, ['004217']),
    ).toEqual([]);
  });
});
