import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { forwardedFor } from './forwardedFor.ts';

const socket = (remoteAddress: string | undefined) =>
  Object.defineProperties(new Socket(), {
    remoteAddress: { value: remoteAddress },
    remotePort: { value: remoteAddress === undefined ? undefined : 50_000 },
  });

test.each<[came: string[] | undefined, address: string | undefined, header: string]>([
  [undefined, '10.0.0.7', '10.0.0.7:50000'],
  [['1.2.3.4'], '10.0.0.7', '1.2.3.4, 10.0.0.7:50000'],
  [['1.2.3.4, 5.6.7.8', '9.9.9.9:1'], '10.0.0.7', '1.2.3.4, 5.6.7.8, 9.9.9.9:1, 10.0.0.7:50000'],
  [[''], '10.0.0.7', '10.0.0.7:50000'],
  [undefined, '::1', '[::1]:50000'],
  [['1.2.3.4'], '2001:db8::7', '1.2.3.4, [2001:db8::7]:50000'],
  [undefined, '::ffff:127.0.0.1', '127.0.0.1:50000'],
  [undefined, '::FFFF:10.1.2.3', '10.1.2.3:50000'],
  [undefined, '::ffff:7f00:1', '[::ffff:7f00:1]:50000'],
  [['1.2.3.4'], undefined, '1.2.3.4'],
])('%j from %s is %s', (came, address, header) => {
  const headersDistinct = came === undefined ? {} : { 'x-forwarded-for': came };
  expect(forwardedFor({ headersDistinct, socket: socket(address) })).toBe(header);
});
