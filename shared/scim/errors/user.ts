import { defineError, type Shown } from '../error.ts';

/** Errors about a user and the values of its attributes. */

export const userNotFound = defineError({
  code: 'userNotFound',
  status: 404,
  sentence: (id: string) => `There is no user with the id ${JSON.stringify(id.slice(0, 100))}.`,
  meaning: 'Deleted, or never there. Entra calls it `InvalidAnchor`.',
  advice:
    '_Provision on demand_ for one person, _Restart provisioning_ for many: Entra matches or creates them again.',
});

export const uniquenessConflict = defineError({
  code: 'uniquenessConflict',
  status: 409,
  scimType: 'uniqueness',
  sentence: (attribute: string, id: string) =>
    `Another user of this tenant has this ${attribute} (the user with id ${id}).`,
  meaning: 'externalId, userName and card number are unique within a tenant.',
  advice:
    "`node dist/cli.js user show <tenant> <id>` says who. An account that was made by hand: let Entra match it, by mapping the matching attribute. A card that went to another person: take it from the first one in the directory, or delete that user. Cards that are shared on purpose: `node dist/cli.js tenant set <tenant> --card-number shared`, which can't be taken back.",
});

export const attributeRequired = defineError({
  code: 'attributeRequired',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} is required and was not sent.`,
  meaning: 'The person has no value of a required attribute, or the mapping does not send it.',
  advice:
    'Give the person the attribute in the directory, or map one that everybody has. A tenant can do without `externalId`: `node dist/cli.js tenant set <tenant> --external-id optional`.',
});

export const attributeEmpty = defineError({
  code: 'attributeEmpty',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} is required and can't be empty.`,
  meaning: 'A PATCH gives an empty value to a required attribute: the source attribute is empty.',
  advice: 'Give the person the attribute in the directory, or map one that everybody has.',
});

export const attributeBlank = defineError({
  code: 'attributeBlank',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} can't be white space alone.`,
  meaning: 'The source attribute holds nothing that can be read.',
  advice: 'Give the person a value in the directory.',
});

export const attributeType = defineError({
  code: 'attributeType',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, wanted: string, found: string) => `${path} must be ${wanted}, not ${found}.`,
  meaning: 'A mapping gives another type.',
  advice: 'Correct the mapping. Cards, PINs and codes are strings, so that leading zeros stay.',
});

export const attributeObject = defineError({
  code: 'attributeObject',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} can't be an object.`,
  meaning: 'A mapping gives a whole object to an attribute that has one value.',
  advice: 'Map one of its values.',
});

export const attributeValue = defineError({
  code: 'attributeValue',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, problem: string) => `${path} ${problem}.`,
  meaning: 'The value breaks the [schema](api.md) of its attribute.',
  advice: 'Correct the value in the directory, or the mapping, as the sentence says.',
  examples: [['…', 'must …']],
});

export const attributePolicy = defineError({
  code: 'attributePolicy',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, policy: string) => `${path} ${policy}.`,
  meaning: 'A PIN, a code or a card has another length or alphabet. The sentence never holds the value.',
  advice:
    'Correct the value, or the policy: `node dist/cli.js tenant set <tenant> --pin-length 4-8`, or [that of the deployment](settings.md).',
  examples: [['…', 'must be … …']],
});

export const attributeImmutable = defineError({
  code: 'attributeImmutable',
  status: 400,
  scimType: 'mutability',
  sentence: (path: string) => `${path} can be set once and is set already.`,
  meaning: 'The schema lets the attribute never change.',
  advice: 'Take the attribute out of the mapping, or map it on creation only.',
});

export const attributeRepeated = defineError({
  code: 'attributeRepeated',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (path: string) => `${path} is given twice, under names that mean the same.`,
  meaning: 'Names are compared without case, and a core attribute may have its URN before it.',
  advice: 'Leave one out.',
});

export const tooManyValues = defineError({
  code: 'tooManyValues',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, count: Shown, max: Shown) =>
    `${path} is given ${count} values; ${max} are the most that a user can have.`,
  meaning: 'No user of the largest size could hold them.',
  advice: 'Send fewer values.',
});

export const tooManyEmails = defineError({
  code: 'tooManyEmails',
  status: 400,
  scimType: 'invalidValue',
  sentence: (count: Shown, max: Shown) => `emails has ${count} different addresses; ${max} are allowed.`,
  meaning: 'Each address is a row, so that a user can be found by it.',
  advice: 'Map fewer addresses.',
});

export const tooManyPrimaries = defineError({
  code: 'tooManyPrimaries',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string, primaries: string) => `${path} ${primaries}; only one may be.`,
  meaning: 'RFC 7643 §2.4: one value of an attribute is the primary one.',
  advice: 'Let one mapping set `primary`.',
  examples: [
    ['…', 'is given more than one primary value'],
    ['…', 'would get … primary values'],
    ['…', 'has … primary values'],
  ],
});

export const userTooLarge = defineError({
  code: 'userTooLarge',
  status: 413,
  sentence: (bytes: Shown, maxBytes: Shown) => `The user takes ${bytes} bytes; ${maxBytes} are allowed.`,
  meaning: 'A mapping fills an attribute with something long, mostly a photo.',
  advice: 'Take it out of the mapping.',
});

export const attributesTooLarge = defineError({
  code: 'attributesTooLarge',
  status: 413,
  sentence: (resource: string, max: Shown) =>
    `The attributes of the ${resource} take more than ${max} characters, which is more than one can hold.`,
  meaning: 'What is sent is refused before it is read: a mapping fills an attribute with something long.',
  advice: 'Take it out of the mapping.',
});
