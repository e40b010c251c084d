import { defineError, type Shown } from '../error.ts';

/** Errors about a group and its members. */

export const groupNotFound = defineError({
  code: 'groupNotFound',
  status: 404,
  sentence: (id: string) => `There is no group with the id ${JSON.stringify(id.slice(0, 100))}.`,
  meaning: 'Deleted, or never there. Entra calls it `InvalidAnchor`.',
  advice: '_Restart provisioning_: Entra matches or creates the group again.',
});

export const groupUniquenessConflict = defineError({
  code: 'groupUniquenessConflict',
  status: 409,
  scimType: 'uniqueness',
  sentence: (attribute: string, id: string) =>
    `Another group of this tenant has this ${attribute} (the group with id ${id}).`,
  meaning: 'externalId and displayName of groups are unique within a tenant.',
  advice:
    'A group that was made by hand: let Entra match it, by mapping the matching attribute. Two groups of one name in the directory: rename one of them, or let the tenant share names of groups, which can not be taken back.',
});

export const groupTooLarge = defineError({
  code: 'groupTooLarge',
  status: 413,
  sentence: (bytes: Shown, max: Shown) => `The group takes ${bytes} bytes; ${max} are allowed.`,
  meaning: 'The attributes of a group are limited; its members are not among them.',
  advice: 'Shorten its values.',
});

export const memberUnknown = defineError({
  code: 'memberUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (id: string) =>
    `members names ${JSON.stringify(id.slice(0, 100))}, which is the id of no user and no group of this tenant.`,
  meaning: 'A member has to be there before it is added.',
  advice: 'Provision the person or group first. Entra tries it again in the next cycle.',
});

export const memberIncomplete = defineError({
  code: 'memberIncomplete',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'members.value is required and was not sent.',
  meaning: 'A member is named by its id.',
  advice: 'Mend the client.',
});

export const memberType = defineError({
  code: 'memberType',
  status: 400,
  scimType: 'invalidValue',
  sentence: (what: string, wanted: string, found: string) => `${what} must be ${wanted}, not ${found}.`,
  meaning: 'A member is an object whose value is the id of a user or group.',
  advice: 'Mend the client.',
});

export const memberPartImmutable = defineError({
  code: 'memberPartImmutable',
  status: 400,
  scimType: 'invalidPath',
  sentence: (path: string) => `${path} can't be changed by itself; add and remove whole members.`,
  meaning: 'RFC 7643 §4.2: the parts of a member are immutable.',
  advice: 'Name `members`, or `members[value eq "…"]`.',
});

export const memberNotChosen = defineError({
  code: 'memberNotChosen',
  status: 400,
  scimType: 'noTarget',
  sentence: () => 'A member can be chosen by its value only: members[value eq "…"].',
  meaning: 'A member has nothing else that could be replaced.',
  advice: 'Name the member by its id.',
});
