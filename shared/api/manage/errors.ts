import { defineError, type Shown } from '../../scim/error.ts';

/** Errors of the management API's requests. */

export const managePathNotFound = defineError({
  code: 'managePathNotFound',
  status: 404,
  sentence: () => 'There is nothing under this path. What there is stands in /manage/openapi.json.',
  meaning: 'No function serves the path, or `SCIM_MANAGEMENT_API` is off.',
  advice: 'Compare the path with the document.',
});

export const manageBodyInvalid = defineError({
  code: 'manageBodyInvalid',
  status: 400,
  sentence: (problem: string) => problem,
  meaning:
    'The body is not what `/manage/openapi.json` describes. The sentence names the member; one that does not exist is refused, so that no slip is taken for done.',
  advice: 'Correct the member.',
  examples: [
    ['… must not have a member …. It may have: ….'],
    ['… is required and was not sent.'],
    ['… must be …, not ….'],
    ['… must be one of: ….'],
    ['… must not hold the same twice.'],
    ['… is not what it must be. …'],
  ],
});

export const manageAfterInvalid = defineError({
  code: 'manageAfterInvalid',
  status: 400,
  sentence: () => "after must be a tenant's name: what the page before has as next.",
  meaning: 'The list of tenants comes in pages.',
  advice: 'Correct the parameter.',
});

export const manageCountInvalid = defineError({
  code: 'manageCountInvalid',
  status: 400,
  sentence: (max: Shown) => `count must be a whole number from 1 to ${max}.`,
  meaning: 'The list of tenants comes in pages.',
  advice: 'Correct the parameter.',
});
