import { expect, test } from 'vitest';
import { outcomeOf, repeatPatches } from '../support/repeatedPatches.ts';
import { user } from '../support/types.ts';

// `npm run test:property:patch` does it 100,000 times.
test('a PATCH that was accepted and is sent again is accepted again, and changes nothing more', () => {
  const counts = repeatPatches(1_000, Math.floor(Math.random() * 2 ** 31));
  expect(counts.counterexample).toBeUndefined();
  expect(counts.changed).toBeGreaterThan(counts.accepted / 2);
  // Operations that undo each other are for the generator to find, and for nobody to send.
  expect(counts.undone).toBeLessThan(counts.accepted / 20);
});

test('of two operations that name different managers by $ref alone, sent again, the first takes the id away', () => {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const [other, same] = ['urn:x', 'https://x.example/Users/a'];
  const before = { userName: 'a', [enterprise]: { manager: { value: 'a', $ref: other } } };
  const to = (value: string) => ({ op: 'add', path: `${enterprise}:manager.$ref`, value });
  expect(outcomeOf({ type: user, before, operations: [to(other), to(same)] })).toBe('undone');
  // Each by itself may be repeated.
  expect(outcomeOf({ type: user, before, operations: [to(other)] })).toBe('unchanged');
  expect(outcomeOf({ type: user, before, operations: [to(same)] })).toBe('changed');
});

test('of two elements that become one, sent again, the filter may choose none', () => {
  const before = { userName: 'a', emails: [{ value: 'a', type: 'home', primary: true }, { value: 'a' }] };
  const to = (path: string) => ({ op: 'add', path, value: 'home' });
  const outcome = (path: string) => outcomeOf({ type: user, before, operations: [to(path)] });
  expect(outcome('emails[primary ne true].type')).toBe('undone');
  // Without such a filter it may be repeated.
  expect(outcome('emails.type')).toBe('changed');
});
