import { describe, expect, test } from 'vitest';
import { directory } from './directory.ts';
import { nextDay } from './nextDay.ts';
import { duplicates, provisionable, secretsOf } from './person.ts';

const tomorrow = nextDay(directory);
const named = (nickname: string, people = directory) => people.find((one) => one.mailNickname === nickname);

describe('the sample directory', () => {
  test('has 25 people with ids of their own, and one of them is disabled', () => {
    expect(directory).toHaveLength(25);
    expect(new Set(directory.map((person) => person.objectId)).size).toBe(25);
    expect(directory.filter((person) => !person.accountEnabled).map((one) => one.mailNickname)).toEqual([
      'kofi',
    ]);
  });

  test('has one entry whose userPrincipalName is an earlier one in other letters', () => {
    expect(duplicates(directory).map((person) => person.userPrincipalName)).toEqual(['LARS@contoso.example']);
    expect(provisionable(directory)).toHaveLength(24);
    expect(provisionable(directory)).not.toContain(duplicates(directory)[0]);
  });

  test('gives every card and every secret to one person only', () => {
    const cards = directory.flatMap(({ cardNumber }) => cardNumber ?? []);
    expect(cards.every((card) => card.startsWith('0'))).toBe(true);
    expect(new Set(cards).size).toBe(cards.length);
    const secrets = secretsOf(directory);
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(secrets.length).toBeGreaterThan(8);
  });

  test('names managers that exist', () => {
    const ids = directory.map((person) => person.objectId);
    const managers = directory.flatMap(({ manager }) => manager ?? []);
    expect(managers.length).toBeGreaterThan(5);
    expect(managers.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('holds marks that composing would change', () => {
    const noel = named('noel');
    expect(noel?.givenName.normalize('NFC')).not.toBe(noel?.givenName);
  });
});

describe('the next day', () => {
  test('removes one, disables one, enables one, and gives Nikos another manager', () => {
    expect(
      directory.filter((one) => !named(one.mailNickname, tomorrow)).map((one) => one.mailNickname),
    ).toEqual(['eleni']);
    expect(named('ivan', tomorrow)?.accountEnabled).toBe(false);
    expect(named('kofi', tomorrow)?.accountEnabled).toBe(true);
    expect(named('nikos')?.manager).toBe(named('eleni')?.objectId);
    expect(named('nikos', tomorrow)?.manager).toBe(named('maya')?.objectId);
  });

  test('leaves no reference to who is gone, and keeps everybody else as they were', () => {
    const ids = new Set(tomorrow.map((person) => person.objectId));
    expect(tomorrow.filter(({ manager }) => manager !== undefined && !ids.has(manager))).toEqual([]);
    expect(named('lars', tomorrow)).toBe(named('lars'));
    expect(named('haruto', tomorrow)?.manager).toBe(named('aiko')?.objectId);
  });
});
