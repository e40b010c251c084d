import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cursorTimeout } from '../scim/page.ts';
import type { SealingKeys } from '../config/keyRing.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { rejectionOf } from '../../test/support/errors.ts';

const now = Date.UTC(2026, 0, 2);
const key = () => new Uint8Array(randomBytes(32));
const ring: SealingKeys = { current: 'now', keys: new Map([['now', key()]]) };
const context = ['demo', 'GET /Users', 'title pr', undefined];
const made = writeCursor(ring, { context, count: 7, position: ['i:1', null, 3, true] }, now);

test('what was written is read', async () => {
  expect(await readCursor(ring, made, context, now)).toEqual({ count: 7, position: ['i:1', null, 3, true] });
});

test('only the unreserved characters of RFC 3986, whatever it holds', () => {
  for (let n = 0; n < 200; n += 1) {
    const position = [`n:${'ü😀'.repeat(n)}`];
    expect(writeCursor(ring, { context, count: 7, position }, now)).toMatch(/^[A-Za-z0-9._~-]+$/);
  }
});

test('it tells nothing of what it holds, and is another one each time', () => {
  const position = ['n:jane@example.com'];
  const text = writeCursor(ring, { context, count: 7, position }, now);
  for (const encoding of ['base64', 'base64url', 'hex', 'latin1'] as const)
    expect(Buffer.from(text.split('.')[3] ?? '', encoding).toString('latin1')).not.toContain('jane');
  expect(writeCursor(ring, { context, count: 7, position }, now)).not.toBe(text);
});

describe('its time', () => {
  test('it works until the time that is declared', async () => {
    expect((await readCursor(ring, made, context, now + cursorTimeout * 1000)).count).toBe(7);
  });

  test('and a millisecond later it is expired', async () => {
    const error = await rejectionOf(readCursor(ring, made, context, now + cursorTimeout * 1000 + 1));
    expect([error.status, error.scimType]).toEqual([400, 'expiredCursor']);
  });

  test('an expired one of another list is invalid: nobody learns its age', async () => {
    const error = await rejectionOf(readCursor(ring, made, [...context, 'x'], now + 1e9));
    expect(error.scimType).toBe('invalidCursor');
  });
});

test('a cursor made with an older key works for as long as the ring has it', async () => {
  const newer = { current: 'new', keys: new Map([['new', key()], ...ring.keys]) };
  expect((await readCursor(newer, made, context, now)).count).toBe(7);
  const without = { current: 'new', keys: new Map([['new', key()]]) };
  expect((await rejectionOf(readCursor(without, made, context, now))).scimType).toBe('invalidCursor');
});

test('changed in any one character it is invalid', async () => {
  for (let at = 0; at < made.length; at += 1) {
    for (const character of ['A', 'b', '0', '-', '.', '!', '']) {
      const forged = made.slice(0, at) + character + made.slice(at + 1);
      if (forged === made) continue;
      expect((await rejectionOf(readCursor(ring, forged, context, now))).scimType).toBe('invalidCursor');
    }
  }
});

test.each([
  ['cut', made.slice(0, -1)],
  ['longer', `${made}A`],
  ['with more behind it', `${made}.x`],
  ['padded', `${made}=`],
  ['in other letters', made.toUpperCase()],
  ['without key', made.slice(made.indexOf('.'))],
  ['a key alone', 'now.'],
  ['short', 'now.AAAA'],
  ['nothing that is one', '42'],
  ['long', 'now.'.concat('A'.repeat(100_000))],
])('%s it is invalid', async (_, text) => {
  expect((await rejectionOf(readCursor(ring, text, context, now))).scimType).toBe('invalidCursor');
});

test.each([0, 1, 2, 3])('it is bound to part %i of its context', async (part) => {
  for (const other of ['other', '', undefined]) {
    const changed = context.with(part, other);
    if (changed[part] === context[part]) continue;
    expect((await rejectionOf(readCursor(ring, made, changed, now))).scimType).toBe('invalidCursor');
  }
});
