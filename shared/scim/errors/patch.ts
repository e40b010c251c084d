import { defineError, type Shown } from '../error.ts';

/** Errors about the operations of a PATCH (RFC 7644 §3.5.2). `where` is its operation, in words. */

export const patchOperationsMissing = defineError({
  code: 'patchOperationsMissing',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'A PATCH body must have a list "Operations".',
  meaning: 'RFC 7644 §3.5.2. Entra always sends one.',
  advice: 'Correct the client.',
});

export const patchTooManyOperations = defineError({
  code: 'patchTooManyOperations',
  status: 413,
  sentence: (max: Shown, count: Shown) =>
    `A PATCH may have ${max} operations at most; this one has ${count}.`,
  meaning: 'Each operation looks at the whole user.',
  advice: 'Send it in parts.',
});

export const patchTooManyAttributes = defineError({
  code: 'patchTooManyAttributes',
  status: 413,
  sentence: (max: Shown, count: Shown) =>
    `A PATCH may name ${max} attributes at most; this one names ${count}.`,
  meaning: 'A value without `path` names an attribute with each of its members.',
  advice: 'Send it in parts.',
});

export const patchTooMuchWork = defineError({
  code: 'patchTooMuchWork',
  status: 413,
  sentence: () => 'This request asks for too much work at once. Send the PATCH in smaller parts.',
  meaning: 'The [work](performance.md#nobody-waits-for-a-neighbour) of a PATCH is counted and bounded.',
  advice: 'Send it in parts.',
});

export const patchOperationNotObject = defineError({
  code: 'patchOperationNotObject',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (where: string, found: string) => `${where} must be an object, not ${found}.`,
  meaning: 'RFC 7644 §3.5.2.',
  advice: 'Correct the operation that the sentence names.',
});

export const patchOpUnknown = defineError({
  code: 'patchOpUnknown',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (where: string) => `${where} must have an "op" that is "add", "replace" or "remove".`,
  meaning: 'RFC 7644 §3.5.2. Case does not matter.',
  advice: 'Correct the operation that the sentence names.',
});

export const patchPathNotString = defineError({
  code: 'patchPathNotString',
  status: 400,
  scimType: 'invalidPath',
  sentence: (where: string, found: string) => `${where} has a "path" that is ${found}; it must be a string.`,
  meaning: 'RFC 7644 §3.5.2.',
  advice: 'Correct the client.',
});

export const patchPathMissing = defineError({
  code: 'patchPathMissing',
  status: 400,
  scimType: 'noTarget',
  sentence: (where: string) => `${where} has the op "remove" and needs a "path".`,
  meaning: 'RFC 7644 §3.5.2.2: a removal without path would take everything.',
  advice: 'Say what is to be removed.',
});

export const patchValueMissing = defineError({
  code: 'patchValueMissing',
  status: 400,
  scimType: 'invalidValue',
  sentence: (where: string, op: string) => `${where} has the op "${op}" and needs a "value".`,
  meaning: "A client's PATCH has no value; Entra sends none such.",
  advice: 'Correct the client. To take a value away, send `remove`, or `replace` with `null`.',
});

export const patchValueNotObject = defineError({
  code: 'patchValueNotObject',
  status: 400,
  scimType: 'invalidValue',
  sentence: (where: string, found: string) =>
    `${where} has no "path", so its "value" must be an object of attributes, not ${found}.`,
  meaning: 'RFC 7644 §3.5.2.1.',
  advice: 'Correct the client.',
});

export const patchValueUnknown = defineError({
  code: 'patchValueUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} is given a value of which no part is known.`,
  meaning: 'The mapping names sub-attributes that the attribute does not have.',
  advice: 'Copy names from [the table](connect-entra.md#4-review-the-attribute-mapping).',
});

export const patchNoTarget = defineError({
  code: 'patchNoTarget',
  status: 400,
  scimType: 'noTarget',
  sentence: (attribute: string, path: string) =>
    `No element of ${attribute} matches the filter of the path to ${path}. One is created only from a filter of "eq" and "and".`,
  meaning: 'The path chooses an element that is not there, and does not say what a new one would be.',
  advice: 'Use `[type eq "work"]` in the mapping.',
});

export const patchPrimaryUnstable = defineError({
  code: 'patchPrimaryUnstable',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) =>
    `${path} would get another primary value each time that this is sent; choose it by something else than "primary".`,
  meaning: 'The path chooses by `primary`, and the operation changes it.',
  advice: 'Choose the value by its type, as in `emails[type eq "work"].primary`.',
});

export const attributeReadOnly = defineError({
  code: 'attributeReadOnly',
  status: 400,
  scimType: 'mutability',
  sentence: (path: string) => `${path} is read-only and can't be changed.`,
  meaning: 'The service itself sets the attribute.',
  advice: 'Take the attribute out of the mapping.',
});

export const attributeNotRemovable = defineError({
  code: 'attributeNotRemovable',
  status: 400,
  scimType: 'mutability',
  sentence: (path: string) => `${path} is required and can't be removed.`,
  meaning: 'A required attribute always has a value.',
  advice: '`userName` and `externalId` stay: send the new value instead.',
});

export const attributeAlwaysSet = defineError({
  code: 'attributeAlwaysSet',
  status: 400,
  scimType: 'mutability',
  sentence: (path: string, other: string, switched: string) =>
    `${path} always has a value and can't be removed; replace it with ${other} to switch it ${switched}.`,
  meaning: 'A switch is on or off.',
  advice: 'To disable a user, send `replace` with `false`.',
});
