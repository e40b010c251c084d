import { defineError, type Shown } from '../error.ts';

/** Errors about a group and its members. */

export const groupNotFound = defineError({
  code: 'groupNotFound',
  status: 404,
  sentence: (id: string) => `There is no group with the id ${JSON.stringify(id.slice(0, 100))}.`,
});

export const groupUniquenessConflict = defineError({
  code: 'groupUniquenessConflict',
  status: 409,
  scimType: 'uniqueness',
  sentence: (attribute: string, id: string) =>
    `Another group of this tenant has this ${attribute} (the group with id ${id}).`,
});

export const groupTooLarge = defineError({
  code: 'groupTooLarge',
  status: 413,
  sentence: (bytes: Shown, max: Shown) => `The group takes ${bytes} bytes; ${max} are allowed.`,
});

export const memberUnknown = defineError({
  code: 'memberUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (id: string) =>
    `members names ${JSON.stringify(id.slice(0, 100))}, which is the id of no user and no group of this tenant.`,
});

export const memberIncomplete = defineError({
  code: 'memberIncomplete',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'members.value is required and was not sent.',
});

export const memberType = defineError({
  code: 'memberType',
  status: 400,
  scimType: 'invalidValue',
  sentence: (what: string, wanted: string, found: string) => `${what} must be ${wanted}, not ${found}.`,
});

export const memberPartImmutable = defineError({
  code: 'memberPartImmutable',
  status: 400,
  scimType: 'invalidPath',
  sentence: (path: string) => `${path} can't be changed by itself; add and remove whole members.`,
});

export const memberNotChosen = defineError({
  code: 'memberNotChosen',
  status: 400,
  scimType: 'noTarget',
  sentence: () => 'A member can be chosen by its value only: members[value eq "…"].',
});
