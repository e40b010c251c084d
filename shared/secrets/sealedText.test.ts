import { expect, test } from 'vitest';
import { readSealingKeys } from '../config/keyRing.ts';
import { openText, sealText } from './sealedText.ts';

const ringOf = (...ids: readonly string[]) =>
  readSealingKeys({
    SCIM_SEALING_KEYS: ids.map((id) => `${id}=${Buffer.alloc(32, id).toString('base64')}`).join(','),
  });

test('a sealed text opens for its purpose, and for no other', async () => {
  const sealed = sealText(ringOf('a'), 'sign-in code', 'text');
  expect(await openText(ringOf('a'), 'sign-in code', sealed)).toBe('text');
  expect(await openText(ringOf('a'), 'sign-in context', sealed)).toBeUndefined();
  expect(await openText(ringOf('a'), 'cursor', sealed)).toBeUndefined();
});

test('a sealed text opens as long as its key is there, under its id', async () => {
  const sealed = sealText(ringOf('a'), 'sign-in code', 'text');
  expect(await openText(ringOf('b', 'a'), 'sign-in code', sealed)).toBe('text');
  expect(await openText(ringOf('b'), 'sign-in code', sealed)).toBeUndefined();
});
