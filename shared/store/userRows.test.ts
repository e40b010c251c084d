import { describe, expect, test } from 'vitest';
import { documentPieceLength, maxUserBytes } from './limits.ts';
import { DamagedUser, readDocumentRow } from './documentRow.ts';
import { userRows } from './userRows.ts';
import { storedUser, uniflow } from '../../test/support/store.ts';

const addresses = (count: number) => Array.from({ length: count }, (_, i) => `p${i}@example.com`);

/** A user whose document has exactly so many bytes, made of a character that takes `bytes` of them. */
function userOfBytes(size: number, character = 'x') {
  const empty = storedUser({ userName: 'big', displayName: '' }, { id: 'id-1' });
  const rest = size - Buffer.byteLength(JSON.stringify(empty));
  const each = Buffer.byteLength(character);
  const displayName = character.repeat(Math.floor(rest / each)) + 'x'.repeat(rest % each);
  return { ...empty, attributes: { ...empty.attributes, displayName } };
}

describe('userRows', () => {
  test('are exactly the rows by which a user is found', () => {
    const user = storedUser(
      { userName: 'Jane.Doe@Example.com', externalId: 'E/1' },
      { card: '0042', emails: ['Jane@Example.com', 'jd@example.com'], id: 'id-1' },
    );
    const copy = { format: 1, id: 'id-1', document0: JSON.stringify(user) };
    expect(Object.fromEntries(userRows(user))).toEqual({
      'u:E=2F1': copy,
      'i:id-1': {
        ...copy,
        active: true,
        created: new Date(user.created),
        lastModified: new Date(user.lastModified),
      },
      'n:jane.doe@example.com': copy,
      'e:jane@example.com:id-1': copy,
      'e:jd@example.com:id-1': copy,
      'c:0042': { format: 1, id: 'id-1' },
    });
  });

  test('of a user with nothing but a name are three', () => {
    const user = storedUser({ userName: 'jane' }, { id: 'id-1' });
    expect([...userRows(user).keys()]).toEqual(['u:=!id-1', 'n:jane', 'i:id-1']);
  });

  test.each([
    [true, true],
    [false, false],
    [undefined, false],
  ])('active %j is pushed down as %j', (active, stored) => {
    const user = storedUser({ userName: 'jane' }, { id: 'id-1' });
    const { active: dropped, ...attributes } = user.attributes;
    expect(dropped).toBe(true);
    const changed = { ...user, attributes: active === undefined ? attributes : { ...attributes, active } };
    expect(userRows(changed).get('i:id-1')?.active).toBe(stored);
  });

  test('addresses that differ in case only share a row', () => {
    const user = storedUser(
      { userName: 'jane' },
      { emails: ['A@b.c', 'a@B.C', 'a@b.c', 'STRASSE@x', 'straße@x'] },
    );
    const keys = [...userRows(user).keys()].filter((key) => key.startsWith('e:'));
    expect(keys).toEqual([`e:a@b.c:${user.id}`, `e:strasse@x:${user.id}`]);
  });

  test('addresses without a value have no row', () => {
    const user = storedUser({ userName: 'jane', emails: [{ type: 'work' }, { value: 'a@b.c' }] });
    expect([...userRows(user).keys()].filter((key) => key.startsWith('e:'))).toHaveLength(1);
  });

  test('20 different addresses are allowed, more are 400 naming emails', () => {
    const rows = userRows(storedUser({ userName: 'jane' }, { emails: addresses(20) }));
    expect([...rows.keys()].filter((key) => key.startsWith('e:'))).toHaveLength(20);
    // Counted as they are compared: the same one in another case is not another one.
    userRows(storedUser({ userName: 'jane' }, { emails: [...addresses(20), 'P0@EXAMPLE.COM'] }));
    expect(() => userRows(storedUser({ userName: 'jane' }, { emails: addresses(21) }))).toThrow(
      expect.objectContaining({
        name: 'ScimError',
        status: 400,
        scimType: 'invalidValue',
        message: expect.stringMatching(/^emails .*21.*20/) as string,
      }),
    );
  });

  test('an empty extension and a card that is no text have no row', () => {
    for (const extension of [{}, { cardNumber: 42 }, 'x']) {
      const user = storedUser({ userName: 'jane', [uniflow]: extension });
      expect([...userRows(user).keys()].filter((key) => key.startsWith('c:'))).toEqual([]);
    }
  });

  test.each(['x', 'é', '漢', '😀', '"', '\\'])(
    '64 KiB of %j are allowed, and one byte more is 413',
    (character) => {
      // A quote or backslash takes two bytes in JSON.
      const size = /["\\]/.test(character) ? maxUserBytes / 2 : maxUserBytes;
      const base = userOfBytes(size, character);
      const missing = maxUserBytes - Buffer.byteLength(JSON.stringify(base));
      const user = {
        ...base,
        attributes: {
          ...base.attributes,
          displayName: `${base.attributes.displayName}${'x'.repeat(Math.max(0, missing))}`,
        },
      };
      expect(Buffer.byteLength(JSON.stringify(user))).toBe(maxUserBytes);
      expect(readDocumentRow(userRows(user).get('i:id-1') ?? {})).toEqual(user);
      const larger = { ...user, version: `${user.version}x` };
      expect(() => userRows(larger)).toThrow(expect.objectContaining({ name: 'ScimError', status: 413 }));
    },
  );

  test('a document is split over properties that Table Storage takes, and is whole again when read', () => {
    const user = userOfBytes(maxUserBytes);
    const row = userRows(user).get('n:big') ?? {};
    const pieces = Object.entries(row).filter(([name]) => name.startsWith('document'));
    expect(pieces.map(([name]) => name)).toEqual(['document0', 'document1', 'document2']);
    for (const [, piece] of pieces) expect(String(piece).length).toBeLessThanOrEqual(documentPieceLength);
    expect(readDocumentRow(row)).toEqual(user);
  });

  test('a split never leaves half a character in a property', () => {
    for (const shift of ['', 'x']) {
      const user = userOfBytes(60_000);
      const shifted = { ...user, attributes: { displayName: shift + '😀'.repeat(15_000), userName: 'big' } };
      const row = userRows(shifted).get('i:id-1') ?? {};
      const pieces = Object.entries(row).filter(([name]) => name.startsWith('document'));
      expect(pieces.length).toBeGreaterThan(1);
      for (const [, piece] of pieces) {
        expect(String(piece).isWellFormed()).toBe(true);
        expect(String(piece).length).toBeLessThanOrEqual(documentPieceLength);
      }
      expect(readDocumentRow(row)).toEqual(shifted);
    }
  });

  test('the largest user fits into one transaction, even where every row of it moves', () => {
    const rows = [
      ...userRows(
        storedUser({ userName: 'a', externalId: 'a' }, { card: '1', emails: addresses(20) }),
      ).keys(),
    ];
    // Old rows and new rows, the log row and the marker.
    expect(2 * rows.length + 2).toBeLessThanOrEqual(100);
    expect(rows.length * 2 * maxUserBytes).toBeLessThan(4 * 1024 * 1024);
  });
});

describe('readDocumentRow', () => {
  const user = storedUser({ userName: 'jane' }, { id: 'id-1' });
  const row = userRows(user).get('i:id-1') ?? {};

  test('gives back the user that was stored', () => {
    expect(readDocumentRow({ ...row, partitionKey: 't', rowKey: 'i:id-1', etag: 'x' })).toEqual(user);
  });

  test.each([2, undefined, '1'])('refuses a row of the form %j', (format) => {
    expect(() => readDocumentRow({ ...row, format })).toThrow('a form that this release cannot read');
  });

  test.each([
    'null',
    '[]',
    '{}',
    '{"attributes":[]}',
    '{"attributes":{},"id":"x"}',
    '{"secret',
    'secret',
    '',
  ])('refuses a damaged document, names the row and quotes nothing: %s', (document0) => {
    const read = () => readDocumentRow({ ...row, rowKey: 'n:jane=40example.com', document0 });
    expect(read).toThrow(DamagedUser);
    expect(read).toThrow(/^A row n: of the user id-1 holds (no user|a user without \w+)\.$/);
  });
});
