import { defineError } from '../scim/error.ts';

/** Errors about what operators do. The management API answers them as problems; the command line prints their sentences. */

export const reasonInvalid = defineError({
  code: 'reasonInvalid',
  status: 400,
  sentence: () => 'A reason has 1 to 200 printable characters.',
});
