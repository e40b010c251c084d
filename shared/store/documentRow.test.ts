import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readText, storedJson, textProperty } from './documentRow.ts';

/** What Table Storage can't hold in a property as it is. */
// oxlint-disable-next-line no-control-regex -- these are what must be found.
const unstorable = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('a', '\u0000', '\n', '\u007f', '\u0085', '\ufffe', '\uffff', '\ud800', '\\'),
  }),
);

test('whatever text a property is given, none of it is stored that storage can not hold, and it comes back', () => {
  fc.assert(
    fc.property(text, (value) => {
      const row = textProperty('userId', value);
      for (const stored of Object.values(row)) {
        expect(stored).not.toMatch(unstorable);
        expect(String(stored).isWellFormed()).toBe(true);
      }
      expect(readText(row, 'userId')).toBe(value);
    }),
  );
});

test('the same of a document', () => {
  fc.assert(
    fc.property(fc.dictionary(text, text), (value) => {
      const stored = storedJson(value);
      expect(stored).not.toMatch(unstorable);
      expect(stored.isWellFormed()).toBe(true);
      expect(JSON.parse(stored)).toEqual(value);
    }),
  );
});

test('a row of an earlier release has its text as it is', () => {
  expect(readText({ userId: 'a\u0085b' }, 'userId')).toBe('a\u0085b');
  expect(readText({}, 'userId')).toBeUndefined();
});
