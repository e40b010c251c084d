import { defineError, type Shown } from '../error.ts';

/** Errors about the operations of a PATCH (RFC 7644 §3.5.2). `where` is its operation, in words. */

export const patchOperationsMissing = defineError({
  code: 'patchOperationsMissing',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'A PATCH body must have a list "Operations".',
});

export const patchTooManyOperations = defineError({
  code: 'patchTooManyOperations',
  status: 413,
  sentence: (max: Shown, count: Shown) =>
    `A PATCH may have ${max} operations at most; this one has ${count}.`,
});

export const patchTooManyAttributes = defineError({
  code: 'patchTooManyAttributes',
  status: 413,
  sentence: (max: Shown, count: Shown) =>
    `A PATCH may name ${max} attributes at most; this one names ${count}.`,
});

export const patchTooMuchWork = defineError({
  code: 'patchTooMuchWork',
  status: 413,
  sentence: () => 'This request asks for too much work at once. Send the PATCH in smaller parts.',
});

export const patchOperationNotObject = defineError({
  code: 'patchOperationNotObject',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (where: string, found: string) => `${where} must be an object, not ${found}.`,
});

export const patchOpUnknown = defineError({
  code: 'patchOpUnknown',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (where: string) => `${where} must have an "op" that is "add", "replace" or "remove".`,
});

export const patchPathNotString = defineError({
  code: 'patchPathNotString',
  status: 400,
  scimType: 'invalidPath',
  sentence: (where: string, found: string) => `${where} has a "path" that is ${found}; it must be a string.`,
});

export const patchPathMissing = defineError({
  code: 'patchPathMissing',
  status: 400,
  scimType: 'noTarget',
  sentence: (where: string) => `${where} has the op "remove" and needs a "path".`,
});

export const patchValueMissing = defineError({
  code: 'patchValueMissing',
  status: 400,
  scimType: 'invalidValue',
  sentence: (where: string, op: string) => `${where} has the op "${op}" and needs a "value".`,
});

export const patchValueNotObject = defineError({
  code: 'patchValueNotObject',
  status: 400,
  scimType: 'invalidValue',
  sentence: (where: string, found: string) =>
    `${where} has no "path", so its "value" must be an object of attributes, not ${found}.`,
});

export const patchValueUnknown = defineError({
  code: 'patchValueUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `${path} is given a value of which no part is known.`,
});

export const patchNoTarget = defineError({
  code: 'patchNoTarget',
  status: 400,
  scimType: 'noTarget',
  sentence: (attribute: string, path: string) =>
    `No element of ${attribute} matches the filter of the path to ${path}. One is created only from a filter of "eq" and "and".`,
});

export const patchPrimaryUnstable = defineError({
  code: 'patchPrimaryUnstable',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) =>
    `${path} would get another primary value each time that this is sent; choose it by something else than "primary".`,
});

export const attributeReadOnly = defineError({
  code: 'attributeReadOnly',
  status: 400,
  scimType: 'mutability',
  sentence: (path: string) => `${path} is read-only and can't be changed.`,
});

export const attributeNotRemovable = defineError({
  code: 'attributeNotRemovable',
  status: 400,
  scimType: 'mutability',
  sentence: (path: string) => `${path} is required and can't be removed.`,
});

export const attributeAlwaysSet = defineError({
  code: 'attributeAlwaysSet',
  status: 400,
  scimType: 'mutability',
  sentence: (path: string, other: string, switched: string) =>
    `${path} always has a value and can't be removed; replace it with ${other} to switch it ${switched}.`,
});
