import { defineError, type Shown } from '../error.ts';

/** Errors of lists: their pages, order and projection, and the parameters of the provisioning log. */

export const scanTooLarge = defineError({
  code: 'scanTooLarge',
  status: 400,
  scimType: 'tooMany',
  sentence: (kind: string, max: Shown, indexedNames: string) =>
    `This has to look at every ${kind}, and the tenant has more than ${max}. Let the filter hold an "eq" on ${indexedNames}, or page by cursor without sorting.`,
});

export const listTooMuchWork = defineError({
  code: 'listTooMuchWork',
  status: 400,
  scimType: 'tooMany',
  sentence: () =>
    'This request asks for too much work at once. Let the filter have fewer terms, or hold an "eq" on id, externalId, userName, emails.value or cardNumber; or page by cursor without sorting.',
});

export const groupHoldsTooMany = defineError({
  code: 'groupHoldsTooMany',
  status: 400,
  scimType: 'tooMany',
  sentence: (id: string, max: Shown) =>
    `The group "${id}" holds more than ${max} groups, directly or through others. Ask for the users of one of those.`,
});

export const cursorInvalid = defineError({
  code: 'cursorInvalid',
  status: 400,
  scimType: 'invalidCursor',
  sentence: () => 'The cursor is not valid for this request. Begin again with an empty cursor.',
});

export const cursorExpired = defineError({
  code: 'cursorExpired',
  status: 400,
  scimType: 'expiredCursor',
  sentence: (seconds: Shown) =>
    `The cursor is older than ${seconds} seconds. Begin again with an empty cursor.`,
});

export const cursorCountChanged = defineError({
  code: 'cursorCountChanged',
  status: 400,
  scimType: 'invalidCount',
  sentence: (count: Shown) => `count must stay ${count} from page to page.`,
});

export const cursorCountInvalid = defineError({
  code: 'cursorCountInvalid',
  status: 400,
  scimType: 'invalidCount',
  sentence: (name: string) => `${name} must be a whole number.`,
});

export const numberInvalid = defineError({
  code: 'numberInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `${name} must be a whole number.`,
});

export const pagingConflict = defineError({
  code: 'pagingConflict',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'cursor and startIndex exclude each other (RFC 9865 §2); send one of them.',
});

export const parameterNotString = defineError({
  code: 'parameterNotString',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `${name} must be a string.`,
});

export const parameterNotList = defineError({
  code: 'parameterNotList',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `${name} must be a list of strings.`,
});

export const projectionConflict = defineError({
  code: 'projectionConflict',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'attributes and excludedAttributes exclude each other (RFC 7644 §3.9); send one of them.',
});

export const projectionTooMany = defineError({
  code: 'projectionTooMany',
  status: 400,
  scimType: 'invalidValue',
  sentence: (parameter: string, count: Shown, max: Shown) =>
    `${parameter} names ${count} attributes; ${max} are allowed.`,
});

export const projectionTooLong = defineError({
  code: 'projectionTooLong',
  status: 400,
  scimType: 'invalidValue',
  sentence: (max: Shown) => `The attributes that are named take more than ${max} characters.`,
});

export const sortOrderInvalid = defineError({
  code: 'sortOrderInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'sortOrder must be "ascending" or "descending".',
});

export const sortAttributeUnknown = defineError({
  code: 'sortAttributeUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `sortBy names no attribute: there is no ${name}.`,
});

export const sortAttributeComplex = defineError({
  code: 'sortAttributeComplex',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `sortBy names ${path}, which is complex; name a sub-attribute.`,
});

export const sortAttributeSecret = defineError({
  code: 'sortAttributeSecret',
  status: 400,
  scimType: 'invalidValue',
  sentence: (path: string) => `sortBy names ${path}, which is a secret.`,
});

export const logPeriodInvalid = defineError({
  code: 'logPeriodInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: () => 'from must not be after to.',
});

export const logTimeInvalid = defineError({
  code: 'logTimeInvalid',
  status: 400,
  scimType: 'invalidValue',
  sentence: (name: string) => `${name} must be a date and time such as 2026-01-31T08:00:00Z (RFC 3339).`,
});

export const logActionUnknown = defineError({
  code: 'logActionUnknown',
  status: 400,
  scimType: 'invalidValue',
  sentence: (actions: string) => `action must be one or several of ${actions}, with commas between them.`,
});
