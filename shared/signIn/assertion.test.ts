import { expect, test } from 'vitest';
import { forgedAssertion } from '../../test/support/signedTokens.ts';
import { partsOfAssertion } from './assertion.ts';
import { parseXml } from './xml/elements.ts';

// A directory signs its metadata, too, with the same key.
test('something else that a directory signed is no assertion', async () => {
  const text = forgedAssertion();
  expect(partsOfAssertion((await parseXml(text)).root)).toMatchObject({ nameId: 'mallory' });
  const { root } = await parseXml(
    text.replace('<Assertion ', '<Advice ').replace('</Assertion>', '</Advice>'),
  );
  expect(() => partsOfAssertion(root)).toThrow(expect.objectContaining({ reason: 'structure' }) as Error);
});
