import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test.each([
  { number: 0, one: 'user', text: '0 users' },
  { number: 1, one: 'user', text: '1 user' },
  { number: 2_000, one: 'user', text: '2,000 users' },
  { number: 1, one: 'log entry', many: 'log entries', text: '1 log entry' },
  { number: 2, one: 'log entry', many: 'log entries', text: '2 log entries' },
])('$text', ({ number, one, many, text }) => {
  expect(counted(number, one, many)).toBe(text);
});
