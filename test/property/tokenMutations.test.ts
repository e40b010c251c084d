import { expect, test, vi } from 'vitest';
import { mutateTokens } from '../support/tokenMutations.ts';

// `npm run test:mutations` does it 100,000 times.
test('a token that was changed after it was signed says what was signed, or is refused', async () => {
  const complaints = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
  const { counterexample, refused } = await mutateTokens(150, Math.floor(Math.random() * 2 ** 31));
  expect(counterexample).toBeUndefined();
  // The parser in xml-crypto would quote the token in the log.
  for (const complaint of complaints) expect(complaint).not.toHaveBeenCalled();
  // The changes reach the parser, the structure and the signature. Rarer reasons may be missing in a run this short.
  expect(Object.keys(refused)).toEqual(
    expect.arrayContaining(['notWellFormed', 'signatureStructure', 'digest']),
  );
});
