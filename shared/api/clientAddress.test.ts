import type { HttpRequest } from '@azure/functions';
import { expect, test } from 'vitest';
import { clientAddress } from './clientAddress.ts';

const addressOf = (forwarded: string | undefined) =>
  clientAddress({
    headers: new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
  } as unknown as HttpRequest);

test.each([
  ['203.0.113.7:41234', '203.0.113.7'],
  ['203.0.113.7', '203.0.113.7'],
  // What stands before the last one was sent by the client.
  ['1.2.3.4, 203.0.113.7:41234', '203.0.113.7'],
  ['a, b,203.0.113.7:1 ', '203.0.113.7'],
  ['[2001:db8::7]:41234', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
  ['2001:db8::7', '2001:db8::7'],
  ['unknown', 'unknown'],
  ['', 'unknown'],
  ['1.2.3.4,', 'unknown'],
  [undefined, 'unknown'],
])('%j is %s', (forwarded, address) => {
  expect(addressOf(forwarded)).toBe(address);
});
