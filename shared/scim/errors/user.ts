import { defineError, type Shown } from '../error.ts';

/** Errors about a user and the values of its attributes. */

export const userNotFound = defineError({
  code: 'userNotFound',
  status: 404,
  sentence: (id: string) => `There is no user with the id ${JSON.stringify(id.slice(0, 100))}.`,
});

export const uniquenessConflict = defineError({
  code: 'uniquenessConflict',
  status: 409,
  scimType: 'uniqueness',
  sentence: (attribute: string, id: string) =>
    `Another user of this tenant has this ${attribute} (the user with id ${id}).`,
});

export const attributeRequired = defineError({
  code: 'attributeRequired',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} is required and was not sent.`,
});

export const attributeEmpty = defineError({
  code: 'attributeEmpty',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} is required and can't be empty.`,
});

export const attributeBlank = defineError({
  code: 'attributeBlank',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} can't be white space alone.`,
});

export const attributeType = defineError({
  code: 'attributeType',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, wanted: string, found: string) => `${path} must be ${wanted}, not ${found}.`,
});

export const attributeObject = defineError({
  code: 'attributeObject',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} can't be an object.`,
});

export const attributeValue = defineError({
  code: 'attributeValue',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, problem: string) => `${path} ${problem}.`,
});

export const attributePolicy = defineError({
  code: 'attributePolicy',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, policy: string) => `${path} ${policy}.`,
});

export const attributeImmutable = defineError({
  code: 'attributeImmutable',
  status: 400,
  scimType: 'mutability',
  sentence: (path: string) => `${path} can be set once and is set already.`,
});

export const attributeRepeated = defineError({
  code: 'attributeRepeated',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (path: string) => `${path} is given twice, under names that mean the same.`,
});

export const tooManyValues = defineError({
  code: 'tooManyValues',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, count: Shown, max: Shown) =>
    `${path} is given ${count} values; ${max} are the most that a user can have.`,
});

export const tooManyEmails = defineError({
  code: 'tooManyEmails',
  status: 400,
  scimType: 'invalidValue',
  sentence: (count: Shown, max: Shown) => `emails has ${count} different addresses; ${max} are allowed.`,
});

export const tooManyPrimaries = defineError({
  code: 'tooManyPrimaries',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, primaries: string) => `${path} ${primaries}; only one may be.`,
});

export const userTooLarge = defineError({
  code: 'userTooLarge',
  status: 413,
  sentence: (bytes: Shown, maxBytes: Shown) => `The user takes ${bytes} bytes; ${maxBytes} are allowed.`,
});

export const attributesTooLarge = defineError({
  code: 'attributesTooLarge',
  status: 413,
  sentence: (resource: string, max: Shown) =>
    `The attributes of the ${resource} take more than ${max} characters, which is more than one can hold.`,
});
