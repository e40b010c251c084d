import { describe, expect, test } from 'vitest';
import { diff } from './diff.ts';
import type { JsonObject } from './json.ts';
import { mapPerson } from './mapping.ts';
import type { Person } from './person.ts';
import { createBody } from './requests.ts';
import { person, without } from '../../test/support/entra/person.ts';

const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
const open = without(person, 'pin', 'cardRegistrationCode', 'manager');
const inStep = createBody(mapPerson(open, new Map()));

function changes(answer: JsonObject, wanted: Person = open) {
  return diff(answer, mapPerson(wanted, new Map())).map(({ entry, kind, value }) => [
    entry.target.label,
    kind,
    value,
  ]);
}

describe('diff', () => {
  test('finds nothing where the answer is what the directory says', () => {
    expect(changes(inStep)).toEqual([]);
  });

  test('adds what is absent and replaces what is different', () => {
    const untitled = without(inStep, 'title');
    expect(changes({ ...untitled, displayName: 'Somebody' })).toEqual([
      ['displayName', 'replace', 'Ana Ñandú'],
      ['title', 'add', 'Clerk'],
    ]);
  });

  test('takes null for absent', () => {
    expect(changes({ ...inStep, title: null })).toEqual([['title', 'add', 'Clerk']]);
  });

  test('sends nothing for what the directory no longer has', () => {
    const untitled = without(open, 'jobTitle');
    expect(changes(inStep, untitled)).toEqual([]);
  });

  test('sends secrets every time, because they never come back', () => {
    expect(changes(inStep, { ...open, pin: '0042' })).toEqual([['pin', 'add', '0042']]);
  });

  test('reads the element of the right type only', () => {
    const phoneNumbers = [{ type: 'home', value: '+1 555 0100' }];
    expect(changes({ ...inStep, phoneNumbers }).map(([label, kind]) => [label, kind])).toEqual([
      ['phoneNumbers.work', 'add'],
      ['phoneNumbers.mobile', 'add'],
    ]);
  });

  test('compares active as a boolean: the string "True" is not in step', () => {
    expect(changes(inStep, { ...open, accountEnabled: false })).toEqual([['active', 'replace', 'False']]);
    expect(changes({ ...inStep, active: 'True' })).toEqual([['active', 'replace', 'True']]);
  });

  test.each([
    ['a lost zero', '123'],
    ['another width of the same digits', '００123'],
    ['a number', 123],
  ])('sees %s in a card number', (_, cardNumber) => {
    expect(changes({ ...inStep, [uniflow]: { cardNumber, localUsername: 'ana' } })).toEqual([
      ['cardNumber', 'replace', '00123'],
    ]);
  });
});
