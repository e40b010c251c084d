import { defineError, type Shown } from '../scim/error.ts';

/** Errors about what operators do. The management API answers them as problems; the command line prints their sentences. */

export const reasonInvalid = defineError({
  code: 'reasonInvalid',
  status: 400,
  sentence: () => 'A reason has 1 to 200 printable characters.',
});

export const handoverNotFound = defineError({
  code: 'handoverNotFound',
  status: 404,
  sentence: (id: string) => `The tenant has no hand-over with the id "${id}".`,
});

export const handoverUnknown = defineError({
  code: 'handoverUnknown',
  status: 404,
  sentence: () => 'This link opens nothing. Check that it is complete, or ask for a new one.',
});

export const handoverEnded = defineError({
  code: 'handoverEnded',
  status: 410,
  sentence: (why: string) =>
    `This link does not open any more. ${why} If that was not you, tell the sender: the credential can be replaced.`,
});

export const handoverInvalid = defineError({
  code: 'handoverInvalid',
  status: 400,
  sentence: (problem: string) => problem,
});

export const tooManyHandovers = defineError({
  code: 'tooManyHandovers',
  status: 409,
  sentence: (max: Shown) => `The tenant has ${max} open hand-overs. Revoke some first.`,
});
