import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../scim/json.ts';
import {
  cardKey,
  countKey,
  emailKey,
  emailPrefix,
  encodeKey,
  externalIdKey,
  idKey,
  keyRange,
  logKey,
  markerKey,
  primaryKey,
  userNameKey,
  userNamePrefix,
} from './keys.ts';

/** Any code point, and strings in which the layout's own characters are frequent. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('=', ':', '~', '!', '2', 'F', '3', 'D', 'a', 'Z', '/', '%', 'é', '漢', '😀', '\0'),
    maxLength: 300,
  }),
);

/** Text whose key is certainly too long to stay whole. */
const longText = fc
  .string({
    unit: fc.constantFrom('a', 'Z', '.', '=', ':', '~', 'ü', '漢', '😀'),
    minLength: 201,
    maxLength: 600,
  })
  .filter((text) => whole(text).length > 200);

/** The encoding before anything is cut, said another way than the code says it. */
function whole(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll(
      /[^A-Za-z0-9._@-]/g,
      (byte) => `=${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}

/** What a whole key stands for. */
function decode(key: string): string {
  const bytes = key.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The longest beginning of `text` whose key has at most 140 characters: the part of a prefix that a range can use. */
function rangePart(text: string): string {
  let part = '';
  for (const character of text) {
    if (whole(part + character).length > 140) break;
    part += character;
  }
  return part;
}

describe('encodeKey', () => {
  test('is injective: a key that was not cut decodes to its text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const key = encodeKey(text);
        if (whole(text).length > 200) expect(key).toContain('=~');
        else expect(decode(key)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test('gives different keys to long texts that differ in their last character only', () => {
    fc.assert(
      fc.property(longText, fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), (text, end) => {
        expect(encodeKey(text + end)).not.toBe(encodeKey(text));
      }),
    );
    expect(encodeKey('x'.repeat(2_000))).not.toBe(encodeKey('x'.repeat(2_001)));
  });

  test('no short text has the key of a long one', () => {
    fc.assert(
      fc.property(longText, (text) => {
        const key = encodeKey(text);
        expect(encodeKey(key)).not.toBe(key);
        // A whole key has two hexadecimal digits behind each of its equals signs.
        expect(key.replaceAll(/=[0-9A-F]{2}/g, '')).toMatch(/=~[0-9a-f]{64}$/);
      }),
    );
  });

  test('holds only characters that Table Storage takes and the layout does not use', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, longText), (text) => {
        const key = encodeKey(text);
        expect(key).toMatch(/^[A-Za-z0-9._@=-]*(?:=~[0-9a-f]{64})?$/);
        expect(key.length).toBeLessThanOrEqual(206);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['', ''],
    ['jane.doe@example.com', 'jane.doe@example.com'],
    ['a/b\\c#d?e', 'a=2Fb=5Cc=23d=3Fe'],
    ['=:~!', '=3D=3A=7E=21'],
    ["O'Neil", 'O=27Neil'],
    ['ü', '=C3=BC'],
    ['😀', '=F0=9F=98=80'],
    ['\u0000\u007F\u009F', '=00=7F=C2=9F'],
    [' ', '=20'],
  ])('encodes %j as %j', (text, key) => {
    expect(encodeKey(text)).toBe(key);
  });

  test('tells case and normalization apart', () => {
    const texts = ['A', 'a', '\u00C9', '\u00E9', 'E\u0301', 'e\u0301'];
    expect(new Set(texts.map(encodeKey)).size).toBe(texts.length);
  });

  test('keeps 200 encoded characters whole and cuts at 201', () => {
    expect(encodeKey('a'.repeat(200))).toBe('a'.repeat(200));
    expect(encodeKey('a'.repeat(201))).toMatch(/^a{140}=~[0-9a-f]{64}$/);
    expect(encodeKey(`${'a'.repeat(197)}/`)).toBe(`${'a'.repeat(197)}=2F`);
    expect(encodeKey(`${'a'.repeat(198)}/`)).toMatch(/^a{140}=~/);
  });

  test('a long text keeps at most 140 characters and never cuts an escape or a character', () => {
    expect(encodeKey('😀'.repeat(100))).toMatch(/^(?:=F0=9F=98=80){11}=~/); // 11 of 12 are 132; 12 would be 144.
    expect(encodeKey(`${'a'.repeat(139)}/${'b'.repeat(100)}`)).toMatch(/^a{139}=~/);
    expect(encodeKey(`${'a'.repeat(137)}/${'b'.repeat(100)}`)).toMatch(/^a{137}=2F=~/);
    fc.assert(
      fc.property(longText, (text) => {
        const kept = encodeKey(text).slice(0, -66);
        expect(kept).toBe(whole(rangePart(text)));
        expect(text.startsWith(decode(kept))).toBe(true);
        // One character more would not have fitted.
        const [next = ''] = Array.from(text.slice(decode(kept).length));
        expect(kept.length + whole(next).length).toBeGreaterThan(140);
      }),
    );
  });

  test('a prefix is a range: every text that begins with it lies in it', () => {
    const pair = fc
      .tuple(fc.oneof(anyText, longText), fc.nat())
      .map(([text]) => [text, Array.from(text)] as const)
      .chain(([text, characters]) =>
        fc
          .nat({ max: characters.length })
          .map((length) => [text, characters.slice(0, length).join('')] as const),
      );
    fc.assert(
      fc.property(pair, ([text, prefix]) => {
        const { from, to } = keyRange(externalIdKey(rangePart(prefix)));
        const key = externalIdKey(text);
        expect(key >= from && key < to).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a prefix as a range leaves out what does not begin with it, where the prefix was not cut', () => {
    fc.assert(
      fc.property(anyText, fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }), (text, prefix) => {
        const { from, to } = keyRange(externalIdKey(prefix));
        const key = externalIdKey(text);
        expect(key >= from && key < to).toBe(text.startsWith(prefix));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the kinds of keys', () => {
  test('a user without externalId lives under a key that no externalId has', () => {
    expect(primaryKey(undefined, 'id-1')).toBe('u:=!id-1');
    expect(primaryKey('=!id-1', 'id-2')).toBe('u:=3D=21id-1');
    expect(primaryKey('E-1', 'id-1')).toBe(externalIdKey('E-1'));
  });

  test('externalId and card number keep their case; userName and addresses are folded', () => {
    expect(externalIdKey('Ab')).not.toBe(externalIdKey('aB'));
    expect(cardKey('Ab')).not.toBe(cardKey('aB'));
    expect(userNameKey('STRASSE')).toBe(userNameKey('straße'));
    expect(userNameKey('E\u0301')).toBe(userNameKey('\u00E9'));
    expect(emailKey('Jane@Example.COM', 'x')).toBe(emailKey('jane@example.com', 'x'));
  });

  test('the range of a beginning of a userName holds every userName that begins with it, without case', () => {
    const pair = fc
      .tuple(anyText, fc.string({ unit: 'binary', maxLength: 300 }))
      .filter(([prefix, end]) => fold(prefix + end).startsWith(fold(prefix)));
    fc.assert(
      fc.property(pair, ([prefix, end]) => {
        const { from, to } = keyRange(userNamePrefix(prefix));
        const key = userNameKey(prefix + end);
        expect(key >= from && key < to).toBe(true);
      }),
    );
    expect(userNamePrefix('JANE.')).toBe('n:jane.');
    expect(userNamePrefix('x'.repeat(170))).toBe(`n:${'x'.repeat(140)}`);
  });

  test('the range of an address holds its users and nobody else', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const { from, to } = keyRange(emailPrefix(one));
        const within = (key: string) => key >= from && key < to;
        expect(within(emailKey(one, '0'))).toBe(true);
        expect(within(emailKey(one, 'ffffffff-ffff-4fff-bfff-ffffffffffff'))).toBe(true);
        expect(within(emailKey(other, '0'))).toBe(emailPrefix(other) === emailPrefix(one));
      }),
    );
  });

  test('no kind lies in the range of another', () => {
    const keys = [
      externalIdKey('x'),
      idKey('x'),
      userNameKey('x'),
      emailKey('x', 'x'),
      cardKey('x'),
      markerKey('x'),
    ];
    keys.push(logKey(0, 'x'));
    for (const [i, key] of keys.entries()) {
      const { from, to } = keyRange(key.slice(0, 2));
      expect(keys.map((other) => other >= from && other < to)).toEqual(keys.map((_, j) => j === i));
    }
  });

  test('log rows are ordered newest first', () => {
    const times = [0, 1, 999, 1_000, Date.UTC(2026, 0), Date.UTC(2026, 0) + 1, Date.UTC(9999, 0)];
    const keys = times.map((at) => logKey(at, 'f'));
    expect(keys.toSorted()).toEqual(keys.toReversed());
    expect(logKey(5, 'a')).not.toBe(logKey(5, 'b'));
  });

  test('the snapshot of the count stands before all of its markers, in their range', () => {
    const { from, to } = keyRange(markerKey(''));
    expect(countKey >= from && countKey < to).toBe(true);
    for (const digit of '0123456789abcdef') expect(countKey < markerKey(digit)).toBe(true);
  });
});
