import { defineError, type Shown } from '../../scim/error.ts';

/** Errors of the management API's requests. */

export const managePathNotFound = defineError({
  code: 'managePathNotFound',
  status: 404,
  sentence: () => 'There is nothing under this path. /manage/openapi.json lists all paths.',
});

export const manageBodyInvalid = defineError({
  code: 'manageBodyInvalid',
  status: 400,
  sentence: (problem: string) => problem,
});

export const reasonMissing = defineError({
  code: 'reasonMissing',
  status: 400,
  sentence: () =>
    'Say why you need to see the secrets: send a POST with { "reason": "…" }. Only a credential of the tenant itself may read them without a reason.',
});

export const auditAfterInvalid = defineError({
  code: 'auditAfterInvalid',
  status: 400,
  sentence: () => 'after must be the id of an entry: what the page before has as next.',
});

export const auditOutcomeInvalid = defineError({
  code: 'auditOutcomeInvalid',
  status: 400,
  sentence: () => 'outcome must be done, refused, failed or unknown.',
});

export const activityHoursInvalid = defineError({
  code: 'activityHoursInvalid',
  status: 400,
  sentence: (max: Shown) => `hours must be a whole number from 1 to ${max}.`,
});

export const tenantStateInvalid = defineError({
  code: 'tenantStateInvalid',
  status: 400,
  sentence: (states: string) => `state must be one of ${states}.`,
});

export const tenantIncludeInvalid = defineError({
  code: 'tenantIncludeInvalid',
  status: 400,
  sentence: () => 'include must be summary.',
});

export const enablingInvalid = defineError({
  code: 'enablingInvalid',
  status: 400,
  sentence: (problem: string) => problem,
});

export const tokenUnwanted = defineError({
  code: 'tokenUnwanted',
  status: 400,
  sentence: () =>
    '/token is for a tenant whose provisioning is on. With "enabled": false none is made: enable the tenant later.',
});

export const manageAfterInvalid = defineError({
  code: 'manageAfterInvalid',
  status: 400,
  sentence: () => "after must be a tenant's name: what the page before has as next.",
});

export const manageCountInvalid = defineError({
  code: 'manageCountInvalid',
  status: 400,
  sentence: (max: Shown) => `count must be a whole number from 1 to ${max}.`,
});
