import { defineError, type Shown } from '../error.ts';

/** Errors of Bulk requests and of their operations (RFC 7644 §3.7). */

export const bulkOperationsMissing = defineError({
  code: 'bulkOperationsMissing',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'A Bulk body must have a list "Operations".',
});

export const bulkTooManyOperations = defineError({
  code: 'bulkTooManyOperations',
  status: 413,
  sentence: (max: Shown, count: Shown) =>
    `A Bulk request may have ${max} operations at most (maxOperations); this one has ${count}.`,
});

export const bulkFailOnErrorsInvalid = defineError({
  code: 'bulkFailOnErrorsInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'failOnErrors must be a whole number, 0 or more.',
});

export const bulkOperationNotObject = defineError({
  code: 'bulkOperationNotObject',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: (number: Shown) => `Operation ${number} of the Bulk request must be an object.`,
});

export const bulkMethodUnknown = defineError({
  code: 'bulkMethodUnknown',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'The method of a Bulk operation must be POST, PUT, PATCH or DELETE.',
});

export const bulkPathNotFound = defineError({
  code: 'bulkPathNotFound',
  status: 404,
  sentence: () =>
    'The path of a Bulk operation must be /Users or /Groups for a POST, else /Users/{id} or /Groups/{id}.',
});

export const bulkDataMissing = defineError({
  code: 'bulkDataMissing',
  status: 400,
  scimType: 'invalidSyntax',
  sentence: () => 'This Bulk operation needs an object "data".',
});

export const bulkIdMissing = defineError({
  code: 'bulkIdMissing',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'A POST in a Bulk request needs a bulkId (RFC 7644 §3.7).',
});

export const bulkIdRepeated = defineError({
  code: 'bulkIdRepeated',
  status: 400,
  scimType: 'invalidValue',
  sentence: (bulkId: string) => `The bulkId ${JSON.stringify(bulkId)} is used by another operation.`,
});

export const bulkIdUnknown = defineError({
  code: 'bulkIdUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (bulkId: string) => `No operation of this request creates bulkId ${JSON.stringify(bulkId)}.`,
});

export const bulkReferenceFailed = defineError({
  code: 'bulkReferenceFailed',
  status: 409,
  sentence: (bulkId: string) =>
    `The operation with bulkId ${JSON.stringify(bulkId)}, to which this one refers, failed.`,
});

export const bulkNotTried = defineError({
  code: 'bulkNotTried',
  status: 503,
  sentence: () => 'The time of the Bulk request was over before this operation was tried. Send it again.',
});
